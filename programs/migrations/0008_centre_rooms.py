from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programs", "0007_target_words")]
    operations = [
        migrations.AddField("centre", "rooms", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("centre", "equipment", models.TextField(blank=True, default=""), preserve_default=False),
    ]
