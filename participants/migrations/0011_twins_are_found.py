from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    """The same number, and the very same file, on a record of somebody else."""

    dependencies = [("participants", "0010_an_unknown_kind_is_refused_as_such")]
    operations = [
        migrations.AddIndex("evidence", models.Index(name="evidence_of_a_content", fields=["sha256"])),
        migrations.AddIndex(
            "milestone", models.Index(Upper("number"), name="milestone_of_a_number", condition=Q(kind="licence"))
        ),
    ]
