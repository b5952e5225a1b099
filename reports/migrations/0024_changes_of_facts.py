from django.db import migrations, models

from okoce.core.appendonly import never_updated, owner_writes_trails

# Facts that pages show beside the counts, and that no revision tells of (reports/unchanged/moment.py).
FACTS = [
    "participants_participant",
    "participants_residence",
    "participants_jobreport",
    "participants_officiallist",
    "participants_listline",
    "participants_match",
    "reports_sample",
    "reports_sampledrow",
    "reports_judgement",
]

# A row for each statement, and never a sum that is written anew: two who write at once would wait for each other.
NOTE = """
CREATE FUNCTION note_change_of_facts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reports_factchange (statements) VALUES (1);
    RETURN NULL;
END $$;
"""
TRIGGER = """
CREATE TRIGGER note_change_of_facts AFTER INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION note_change_of_facts();
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0023_spending_is_what_is_paid"), ("participants", "0039_answers_and_homes")]
    operations = [
        migrations.CreateModel(
            name="FactChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("statements", models.BigIntegerField()),
            ],
        ),
        never_updated("reports_factchange"),
        migrations.RunSQL(NOTE, migrations.RunSQL.noop),
        *(migrations.RunSQL(TRIGGER.format(table=table), migrations.RunSQL.noop) for table in FACTS),
        owner_writes_trails(),
    ]
