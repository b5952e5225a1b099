"""Tables that the application's role may add to or read, and no more; and a trail that its owner alone writes."""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def append_only(*tables: str) -> migrations.RunPython:
    """A migration's step: the application's role can no longer change or delete rows of these tables."""
    return _without("UPDATE, DELETE, TRUNCATE", tables)


def read_only(*tables: str) -> migrations.RunPython:
    """A migration's step: the application's role can read these tables, and nothing else."""
    return _without("INSERT, UPDATE, DELETE, TRUNCATE", tables)


def never_updated(*tables: str) -> migrations.RunPython:
    """A migration's step: the application's role adds and deletes rows of these tables, and changes none."""
    return _without("UPDATE, TRUNCATE", tables)


def never_deleted(*tables: str) -> migrations.RunPython:
    """A migration's step: the application's role adds and changes rows of these tables, and deletes none."""
    return _without("DELETE, TRUNCATE", tables)


def _without(kinds: str, tables: tuple[str, ...]) -> migrations.RunPython:
    def revoke(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        names = ", ".join(schema_editor.quote_name(table) for table in tables)
        schema_editor.execute(f"REVOKE {kinds} ON {names} FROM {_application(schema_editor)}")

    return migrations.RunPython(revoke, migrations.RunPython.noop)


# A function that runs with its owner's rights can be hung on a table of the caller's own, were it not for the REVOKE
# of EXECUTE: firing a trigger asks for no right, making one does. A name finds a temporary table first unless
# `pg_temp` is said to come last. And the library lets a session switch its triggers off by a setting: not here.
OWNERS_TRAIL = """
CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name) RETURNS boolean LANGUAGE sql IMMUTABLE AS
$$ SELECT false $$;

DO $$
DECLARE
    one regprocedure;
    trail regclass;
BEGIN
    FOR one IN SELECT pg_proc.oid FROM pg_proc JOIN pg_language ON pg_language.oid = prolang
               WHERE pronamespace = 'public'::regnamespace AND lanname = 'plpgsql'
               AND pg_get_userbyid(proowner) = current_user LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = public, pg_temp', one);
    END LOOP;
    FOR one IN SELECT oid FROM pg_proc
               WHERE pronamespace = 'public'::regnamespace AND strpos(prosrc, '_pgh_attach_context()') > 0 LOOP
        EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER', one);
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', one);
    END LOOP;
    FOR trail IN SELECT attrelid FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
                 WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attname = 'pgh_label' LOOP
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON %s FROM {role}', trail);
    END LOOP;
END $$;
"""


def owner_writes_trails() -> migrations.RunPython:
    """A migration's last step, wherever it makes a function or a trail: its owner's tables, written by its owner."""

    def close(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        schema_editor.execute(OWNERS_TRAIL.format(role=_application(schema_editor)), params=None)

    return migrations.RunPython(close, migrations.RunPython.noop)


def _application(schema_editor: BaseDatabaseSchemaEditor) -> str:
    return schema_editor.quote_name(settings.DATABASES["default"]["USER"])
