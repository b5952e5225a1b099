from django.db import migrations, models

from okoce.core.appendonly import owner_writes_trails

# A tap that says what is there already moves its time and nothing that was approved.
MOVES = """
CREATE OR REPLACE FUNCTION attendance_moves_the_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        UPDATE programs_training SET version = version + 1 WHERE id IN (
            SELECT training_id FROM programs_trainingsession WHERE id IN (
                SELECT unnest(ARRAY[was.session_id, became.session_id])
                FROM old_rows was FULL JOIN new_rows became USING (id)
                WHERE (was.session_id, was.participant_id, was.status)
                      IS DISTINCT FROM (became.session_id, became.participant_id, became.status)));
    ELSIF TG_OP = 'DELETE' THEN
        UPDATE programs_training SET version = version + 1 WHERE id IN (
            SELECT training_id FROM programs_trainingsession WHERE id IN (SELECT session_id FROM old_rows));
    ELSE
        UPDATE programs_training SET version = version + 1 WHERE id IN (
            SELECT training_id FROM programs_trainingsession WHERE id IN (SELECT session_id FROM new_rows));
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("participants", "0025_check_ins_and_spreadsheets")]
    operations = [
        # No value is written into the rows that there are, so that the table is locked for a moment only.
        migrations.AddField("attendance", "assumed", models.BooleanField(db_default=False, default=False)),
        migrations.AlterField("attendance", "recorded_at", models.DateTimeField()),
        migrations.RunSQL(MOVES, migrations.RunSQL.noop),
        owner_writes_trails(),
    ]
