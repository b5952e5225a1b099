"""Tables that the application's role may add to and read, and no more."""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def append_only(*tables: str) -> migrations.RunPython:
    """A migration's step: the application's role can no longer change or delete rows of these tables."""

    def revoke(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        role = schema_editor.quote_name(settings.DATABASES["default"]["USER"])
        names = ", ".join(schema_editor.quote_name(table) for table in tables)
        schema_editor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {names} FROM {role}")

    return migrations.RunPython(revoke, migrations.RunPython.noop)
