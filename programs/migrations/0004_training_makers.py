from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programs", "0003_guards"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.AddField(
            "training", "makers", models.ManyToManyField(related_name="trainings_made", to=settings.AUTH_USER_MODEL)
        ),
    ]
