from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("participants", "0011_twins_are_found")]
    operations = [
        AddIndexConcurrently("participant", models.Index(name="people_of_a_facilitator", fields=["facilitator"])),
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY participants_participantevent_facilitator_id"
            " ON participants_participantevent (facilitator_id)",
            "DROP INDEX CONCURRENTLY participants_participantevent_facilitator_id",
        ),
    ]
