from django.db import migrations

from okoce.core.appendonly import owner_writes_trails

GUARDS = """
CREATE FUNCTION decided_about(person uuid, somebody bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    WITH member AS (SELECT whole_of(person) AS id)
    SELECT EXISTS (
        SELECT FROM participants_verification
        WHERE checked_by_id = somebody AND (
            visit_id IN (SELECT id FROM participants_visit WHERE participant_id IN (SELECT id FROM member))
            OR milestone_id IN (SELECT id FROM participants_milestone WHERE participant_id IN (SELECT id FROM member))
            OR job_report_id IN (SELECT id FROM participants_jobreport WHERE participant_id IN (SELECT id FROM member))
            OR entrepreneur_id IN (SELECT id FROM participants_entrepreneur WHERE participant_id IN (SELECT id FROM member))
            OR training_id IN (
                SELECT training_id FROM programs_trainingsession session
                JOIN participants_attendance attendance ON attendance.session_id = session.id
                WHERE attendance.participant_id IN (SELECT id FROM member))))
$$;

CREATE OR REPLACE FUNCTION judgement_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    judged reports_sampledrow;
BEGIN
    SELECT * INTO judged FROM reports_sampledrow WHERE id = NEW.row_id FOR SHARE;
    IF judged.verifier_id IS DISTINCT FROM NEW.by_id THEN
        PERFORM refuse('judged_by_whose_turn_it_is', 'a sampled row is judged by the verifier to whom it was given');
    END IF;
    IF entered_a_fact_of(judged.participant_id, NEW.by_id) THEN
        PERFORM refuse('judged_by_no_maker', 'whoever entered a fact of a person does not judge it');
    END IF;
    IF decided_about(judged.participant_id, NEW.by_id) THEN
        PERFORM refuse('judged_by_no_checker', 'whoever decided about a record of a person does not judge it');
    END IF;
    IF EXISTS (
        SELECT FROM programs_assignment assigned
        WHERE user_id = NEW.by_id AND (NEW.at AT TIME ZONE 'Asia/Jakarta')::date >= starts_on
        AND (ends_on IS NULL OR (NEW.at AT TIME ZONE 'Asia/Jakarta')::date < ends_on)
        AND (kecamatan_id IN (SELECT kecamatan_id FROM participants_residence
                              WHERE participant_id IN (SELECT whole_of(judged.participant_id)))
             OR kecamatan_id = (SELECT kecamatan FROM reports_ledger WHERE id = judged.entry_id))) THEN
        PERFORM refuse('judged_from_elsewhere', 'whoever works where a person lives or lived does not judge it');
    END IF;
    RETURN NEW;
END $$;

-- The smallest digests come first: a place beyond what there is to be drawn was not drawn.
CREATE FUNCTION sampled_place_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.place < 1 OR NEW.place > (SELECT least(people, size) FROM reports_sample WHERE closing_id = NEW.sample_id) THEN
        PERFORM refuse('no_more_than_were_drawn', 'a sample has as many rows as were drawn');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sampled_place_guard BEFORE INSERT ON reports_sampledrow
    FOR EACH ROW EXECUTE FUNCTION sampled_place_guard();
"""

UNDONE = """
DROP TRIGGER sampled_place_guard ON reports_sampledrow; DROP FUNCTION sampled_place_guard();
CREATE OR REPLACE FUNCTION judgement_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    judged reports_sampledrow;
BEGIN
    SELECT * INTO judged FROM reports_sampledrow WHERE id = NEW.row_id FOR SHARE;
    IF judged.verifier_id IS DISTINCT FROM NEW.by_id THEN
        PERFORM refuse('judged_by_whose_turn_it_is', 'a sampled row is judged by the verifier to whom it was given');
    END IF;
    IF entered_a_fact_of(judged.participant_id, NEW.by_id) THEN
        PERFORM refuse('judged_by_no_maker', 'whoever entered a fact of a person does not judge it');
    END IF;
    RETURN NEW;
END $$;
DROP FUNCTION decided_about(uuid, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0018_official_registers"), ("participants", "0035_withdrawn_lists")]
    operations = [migrations.RunSQL(GUARDS, UNDONE), owner_writes_trails()]
