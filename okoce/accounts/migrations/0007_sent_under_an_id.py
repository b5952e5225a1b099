import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from okoce.core.appendonly import never_updated


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_tokens_of_their_own"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sent",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20)),
                ("digest", models.CharField(max_length=64)),
                ("record", models.UUIDField()),
                ("sent_at", models.DateTimeField(auto_now_add=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["record"], name="sent_about")],
            },
        ),
        never_updated("accounts_sent"),
    ]
