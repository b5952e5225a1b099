from django.db import migrations

# Counting never reads the clock: what has not ended cannot be handed in.
GUARD = """
CREATE FUNCTION training_submission() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM programs_trainingsession
               WHERE training_id = NEW.id AND state <> 'cancelled' AND held_on + ends_at > jakarta_now()) THEN
        PERFORM refuse('submission_after_the_last_session', 'a training is handed in before its last session ended');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER c_training_submission BEFORE UPDATE ON programs_training
    FOR EACH ROW WHEN (NEW.state = 'submitted' AND OLD.state IN ('draft', 'returned'))
    EXECUTE FUNCTION training_submission();
"""


class Migration(migrations.Migration):
    dependencies = [("programs", "0005_cancelled_session_frees_its_moment")]
    operations = [migrations.RunSQL(GUARD, migrations.RunSQL.noop)]
