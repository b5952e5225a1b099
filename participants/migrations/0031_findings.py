import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from okoce.core.appendonly import append_only, never_deleted

STATES = [("open", "open"), ("explained", "explained"), ("mended", "mended"), ("gone", "no longer so")]
PEOPLE = settings.AUTH_USER_MODEL


def whose(to, **said):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=to, **said)


class Migration(migrations.Migration):
    dependencies = [("participants", "0030_official_lists"), migrations.swappable_dependency(PEOPLE)]
    operations = [
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("detector", models.CharField(max_length=20)),
                ("key", models.UUIDField(unique=True)),
                ("kecamatan", whose("programs.kecamatan", related_name="findings")),
                ("subjects", models.JSONField()),
                ("facts", models.JSONField()),
                ("basis", models.TextField()),
                ("owner", whose(PEOPLE, null=True, related_name="findings")),
                ("due_on", models.DateField()),
                ("found_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("state", models.CharField(choices=STATES, default="open", max_length=10)),
                ("state_since", models.DateTimeField()),
            ],
            options={
                "ordering": ["due_on", "found_at", "id"],
                "indexes": [
                    models.Index(condition=Q(state="open"), fields=["kecamatan", "due_on"], name="finding_queue"),
                    models.Index(fields=["detector", "state"], name="finding_of_a_detector"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(state__in=["open", "explained", "mended", "gone"]), name="finding_state_is_known"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FindingAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("finding", whose("participants.finding", related_name="answers")),
                (
                    "kind",
                    models.CharField(choices=[("explained", "explained"), ("mended", "mended")], max_length=10),
                ),
                ("word", models.CharField(blank=True, max_length=500, verbose_name="how it comes to be so")),
                ("by", whose(PEOPLE, related_name="+")),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(kind__in=["explained", "mended"]), name="finding_answer_is_known"
                    ),
                    models.CheckConstraint(
                        condition=Q(("kind", "mended"), Q(("word", ""), _negated=True), _connector="OR"),
                        name="explanation_has_a_word",
                    ),
                ],
            },
        ),
        never_deleted("participants_finding"),
        append_only("participants_findinganswer"),
    ]
