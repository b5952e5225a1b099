"""For the migration that comes with another counting rule: every source is counted anew."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from reports.contributions import SOURCES, everything

# No change of anybody's that has to stay whole: it is drained slice by slice. No transaction has a number below zero.
SLICE = 2000

REQUEUE = """
INSERT INTO reports_queue (kind, key, reason, change, transaction, queued_at)
SELECT %s, source_id, %s, NULL, -1 - row_number() OVER () / %s, clock_timestamp() FROM ({scope}) scope
"""


def requeue_everything(reason: str) -> migrations.RunPython:
    """A migration's step, after the rules' text was replaced; the ledger tells the reason beside each difference."""

    def requeue(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        # A kind whose table comes with a later migration has no source yet.
        tables = schema_editor.connection.introspection.table_names()
        for source in SOURCES:
            if source.table in tables:
                schema_editor.execute(REQUEUE.format(scope=everything(source)), [source.kind, reason, SLICE])

    return migrations.RunPython(requeue, migrations.RunPython.noop)
