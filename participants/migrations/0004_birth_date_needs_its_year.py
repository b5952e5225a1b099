from django.db import migrations
from django.db.models import CheckConstraint, F, Q


class Migration(migrations.Migration):
    dependencies = [("participants", "0003_checker_made_none_of_it")]
    operations = [
        migrations.RemoveConstraint("participant", "birth_year_goes_with_the_date"),
        migrations.AddConstraint(
            "participant",
            CheckConstraint(
                name="birth_year_goes_with_the_date",
                condition=Q(birth_date=None) | Q(birth_year__isnull=False, birth_year=F("birth_date__year")),
            ),
        ),
    ]
