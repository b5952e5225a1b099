import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0024_names_written_nearly_so"),
        ("programs", "0014_reference_trails"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Spreadsheet",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("people", "people"),
                            ("trainings", "trainings"),
                            ("rosters", "rosters"),
                            ("visits", "visits"),
                            ("milestones", "milestones"),
                            ("expenses", "expenses"),
                        ],
                        max_length=12,
                    ),
                ),
                ("sent_at", models.DateTimeField()),
                ("name", models.CharField(max_length=120)),
                ("file", models.FileField(blank=True, max_length=120, upload_to="spreadsheets/")),
                ("fingerprint", models.BinaryField(max_length=32)),
                ("language", models.CharField(max_length=5)),
                ("sheet", models.CharField(blank=True, max_length=60)),
                ("headings", models.JSONField(default=list)),
                ("columns", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sent", "columns to be named"),
                            ("judging", "being looked through"),
                            ("judged", "looked through"),
                            ("writing", "being taken in"),
                            ("done", "taken in"),
                            ("failed", "not taken in"),
                        ],
                        default="sent",
                        max_length=10,
                    ),
                ),
                ("rows", models.PositiveIntegerField(default=0)),
                ("passed", models.PositiveIntegerField(default=0)),
                ("new", models.PositiveIntegerField(default=0)),
                ("same", models.PositiveIntegerField(default=0)),
                ("wrong", models.PositiveIntegerField(default=0)),
                ("warned", models.PositiveIntegerField(default=0)),
                ("judged_at", models.DateTimeField(null=True)),
                ("refusal", models.CharField(blank=True, max_length=400)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "kecamatan",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programs.kecamatan",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-sent_at"],
            },
        ),
        migrations.CreateModel(
            name="SpreadsheetRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                (
                    "verdict",
                    models.CharField(
                        choices=[("new", "new"), ("same", "there already"), ("wrong", "to be mended")], max_length=5
                    ),
                ),
                ("record", models.UUIDField(null=True)),
                ("said", models.JSONField(default=dict)),
                ("mistakes", models.JSONField(default=dict)),
                ("warnings", models.JSONField(default=dict)),
                ("nik_sealed", models.BinaryField(null=True)),
                ("nik_fingerprint", models.BinaryField(max_length=32, null=True)),
                ("nik_tail", models.CharField(blank=True, max_length=4)),
                (
                    "spreadsheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="staged",
                        to="participants.spreadsheet",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Arrival",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("claim", models.BinaryField(max_length=32)),
                ("name", models.CharField(max_length=120)),
                ("phone", models.CharField(blank=True, max_length=20)),
                ("nik_sealed", models.BinaryField(null=True)),
                ("nik_fingerprint", models.BinaryField(max_length=32, null=True)),
                ("nik_tail", models.CharField(blank=True, max_length=4)),
                ("arrived_at", models.DateTimeField()),
                (
                    "answer",
                    models.CharField(
                        choices=[("waiting", "waiting"), ("confirmed", "confirmed"), ("dismissed", "not here")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
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
                    "participant",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arrivals",
                        to="participants.participant",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="arrivals",
                        to="programs.trainingsession",
                    ),
                ),
            ],
            options={
                "ordering": ["arrived_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("session", "claim"), name="one_arrival_a_claim"),
                    models.CheckConstraint(
                        condition=models.Q(("answer__in", ["waiting", "confirmed", "dismissed"])),
                        name="arrival_answer_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", "waiting"), ("answered_at", None), ("answered_by", None)),
                            models.Q(
                                models.Q(("answer", "waiting"), _negated=True),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="arrival_is_answered_by_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answer", "confirmed"), ("participant__isnull", True), _connector="XOR"),
                        name="confirmed_arrival_is_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answer", "waiting"),
                            models.Q(
                                ("name", ""),
                                ("nik_fingerprint", None),
                                ("nik_sealed", None),
                                ("nik_tail", ""),
                                ("phone", ""),
                            ),
                            _connector="OR",
                        ),
                        name="answered_arrival_says_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("nik_fingerprint", None), ("nik_sealed", None)),
                            models.Q(("nik_fingerprint__isnull", False), ("nik_sealed__isnull", False)),
                            _connector="OR",
                        ),
                        name="arrival_nik_has_a_fingerprint",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ColumnName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=12)),
                ("heading", models.CharField(max_length=120)),
                ("column", models.CharField(max_length=40)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "kind", "heading"), name="one_column_a_heading")
                ],
            },
        ),
        migrations.CreateModel(
            name="Door",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.CharField(max_length=22, unique=True)),
                ("code", models.CharField(max_length=6, null=True, unique=True)),
                ("opened_at", models.DateTimeField()),
                ("shut_at", models.DateTimeField(null=True)),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "session",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="door", to="programs.trainingsession"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^[0-9]{6}$")), name="door_code_has_six_digits"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="spreadsheet",
            index=models.Index(fields=["sent_by", "-sent_at"], name="spreadsheets_of_somebody"),
        ),
        migrations.AddConstraint(
            model_name="spreadsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["people", "trainings", "rosters", "visits", "milestones", "expenses"])
                ),
                name="spreadsheet_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="spreadsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["sent", "judging", "judged", "writing", "done", "failed"])),
                name="spreadsheet_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="spreadsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "done"), _negated=True),
                    models.Q(("file", ""), ("finished_at__isnull", False)),
                    _connector="OR",
                ),
                name="finished_spreadsheet_keeps_no_file",
            ),
        ),
        migrations.AddConstraint(
            model_name="spreadsheetrow",
            constraint=models.UniqueConstraint(fields=("spreadsheet", "number"), name="one_row_a_number"),
        ),
        migrations.AddConstraint(
            model_name="spreadsheetrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict__in", ["new", "same", "wrong"])), name="row_verdict_is_known"
            ),
        ),
    ]
