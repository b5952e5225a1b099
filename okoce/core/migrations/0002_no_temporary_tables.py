from django.conf import settings
from django.db import migrations


# A temporary table could stand in front of a real one by bearing its name; nothing of ours makes any.
def revoke(apps, schema_editor):
    role = schema_editor.quote_name(settings.DATABASES["default"]["USER"])
    database = schema_editor.quote_name(schema_editor.connection.settings_dict["NAME"])
    schema_editor.execute(f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC, {role}")


class Migration(migrations.Migration):
    dependencies = [("core", "0001_application_role")]
    operations = [migrations.RunPython(revoke, migrations.RunPython.noop)]
