from django.db import migrations, models


class Migration(migrations.Migration):
    # Before this no month was ever closed but by hand, so no webhook was told of one that it would be told again.
    dependencies = [("reports", "0011_entries_of_a_month")]
    operations = [
        migrations.RemoveField(model_name="webhook", name="closed_before"),
        migrations.AddField(model_name="webhook", name="closings_before", field=models.BigIntegerField(default=0)),
    ]
