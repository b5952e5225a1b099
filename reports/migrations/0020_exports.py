import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from okoce.core.appendonly import never_deleted


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0019_judges_are_asked_again"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("counts", "counts"), ("ledger", "entries of the ledger"), ("people", "people")],
                        max_length=10,
                    ),
                ),
                (
                    "format",
                    models.CharField(choices=[("csv", "CSV, for any program"), ("xlsx", "Excel")], max_length=4),
                ),
                ("with_names", models.BooleanField(default=False)),
                ("parameters", models.JSONField()),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("language", models.CharField(max_length=5)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits"),
                            ("running", "is being written"),
                            ("complete", "complete"),
                            ("failed", "failed"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("begun", models.PositiveSmallIntegerField(default=0)),
                ("rows", models.PositiveBigIntegerField(null=True)),
                ("size", models.PositiveBigIntegerField(null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("revision", models.PositiveBigIntegerField(null=True)),
                ("file", models.CharField(blank=True, max_length=60)),
                ("error", models.CharField(blank=True, max_length=400)),
                ("asked_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="exports", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at"],
                "indexes": [models.Index(fields=["by", "-asked_at"], name="exports_of_somebody")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["counts", "ledger", "people"])), name="export_kind_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("format__in", ["csv", "xlsx"])), name="export_format_is_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "running", "complete", "failed"])),
                        name="export_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("with_names", False),
                            models.Q(("kind", "people"), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="names_are_of_people_and_have_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("rows__isnull", False),
                                ("sha256__regex", "^[0-9a-f]{64}$"),
                                ("size__isnull", False),
                                ("state", "complete"),
                            ),
                            models.Q(models.Q(("state", "complete"), _negated=True), ("file", ""), ("sha256", "")),
                            _connector="OR",
                        ),
                        name="a_complete_export_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at__isnull", False), ("state__in", ["complete", "failed"])),
                            models.Q(("finished_at", None), ("state__in", ["waiting", "running"])),
                            _connector="OR",
                        ),
                        name="an_export_ends_at_a_time",
                    ),
                ],
            },
        ),
        # Who took which file away, and why, stays.
        never_deleted("reports_export"),
    ]
