from django.db import migrations

from okoce.core.appendonly import append_only

# What no code may forget. The clock is read here, to refuse, and nowhere in the counting.
GUARDS = """
CREATE FUNCTION jakarta_now() RETURNS timestamp LANGUAGE sql STABLE AS
$$ SELECT clock_timestamp() AT TIME ZONE 'Asia/Jakarta' $$;

CREATE FUNCTION refuse(constraint_name text, sentence text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', sentence USING ERRCODE = 'check_violation', CONSTRAINT = constraint_name;
END $$;

CREATE FUNCTION session_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.held_on < (SELECT min(first_month) FROM programs_programme) THEN
        PERFORM refuse('session_within_programme', 'a session lies before the first month of the programme');
    END IF;
    IF NEW.state = 'held' AND NEW.held_on + NEW.ends_at > jakarta_now() THEN
        PERFORM refuse('session_held_has_ended', 'a session that has not ended cannot have been held');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER session_guard BEFORE INSERT OR UPDATE ON programs_trainingsession
    FOR EACH ROW EXECUTE FUNCTION session_guard();

-- An approval holds for one version. Whatever is counted moves the version on, and takes the approval with it.
CREATE FUNCTION training_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.version < OLD.version THEN
        PERFORM refuse('training_version_grows', 'the version of a training only grows');
    END IF;
    IF (NEW.kecamatan_id, NEW.curriculum_id, NEW.agency_id, NEW.led_by_id)
       IS DISTINCT FROM (OLD.kecamatan_id, OLD.curriculum_id, OLD.agency_id, OLD.led_by_id) THEN
        NEW.version := OLD.version + 1;
    END IF;
    IF NEW.version <> OLD.version AND NEW.state = 'verified' THEN
        NEW.state := 'submitted';
    END IF;
    RETURN NEW;
END $$;
-- Triggers fire in the order of their names: first the version, then what depends on it.
CREATE TRIGGER a_training_version BEFORE UPDATE ON programs_training
    FOR EACH ROW EXECUTE FUNCTION training_version();

CREATE FUNCTION session_moves_the_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP IN ('UPDATE', 'DELETE') THEN
        UPDATE programs_training SET version = version + 1 WHERE id IN (SELECT training_id FROM old_rows);
    END IF;
    IF TG_OP IN ('UPDATE', 'INSERT') THEN
        UPDATE programs_training SET version = version + 1 WHERE id IN (SELECT training_id FROM new_rows);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER session_version_insert AFTER INSERT ON programs_trainingsession
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION session_moves_the_version();
CREATE TRIGGER session_version_update AFTER UPDATE ON programs_trainingsession
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION session_moves_the_version();
CREATE TRIGGER session_version_delete AFTER DELETE ON programs_trainingsession
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION session_moves_the_version();
"""


class Migration(migrations.Migration):
    dependencies = [("programs", "0002_reference"), ("accounts", "0002_trail")]
    operations = [
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
        append_only(
            "programs_targetevent",
            "programs_assignmentevent",
            "programs_trainingevent",
            "programs_trainingsessionevent",
        ),
    ]
