from django.db import migrations
from django.db.models import CheckConstraint, Q

NO_LICENCE = Q(licence_type="", number="", own_name=False, lapses_on=None)


class Migration(migrations.Migration):
    """A licence has its number from the day of its issue on."""

    dependencies = [("participants", "0015_what_was_decided_about_stays")]
    operations = [
        migrations.RemoveConstraint("milestone", "licence_says_which"),
        migrations.AddConstraint(
            "milestone",
            CheckConstraint(
                name="licence_says_which",
                condition=Q(kind="licence") & ~Q(licence_type="") & (Q(completed_on=None) | ~Q(number=""))
                | ~Q(kind="licence") & NO_LICENCE,
            ),
        ),
    ]
