"""Tables that the application's role may add to and read, and no more."""

from django.conf import settings
from django.db import migrations


def append_only(*tables: str) -> migrations.RunPython:
    """A migration's step: the application's role can no longer change or delete rows of these tables."""

    def revoke(apps, schema_editor):
        role = schema_editor.quote_name(settings.DATABASES["default"]["USER"])
        names = ", ".join(schema_editor.quote_name(table) for table in tables)
        schema_editor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {names} FROM {role}")

    return migrations.RunPython(revoke, migrations.RunPython.noop)
