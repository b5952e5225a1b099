import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from okoce.core.appendonly import never_updated


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0019_enrolments"),
        ("programs", "0014_reference_trails"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Distinction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "because",
                    models.CharField(
                        choices=[
                            ("cards", "I saw two identity cards"),
                            ("known", "I know both of them"),
                            ("said", "the person says so"),
                        ],
                        max_length=8,
                    ),
                ),
                ("said_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.AddField(
            model_name="distinction",
            name="first",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="participants.participant"
            ),
        ),
        migrations.AddField(
            model_name="distinction",
            name="said_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="distinction",
            name="second",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="participants.participant"
            ),
        ),
        migrations.AddConstraint(
            model_name="distinction",
            constraint=models.UniqueConstraint(fields=("first", "second"), name="one_distinction_of_two"),
        ),
        migrations.AddConstraint(
            model_name="distinction",
            constraint=models.CheckConstraint(
                condition=models.Q(("first__lt", models.F("second"))), name="distinction_is_in_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="distinction",
            constraint=models.CheckConstraint(
                condition=models.Q(("because__in", ["cards", "known", "said"])), name="distinction_reason_is_known"
            ),
        ),
        never_updated("participants_distinction"),
    ]
