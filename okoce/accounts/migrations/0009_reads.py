import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from okoce.core.appendonly import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_where_a_sent_form_led"),
    ]

    operations = [
        migrations.CreateModel(
            name="Read",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.UUIDField(null=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("name", models.CharField(max_length=60)),
                ("method", models.CharField(max_length=8)),
                ("people", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reads",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["user", "at"], name="reads_of_a_user"),
                    django.contrib.postgres.indexes.GinIndex(fields=["people"], name="reads_of_a_person"),
                    django.contrib.postgres.indexes.BrinIndex(fields=["at"], name="reads_by_time"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("people__len__gt", 0)), name="read_is_of_somebody")
                ],
            },
        ),
        append_only("accounts_read"),
    ]
