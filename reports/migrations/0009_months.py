import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from okoce.core.appendonly import append_only


def place_versions(apps, schema_editor):
    """Versions of targets that somebody made before it was noted in which revision: each wrote one without entries."""
    placed = 0
    made = apps.get_model("programs", "TargetEvent").objects.filter(
        pgh_label="insert", version__gt=1, pgh_context__metadata__has_key="user"
    )
    for event in made.order_by("pgh_created_at", "pgh_id"):
        later = {"number__gt": placed, "entries": 0, "at__gte": event.pgh_created_at}
        revision = apps.get_model("reports", "Revision").objects.filter(**later).order_by("number").first()
        if revision:
            apps.get_model("reports", "TargetVersion").objects.create(target_id=event.pgh_obj_id, revision=revision)
            placed = revision.number


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0008_facilitator_reports"),
        ("programs", "0014_reference_trails"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="definition",
            name="reason",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="definition",
            name="added_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="definition",
            name="revision",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="definition", to="reports.revision"
            ),
        ),
        migrations.AddField(
            model_name="period",
            name="provisional_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="Closing",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("month", models.DateField()),
                ("closed_at", models.DateTimeField()),
                ("previous", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("first_revision", models.BigIntegerField()),
                ("entries", models.BigIntegerField()),
                ("waiting", models.PositiveIntegerField(default=0)),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "last_revision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="closing", to="reports.revision"
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="Figure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField()),
                ("metric", models.CharField(max_length=50)),
                ("kecamatan", models.CharField(max_length=8)),
                ("value", models.BigIntegerField()),
                (
                    "closing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="figures", to="reports.closing"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Naming",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_month", models.DateField()),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                (
                    "definition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="namings", to="reports.definition"
                    ),
                ),
                (
                    "named_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revision",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="naming",
                        to="reports.revision",
                    ),
                ),
            ],
            options={
                "ordering": ["-from_month", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Reopening",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reason", models.CharField(max_length=500, verbose_name="reason, which everybody reads")),
                ("asked_at", models.DateTimeField()),
                ("confirmed", models.BooleanField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "closing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reopenings", to="reports.closing"
                    ),
                ),
                (
                    "revision",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reopening",
                        to="reports.revision",
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at"],
            },
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.CheckConstraint(condition=models.Q(("month__day", 1)), name="closing_is_of_a_month"),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_revision_id__gte", models.F("first_revision"))),
                name="closing_revisions_go_forward",
            ),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.CheckConstraint(
                condition=models.Q(("digest__regex", "^[0-9a-f]{64}$"), ("previous__regex", "^[0-9a-f]{64}$")),
                name="closing_digests_are_sha256",
            ),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.UniqueConstraint(
                fields=("closing", "month", "metric", "kecamatan"), name="one_figure_a_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="naming",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_month__day", 1)), name="naming_begins_with_a_month"
            ),
        ),
        migrations.AddConstraint(
            model_name="naming",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="naming_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="reopening",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="reopening_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="reopening",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed", True), _negated=True),
                    models.Q(("answered_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="reopening_takes_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="reopening",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at", None), ("answered_by", None), ("confirmed", None)),
                    models.Q(
                        ("answered_at__isnull", False), ("answered_by__isnull", False), ("confirmed__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="reopening_is_answered_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="reopening",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed", True), ("revision__isnull", False)),
                    models.Q(("confirmed", False), ("revision", None)),
                    models.Q(("confirmed", None), ("revision", None)),
                    _connector="OR",
                ),
                name="a_confirmed_reopening_is_a_revision",
            ),
        ),
        migrations.AddConstraint(
            model_name="reopening",
            constraint=models.UniqueConstraint(
                condition=models.Q(("confirmed", None)), fields=("closing",), name="one_reopening_waits"
            ),
        ),
        migrations.AddConstraint(
            model_name="reopening",
            constraint=models.UniqueConstraint(
                condition=models.Q(("confirmed", True)), fields=("closing",), name="a_closing_is_reopened_once"
            ),
        ),
        migrations.CreateModel(
            name="TargetVersion",
            fields=[
                (
                    "target",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="came",
                        serialize=False,
                        to="programs.target",
                    ),
                ),
                (
                    "revision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="target", to="reports.revision"
                    ),
                ),
            ],
        ),
        migrations.RunPython(place_versions, migrations.RunPython.noop),
        append_only("reports_targetversion"),
        append_only("reports_closing", "reports_figure", "reports_naming", "reports_definition", "reports_thresholds"),
    ]
