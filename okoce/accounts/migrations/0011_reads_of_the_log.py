from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_a_change_is_a_context"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="read",
            name="read_is_of_somebody",
        ),
        migrations.AddField(
            model_name="read",
            name="about",
            field=models.CharField(blank=True, db_default="", max_length=60),
        ),
        migrations.AddConstraint(
            model_name="read",
            constraint=models.CheckConstraint(
                condition=models.Q(("people__len__gt", 0), models.Q(("about", ""), _negated=True), _connector="OR"),
                name="read_is_of_something",
            ),
        ),
    ]
