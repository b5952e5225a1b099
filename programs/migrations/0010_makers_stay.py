from django.db import migrations

from okoce.core.appendonly import never_updated, read_only

# Whoever could strike a name from the makers could check what they made. Asked at the end of the transaction, because
# a training that is deleted takes its makers with it, and they go first.
GUARD = """
CREATE FUNCTION makers_stay() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM programs_training WHERE id = OLD.training_id) THEN
        PERFORM refuse('makers_stay', 'who recorded part of a training stays one of its makers');
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER makers_stay AFTER DELETE ON programs_training_makers
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION makers_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("programs", "0009_one_session_at_a_time")]
    operations = [
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
        never_updated("programs_training_makers"),
        # The first month is the start of all counting, and a second programme would move it.
        read_only("programs_programme"),
    ]
