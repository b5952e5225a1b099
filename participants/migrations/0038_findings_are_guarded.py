from django.db import migrations

from okoce.core.appendonly import owner_writes_trails

GUARDS = """
CREATE FUNCTION finding_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.detector, NEW.key, NEW.kecamatan_id, NEW.found_at)
        IS DISTINCT FROM (OLD.id, OLD.detector, OLD.key, OLD.kecamatan_id, OLD.found_at) THEN
        PERFORM refuse('finding_stays_where_it_was_found', 'what was found, where and when stays');
    END IF;
    IF NEW.state IN ('explained', 'mended') AND NEW.state <> OLD.state AND NOT EXISTS (
        SELECT FROM participants_findinganswer
        WHERE finding_id = NEW.id AND kind = NEW.state AND at = NEW.state_since) THEN
        PERFORM refuse('finding_is_answered_by_somebody', 'a finding is explained or mended by an answer of that moment');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finding_guard BEFORE UPDATE ON participants_finding
    FOR EACH ROW EXECUTE FUNCTION finding_guard();

CREATE FUNCTION finding_answer_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked participants_finding;
BEGIN
    SELECT * INTO asked FROM participants_finding WHERE id = NEW.finding_id FOR NO KEY UPDATE;
    IF asked.state <> 'open' OR NEW.at < asked.state_since THEN
        PERFORM refuse('answered_while_it_is_open', 'a finding is answered while it is open');
    END IF;
    IF asked.subjects @> jsonb_build_array(jsonb_build_array('user', NEW.by_id)) THEN
        PERFORM refuse('answered_by_somebody_else', 'nobody answers a finding about themselves');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER finding_answer_guard BEFORE INSERT ON participants_findinganswer
    FOR EACH ROW EXECUTE FUNCTION finding_answer_guard();
"""

UNDONE = """
DROP TRIGGER finding_guard ON participants_finding; DROP FUNCTION finding_guard();
DROP TRIGGER finding_answer_guard ON participants_findinganswer; DROP FUNCTION finding_answer_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("participants", "0037_matches_are_guarded")]
    operations = [migrations.RunSQL(GUARDS, UNDONE), owner_writes_trails()]
