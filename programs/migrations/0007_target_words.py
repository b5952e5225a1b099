from django.db import migrations
from django.db.models import CheckConstraint, F, Q


class Migration(migrations.Migration):
    dependencies = [("programs", "0006_submission_guard")]
    operations = [
        migrations.AddConstraint(
            "target",
            CheckConstraint(name="target_period_is_known", condition=Q(period__in=["month", "year", "programme"])),
        ),
        migrations.AddConstraint(
            "target", CheckConstraint(name="target_bounds_in_order", condition=Q(ceiling__gte=F("floor")))
        ),
    ]
