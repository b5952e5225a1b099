import django.db.models.functions.datetime
from django.db import migrations, models

from okoce.core.appendonly import owner_writes_trails

# A read that is dated back would be forgotten before its time.
READS = """
CREATE FUNCTION read_moment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER read_moment BEFORE INSERT ON accounts_read FOR EACH ROW EXECUTE FUNCTION read_moment();
"""
UNDONE = "DROP TRIGGER read_moment ON accounts_read; DROP FUNCTION read_moment();"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_reads_of_the_log")]
    operations = [
        migrations.AlterField(
            "read", "at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)
        ),
        migrations.RunSQL(READS, UNDONE),
        owner_writes_trails(),
    ]
