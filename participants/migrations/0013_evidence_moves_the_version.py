from django.db import migrations

from okoce.core.appendonly import owner_writes_trails

# An approval is of what its checker saw. A file that goes, as an erasure takes it, takes no approval along.
EVIDENCE = """
CREATE FUNCTION evidence_moves_the_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE participants_visit SET version = version + 1
    WHERE id = NEW.visit_id AND state IN ('submitted', 'returned', 'verified');
    UPDATE participants_milestone SET version = version + 1
    WHERE id = NEW.milestone_id AND state IN ('submitted', 'returned', 'verified');
    UPDATE participants_jobreport SET version = version + 1
    WHERE id = NEW.job_report_id AND state IN ('submitted', 'returned', 'verified');
    RETURN NULL;
END $$;
CREATE TRIGGER evidence_moves_the_version AFTER INSERT ON participants_evidence
    FOR EACH ROW EXECUTE FUNCTION evidence_moves_the_version();
"""


class Migration(migrations.Migration):
    dependencies = [("participants", "0012_people_of_a_facilitator")]
    operations = [migrations.RunSQL(EVIDENCE, migrations.RunSQL.noop), owner_writes_trails()]
