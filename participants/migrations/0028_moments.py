from django.db import migrations

from okoce.core.appendonly import owner_writes_trails

# Whoever took it may take it back for some seconds after: one of tomorrow could be taken back until then.
DECISIONS = """
CREATE FUNCTION decision_moment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Two machines' clocks lie apart by seconds.
    IF NEW.checked_at > clock_timestamp() + interval '30 seconds' THEN
        PERFORM refuse('decided_by_now', 'a decision is of the moment in which it is taken');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER decision_moment BEFORE INSERT ON participants_verification
    FOR EACH ROW EXECUTE FUNCTION decision_moment();
"""
UNDONE = "DROP TRIGGER decision_moment ON participants_verification; DROP FUNCTION decision_moment();"


class Migration(migrations.Migration):
    dependencies = [("participants", "0027_undone_decisions")]
    operations = [migrations.RunSQL(DECISIONS, UNDONE), owner_writes_trails()]
