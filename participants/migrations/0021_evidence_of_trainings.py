import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from okoce.core.appendonly import owner_writes_trails

# As for the other records: a photo that comes after an approval was looked at by nobody.
EVIDENCE = """
CREATE OR REPLACE FUNCTION evidence_moves_the_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE participants_visit SET version = version + 1
    WHERE id = NEW.visit_id AND state IN ('submitted', 'returned', 'verified');
    UPDATE participants_milestone SET version = version + 1
    WHERE id = NEW.milestone_id AND state IN ('submitted', 'returned', 'verified');
    UPDATE participants_jobreport SET version = version + 1
    WHERE id = NEW.job_report_id AND state IN ('submitted', 'returned', 'verified');
    UPDATE programs_training SET version = version + 1
    WHERE id = NEW.training_id AND state IN ('submitted', 'returned', 'verified');
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0020_distinctions"),
        ("programs", "0014_reference_trails"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("file", models.FileField(max_length=120, upload_to="evidence/")),
                ("thumbnail", models.FileField(blank=True, max_length=120, upload_to="evidence/")),
                ("content_type", models.CharField(max_length=40)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("uploaded_at", models.DateTimeField(auto_now_add=True)),
                ("id", models.UUIDField(primary_key=True, serialize=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.RemoveConstraint(
            model_name="evidence",
            name="evidence_of_one_record",
        ),
        migrations.AddField(
            model_name="evidence",
            name="thumbnail",
            field=models.FileField(blank=True, max_length=120, upload_to="evidence/"),
        ),
        migrations.AddField(
            model_name="evidence",
            name="training",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="evidence", to="programs.training"
            ),
        ),
        migrations.AlterField(
            model_name="evidence",
            name="participant",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evidence",
                to="participants.participant",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("pk__in", []),
                    models.Q(
                        ("job_report__isnull", True),
                        ("milestone__isnull", False),
                        ("training__isnull", True),
                        ("visit__isnull", True),
                    ),
                    models.Q(
                        ("job_report__isnull", True),
                        ("milestone__isnull", True),
                        ("training__isnull", True),
                        ("visit__isnull", False),
                    ),
                    models.Q(
                        ("job_report__isnull", False),
                        ("milestone__isnull", True),
                        ("training__isnull", True),
                        ("visit__isnull", True),
                    ),
                    models.Q(
                        ("job_report__isnull", True),
                        ("milestone__isnull", True),
                        ("training__isnull", False),
                        ("visit__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="evidence_of_one_record",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("participant__isnull", False), ("training__isnull", True)),
                    models.Q(("participant__isnull", True), ("training__isnull", False)),
                    _connector="OR",
                ),
                name="evidence_of_a_person_unless_of_a_training",
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="uploaded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.RunSQL(EVIDENCE, migrations.RunSQL.noop),
        owner_writes_trails(),
    ]
