import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from okoce.core.appendonly import never_deleted


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_moments_of_reads"),
        ("reports", "0020_exports"),
    ]

    operations = [
        migrations.CreateModel(
            name="MailPlan",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="mail_plan",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("address", models.EmailField(max_length=200, verbose_name="mail address")),
                ("language", models.CharField(max_length=5)),
                ("active", models.BooleanField(default=True)),
                ("since", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="MailSent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField()),
                ("asked", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits"),
                            ("sending", "on its way"),
                            ("sent", "sent"),
                            ("failed", "not sent"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("error", models.CharField(blank=True, max_length=60)),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="reports.mailplan"
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("asked", False)), fields=("plan", "month"), name="a_report_by_itself_once"
                    ),
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="mail_is_of_a_month"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "sending", "sent", "failed"])),
                        name="mail_state_is_known",
                    ),
                ],
            },
        ),
        # What was sent to whom stays, and so nothing is sent again.
        never_deleted("reports_mailplan", "reports_mailsent"),
    ]
