from django.db import migrations, models

WAYS = [
    ("birth", "the same name and date of birth"),
    ("nearly", "nearly the same name, and the same date of birth"),
    ("date", "the same name, and nearly the same date of birth"),
    ("phone", "the same phone"),
    ("name", "the same name in one kecamatan"),
]


class Migration(migrations.Migration):
    dependencies = [("participants", "0035_withdrawn_lists")]
    operations = [
        migrations.AlterField("likeness", "how", models.CharField(choices=WAYS, max_length=6)),
        migrations.RemoveConstraint("likeness", "likeness_is_known"),
        migrations.AddConstraint(
            "likeness",
            models.CheckConstraint(
                name="likeness_is_known", condition=models.Q(how__in=["birth", "nearly", "date", "phone", "name"])
            ),
        ),
    ]
