from django.db import migrations

from okoce.core.appendonly import append_only

GUARDS = """
CREATE FUNCTION participant_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.registered_on < (SELECT min(first_month) FROM programs_programme) THEN
        PERFORM refuse('registration_within_programme', 'a registration lies before the first month of the programme');
    END IF;
    IF NEW.registered_on > jakarta_now()::date THEN
        PERFORM refuse('registration_not_in_future', 'a registration lies in the future');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER participant_guard BEFORE INSERT OR UPDATE ON participants_participant
    FOR EACH ROW EXECUTE FUNCTION participant_guard();

CREATE FUNCTION residence_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.since > jakarta_now()::date THEN
        PERFORM refuse('residence_not_in_future', 'a residence begins in the future');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER residence_guard BEFORE INSERT OR UPDATE ON participants_residence
    FOR EACH ROW EXECUTE FUNCTION residence_guard();

CREATE FUNCTION attendance_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM programs_trainingsession
               WHERE id = NEW.session_id AND held_on + starts_at > jakarta_now()) THEN
        PERFORM refuse('attendance_not_in_future', 'an attendance lies in the future');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER attendance_guard BEFORE INSERT OR UPDATE ON participants_attendance
    FOR EACH ROW EXECUTE FUNCTION attendance_guard();

CREATE FUNCTION session_keeps_its_attendance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.held_on + NEW.starts_at > jakarta_now()
       AND EXISTS (SELECT FROM participants_attendance WHERE session_id = NEW.id) THEN
        PERFORM refuse('attendance_not_in_future', 'a session with attendance cannot move into the future');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER session_keeps_its_attendance BEFORE UPDATE ON programs_trainingsession
    FOR EACH ROW EXECUTE FUNCTION session_keeps_its_attendance();

-- The roster is part of what was approved.
CREATE FUNCTION attendance_moves_the_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP IN ('UPDATE', 'DELETE') THEN
        UPDATE programs_training SET version = version + 1 WHERE id IN (
            SELECT training_id FROM programs_trainingsession WHERE id IN (SELECT session_id FROM old_rows));
    END IF;
    IF TG_OP IN ('UPDATE', 'INSERT') THEN
        UPDATE programs_training SET version = version + 1 WHERE id IN (
            SELECT training_id FROM programs_trainingsession WHERE id IN (SELECT session_id FROM new_rows));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER attendance_version_insert AFTER INSERT ON participants_attendance
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION attendance_moves_the_version();
CREATE TRIGGER attendance_version_update AFTER UPDATE ON participants_attendance
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION attendance_moves_the_version();
CREATE TRIGGER attendance_version_delete AFTER DELETE ON participants_attendance
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION attendance_moves_the_version();

-- *Verified* is a word that only an approval of this very version gives.
CREATE FUNCTION training_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'verified' AND NOT EXISTS (
        SELECT FROM participants_verification
        WHERE training_id = NEW.id AND version = NEW.version AND decision = 'approved') THEN
        PERFORM refuse('verified_by_an_approval', 'no approval of this version of the training');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER b_training_approval BEFORE INSERT OR UPDATE ON programs_training
    FOR EACH ROW EXECUTE FUNCTION training_approval();
"""


class Migration(migrations.Migration):
    dependencies = [("participants", "0001_initial"), ("programs", "0003_guards")]
    operations = [
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
        append_only("participants_participantevent", "participants_verification"),
    ]
