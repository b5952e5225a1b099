import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from okoce.core.appendonly import never_updated


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0015_population"),
        ("reports", "0021_mail_plans"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80, verbose_name="name of the plan")),
                ("month", models.DateField()),
                ("basis", models.JSONField()),
                ("assumed", models.JSONField()),
                ("revision", models.BigIntegerField()),
                ("saved_at", models.DateTimeField()),
                (
                    "definition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="reports.definition"
                    ),
                ),
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-saved_at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "name"), name="one_plan_a_name"),
                    models.CheckConstraint(condition=~Q(name=""), name="plan_has_a_name"),
                    models.CheckConstraint(condition=Q(month__day=1), name="plan_is_of_a_month"),
                ],
            },
        ),
        never_updated("reports_plan"),
    ]
