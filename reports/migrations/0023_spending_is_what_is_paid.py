from django.db import migrations

from reports.contributions.requeue import requeue_everything


class Migration(migrations.Migration):
    dependencies = [("reports", "0022_plans"), ("programs", "0016_stage_of_expenses")]
    operations = [requeue_everything("spending is what is paid", "expense")]
