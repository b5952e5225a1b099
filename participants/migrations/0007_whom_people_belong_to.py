from django.db import migrations

FILL = """
UPDATE participants_participant SET facilitator_id = registered_by_id WHERE facilitator_id IS NULL;
UPDATE participants_participantevent SET facilitator_id = registered_by_id WHERE facilitator_id IS NULL;
INSERT INTO participants_participant_makers (participant_id, user_id)
SELECT id, registered_by_id FROM participants_participant ON CONFLICT DO NOTHING;
"""


class Migration(migrations.Migration):
    dependencies = [("participants", "0006_facts")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
