from django.db import migrations

from reports.contributions.requeue import requeue_everything


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0003_quarantine_tells_why"),
        ("programs", "0009_one_session_at_a_time"),
        ("participants", "0005_residence_trail"),
    ]
    operations = [requeue_everything("a training without a minute trains nobody", "participant", "training")]
