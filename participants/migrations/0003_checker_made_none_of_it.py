from django.db import migrations

# Who made what was there before `makers` was.
MAKERS = """
INSERT INTO programs_training_makers (training_id, user_id)
SELECT id, logged_by_id FROM programs_training
UNION SELECT id, led_by_id FROM programs_training
UNION SELECT id, submitted_by_id FROM programs_training WHERE submitted_by_id IS NOT NULL
UNION SELECT session.training_id, attendance.recorded_by_id
      FROM participants_attendance attendance
      JOIN programs_trainingsession session ON session.id = attendance.session_id;
"""

GUARDS = """
CREATE FUNCTION verification_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM programs_training_makers
               WHERE training_id = NEW.training_id AND user_id = NEW.checked_by_id) THEN
        PERFORM refuse('checker_made_none_of_it', 'somebody who recorded part of a training cannot check it');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER verification_guard BEFORE INSERT ON participants_verification
    FOR EACH ROW EXECUTE FUNCTION verification_guard();

-- The newest decision about this very version rules: an approval that was taken back verifies nothing.
CREATE OR REPLACE FUNCTION training_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'verified' AND 'approved' IS DISTINCT FROM (
        SELECT decision FROM participants_verification
        WHERE training_id = NEW.id AND version = NEW.version ORDER BY id DESC LIMIT 1) THEN
        PERFORM refuse('verified_by_an_approval', 'no approval of this version of the training');
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("participants", "0002_guards"), ("programs", "0004_training_makers")]
    operations = [
        migrations.RunSQL(MAKERS, migrations.RunSQL.noop),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
    ]
