from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_sent_under_an_id"),
    ]

    operations = [
        migrations.AddField(
            model_name="sent",
            name="leads_to",
            field=models.CharField(blank=True, max_length=200),
        ),
    ]
