from django.db import migrations
from django.db.models import CheckConstraint, Q


class Migration(migrations.Migration):
    dependencies = [("participants", "0009_fact_guards")]
    operations = [
        migrations.RemoveConstraint("milestone", "market_and_capital_are_named"),
        migrations.AddConstraint(
            "milestone",
            CheckConstraint(
                name="market_and_capital_are_named",
                condition=Q(kind__in=["market", "capital"]) & ~Q(name="")
                | ~Q(kind__in=["market", "capital"]) & Q(name=""),
            ),
        ),
    ]
