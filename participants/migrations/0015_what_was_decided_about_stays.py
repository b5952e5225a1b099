from django.db import migrations

# Asked at the end of the transaction, a record could be deleted and made anew under its key, with other contents and
# the approval that the first one had.
AT_ONCE = """
DO $$
DECLARE
    one name;
BEGIN
    FOR one IN SELECT conname FROM pg_constraint
               WHERE conrelid = 'participants_verification'::regclass AND contype = 'f' LOOP
        EXECUTE format('ALTER TABLE participants_verification ALTER CONSTRAINT %I NOT DEFERRABLE', one);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("participants", "0014_a_checker_who_becomes_a_maker")]
    operations = [migrations.RunSQL(AT_ONCE, migrations.RunSQL.noop)]
