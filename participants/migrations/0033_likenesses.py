import uuid

import django.db.models.deletion
from django.db import migrations, models


def whose(**said):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="participants.participant", **said
    )


class Migration(migrations.Migration):
    dependencies = [("participants", "0032_follow_ups")]
    operations = [
        migrations.CreateModel(
            name="Likeness",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("birth", "the same name and date of birth"),
                            ("nearly", "nearly the same name, and the same date of birth"),
                            ("phone", "the same phone"),
                            ("name", "the same name in one kecamatan"),
                        ],
                        max_length=6,
                    ),
                ),
                ("score", models.PositiveSmallIntegerField()),
                ("found_at", models.DateTimeField()),
                ("gone_at", models.DateTimeField(null=True)),
                ("first", whose()),
                ("second", whose()),
            ],
            options={
                "ordering": ["-score", "found_at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("first", "second"), name="one_likeness_of_two"),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))), name="likeness_is_in_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("how__in", ["birth", "nearly", "phone", "name"])),
                        name="likeness_is_known",
                    ),
                ],
            },
        ),
    ]
