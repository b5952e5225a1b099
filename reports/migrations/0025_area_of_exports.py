from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0024_changes_of_facts")]

    operations = [
        migrations.AddField(model_name="export", name="within", field=models.JSONField(null=True)),
    ]
