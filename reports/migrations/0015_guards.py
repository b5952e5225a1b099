from django.db import migrations, models

from okoce.core.appendonly import owner_writes_trails

# The order of revisions is what every answer of an earlier moment stands on: no gap, and no time that goes back.
REVISIONS = """
CREATE OR REPLACE FUNCTION revision_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last reports_revision;
BEGIN
    SELECT * INTO last FROM reports_revision ORDER BY number DESC LIMIT 1;
    IF NEW.number <> coalesce(last.number, 0) + 1 THEN
        PERFORM refuse('revision_follows_the_last', 'a revision has the number after the last one');
    END IF;
    IF NEW.at < last.at THEN
        PERFORM refuse('revision_times_go_forward', 'a revision is no older than the last one');
    END IF;
    -- A clock that was set back makes it as late as the last one, and no later.
    IF NEW.at > clock_timestamp() AND NEW.at > last.at IS NOT FALSE THEN
        PERFORM refuse('revision_is_of_now', 'a revision is of the moment in which it is written');
    END IF;
    RETURN NEW;
END $$;
"""

# What was told of a revision before says that the month was open by then, and stays true.
PERIODS = """
CREATE FUNCTION period_moment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.provisional_at := greatest(NEW.provisional_at, (SELECT at FROM reports_revision ORDER BY number DESC LIMIT 1));
    RETURN NEW;
END $$;
CREATE TRIGGER period_moment_insert BEFORE INSERT ON reports_period
    FOR EACH ROW WHEN (NEW.provisional_at IS NOT NULL) EXECUTE FUNCTION period_moment();
CREATE TRIGGER period_moment_update BEFORE UPDATE ON reports_period
    FOR EACH ROW WHEN (NEW.provisional_at IS DISTINCT FROM OLD.provisional_at) EXECUTE FUNCTION period_moment();
"""

CLOSINGS = """
CREATE FUNCTION closing_moment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.closed_at < (SELECT at FROM reports_revision WHERE number = NEW.last_revision_id) THEN
        PERFORM refuse('closed_after_its_entries', 'a month is closed no earlier than its last entry was posted');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER closing_moment BEFORE INSERT ON reports_closing FOR EACH ROW EXECUTE FUNCTION closing_moment();
"""

# Until now nothing said which revisions were those of a rebuild that changed nothing: all that nothing else explains.
REBUILT = """
ALTER TABLE reports_revision DISABLE TRIGGER USER;
UPDATE reports_revision revision SET rebuilt = true
WHERE entries = 0
  AND NOT EXISTS (SELECT FROM reports_closing WHERE last_revision_id = number)
  AND NOT EXISTS (SELECT FROM reports_reopening WHERE revision_id = revision.number)
  AND NOT EXISTS (SELECT FROM reports_definition WHERE revision_id = revision.number)
  AND NOT EXISTS (SELECT FROM reports_naming WHERE revision_id = revision.number)
  AND NOT EXISTS (SELECT FROM reports_targetversion WHERE revision_id = revision.number);
ALTER TABLE reports_revision ENABLE TRIGGER USER;
"""

UNDONE = """
DROP TRIGGER period_moment_insert ON reports_period; DROP TRIGGER period_moment_update ON reports_period;
DROP FUNCTION period_moment();
DROP TRIGGER closing_moment ON reports_closing; DROP FUNCTION closing_moment();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0014_cells_by_vintage")]
    operations = [
        migrations.AddField("revision", "rebuilt", models.BooleanField(db_default=False, default=False)),
        migrations.RunSQL(REBUILT, migrations.RunSQL.noop),
        migrations.RunSQL(REVISIONS + PERIODS + CLOSINGS, UNDONE),
        owner_writes_trails(),
    ]
