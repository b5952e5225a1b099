import django.contrib.postgres.constraints
import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.models.functions import Extract
from django.db.models.lookups import Exact

import programs.models


class Migration(migrations.Migration):
    dependencies = [("programs", "0008_centre_rooms")]
    operations = [
        # Two that start together overlap.
        migrations.RemoveConstraint("trainingsession", "one_session_a_moment"),
        migrations.AddConstraint(
            "trainingsession",
            models.CheckConstraint(
                name="session_times_are_whole_minutes",
                condition=models.Q(
                    Exact(Extract("starts_at", "microseconds"), 0), Exact(Extract("ends_at", "microseconds"), 0)
                ),
            ),
        ),
        migrations.AddConstraint(
            "trainingsession",
            models.CheckConstraint(name="session_lasts_a_quarter_hour", condition=models.Q(minutes__gte=15)),
        ),
        migrations.AddConstraint(
            "trainingsession",
            django.contrib.postgres.constraints.ExclusionConstraint(
                name="one_session_at_a_time",
                expressions=[
                    ("training", "="),
                    (
                        programs.models.MomentRange(
                            programs.models.Moment("held_on", "starts_at"),
                            programs.models.Moment("held_on", "ends_at"),
                            django.contrib.postgres.fields.RangeBoundary(),
                        ),
                        "&&",
                    ),
                ],
                condition=~models.Q(state="cancelled"),
            ),
        ),
    ]
