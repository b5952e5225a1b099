import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0007_webhooks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FacilitatorReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField()),
                (
                    "remarks",
                    models.CharField(blank=True, max_length=2000, verbose_name="What went well, what stood in the way"),
                ),
                ("plan", models.CharField(blank=True, max_length=2000, verbose_name="Plan for the next month")),
                ("updated_at", models.DateTimeField()),
                (
                    "facilitator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="monthly_reports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("facilitator", "month"), name="one_report_a_month"),
                    models.CheckConstraint(
                        condition=models.Q(("month__day", 1)), name="facilitator_report_is_of_a_month"
                    ),
                ],
            },
        ),
    ]
