from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

ANSWERED = models.Q(state__in=["returned", "revoked"])
NAMES = {
    "entrepreneur": "entrepreneur_answered",
    "jobreport": "job_report_answered",
    "milestone": "milestone_answered",
    "visit": "visit_answered",
}


class Migration(migrations.Migration):
    # What was sent back or revoked is found without reading everything that ever was of a kecamatan.
    atomic = False

    dependencies = [("participants", "0039_answers_and_homes")]

    operations = [
        AddIndexConcurrently(model, models.Index(name=name, fields=["participant"], condition=ANSWERED))
        for model, name in NAMES.items()
    ]
