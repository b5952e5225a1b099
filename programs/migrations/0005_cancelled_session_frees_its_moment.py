from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programs", "0004_training_makers")]
    operations = [
        migrations.RemoveConstraint("trainingsession", "one_session_a_moment"),
        migrations.AddConstraint(
            "trainingsession",
            models.UniqueConstraint(
                name="one_session_a_moment",
                fields=["training", "held_on", "starts_at"],
                condition=~models.Q(state="cancelled"),
            ),
        ),
    ]
