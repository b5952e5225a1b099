from django.conf import settings
from django.db import migrations

from okoce.core.months import Month
from programs.reference import load


def fill(apps, schema_editor):
    load(apps, Month.parse(settings.FIRST_MONTH))


class Migration(migrations.Migration):
    dependencies = [("programs", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
