from django.db import migrations

from okoce.core.appendonly import owner_writes_trails

# Checker is never maker, whichever came first: who approved something and enters part of it afterwards takes the
# approval away, and of somebody's case whoever enters a fact of that person.
FALLS = """
CREATE FUNCTION maker_takes_own_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('UPDATE %I SET version = version + 1 WHERE id = $1 AND state = ''verified'' AND $2 ='
                   ' (SELECT checked_by_id FROM participants_verification WHERE %I = $1 ORDER BY id DESC LIMIT 1)',
                   TG_ARGV[0], TG_ARGV[1])
        USING (to_jsonb(NEW) ->> TG_ARGV[2])::uuid, NEW.user_id;
    RETURN NULL;
END $$;

-- Its argument asks for the people of whom the new rows tell. The cases are locked first, in one order: of an approval
-- and a fact of the same moment the second one sees the first.
CREATE FUNCTION fact_takes_own_approval() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    cases uuid[];
BEGIN
    EXECUTE format('SELECT array_agg(id) FROM (SELECT id FROM participants_entrepreneur WHERE participant_id IN (%s)'
                   ' ORDER BY id FOR NO KEY UPDATE) locked', TG_ARGV[0]) INTO cases;
    IF cases IS NULL THEN
        RETURN NULL;
    END IF;
    UPDATE participants_entrepreneur opened SET version = version + 1
    WHERE id = ANY (cases) AND state = 'verified' AND entered_a_fact_of(participant_id, (
        SELECT checked_by_id FROM participants_verification
        WHERE entrepreneur_id = opened.id ORDER BY id DESC LIMIT 1));
    RETURN NULL;
END $$;
"""
# A table of makers, what they made, the column of decisions that means it, and the column of the makers.
MADE = [
    ("programs_training_makers", "programs_training", "training_id", "training_id"),
    ("participants_visit_makers", "participants_visit", "visit_id", "visit_id"),
    ("participants_milestone_makers", "participants_milestone", "milestone_id", "milestone_id"),
    ("participants_jobreport_makers", "participants_jobreport", "job_report_id", "jobreport_id"),
    ("participants_entrepreneur_makers", "participants_entrepreneur", "entrepreneur_id", "entrepreneur_id"),
]
ON_MAKERS = """
CREATE TRIGGER maker_takes_own_approval AFTER INSERT ON {makers}
    FOR EACH ROW EXECUTE FUNCTION maker_takes_own_approval('{table}', '{column}', '{made}');
"""
# Where facts of a person come in, and how the person is found from them.
FACTS = {
    "participants_participant_makers": "SELECT participant_id FROM new_rows",
    "participants_residence": "SELECT participant_id FROM new_rows",
    "participants_attendance": "SELECT participant_id FROM new_rows",
    "participants_visit_makers": "SELECT participant_id FROM participants_visit"
    " WHERE id IN (SELECT visit_id FROM new_rows)",
    "participants_milestone_makers": "SELECT participant_id FROM participants_milestone"
    " WHERE id IN (SELECT milestone_id FROM new_rows)",
    "participants_jobreport_makers": "SELECT participant_id FROM participants_jobreport"
    " WHERE id IN (SELECT jobreport_id FROM new_rows)",
    "programs_training_makers": "SELECT participant_id FROM participants_attendance WHERE session_id IN"
    " (SELECT id FROM programs_trainingsession WHERE training_id IN (SELECT training_id FROM new_rows))",
}
ON_FACTS = """
CREATE TRIGGER fact_takes_own_approval AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION fact_takes_own_approval('{people}');
"""


class Migration(migrations.Migration):
    dependencies = [("participants", "0013_evidence_moves_the_version")]
    operations = [
        migrations.RunSQL(FALLS, migrations.RunSQL.noop),
        *(
            migrations.RunSQL(
                ON_MAKERS.format(makers=makers, table=table, column=column, made=made), migrations.RunSQL.noop
            )
            for makers, table, column, made in MADE
        ),
        *(
            migrations.RunSQL(ON_FACTS.format(table=table, people=people), migrations.RunSQL.noop)
            for table, people in FACTS.items()
        ),
        owner_writes_trails(),
    ]
