import django.core.validators
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from okoce.core.appendonly import append_only


class Migration(migrations.Migration):
    dependencies = [("programs", "0014_reference_trails")]
    operations = [
        migrations.CreateModel(
            name="Population",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1990),
                            django.core.validators.MaxValueValidator(2100),
                        ]
                    ),
                ),
                ("people", models.PositiveIntegerField()),
                ("source", models.CharField(max_length=200)),
                ("loaded_at", models.DateTimeField()),
                (
                    "kecamatan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="populations",
                        to="programs.kecamatan",
                    ),
                ),
            ],
            options={
                "ordering": ["-year", "-loaded_at", "kecamatan"],
                "constraints": [
                    UniqueConstraint(name="one_population_a_loading", fields=["kecamatan", "year", "loaded_at"]),
                    CheckConstraint(name="somebody_lives_there", condition=Q(people__gt=0)),
                    CheckConstraint(name="population_has_a_source", condition=~Q(source="")),
                ],
            },
        ),
        append_only("programs_population"),
    ]
