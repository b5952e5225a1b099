from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_counting")]
    operations = [
        migrations.AddField("quarantine", "reason", models.TextField(default=""), preserve_default=False),
        migrations.AddField("quarantine", "change", models.UUIDField(null=True)),
    ]
