"""For the migration that comes with another counting rule, and for new thresholds: sources are counted anew."""

from collections.abc import Iterator

from django.db import connection, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from reports.contributions import SOURCES, everything
from reports.rollup import LOCK

# No change of anybody's that has to stay whole: it is drained slice by slice. No transaction has a number below zero.
SLICE = 2000

REQUEUE = """
INSERT INTO reports_queue (kind, key, reason, change, transaction, queued_at)
SELECT %s, source_id, %s, NULL, -1 - row_number() OVER () / %s, clock_timestamp() FROM ({scope}) scope
"""


def requeue_everything(reason: str, *kinds: str) -> migrations.RunPython:
    """A migration's step, after the rules' text was replaced; the ledger tells the reason beside each difference.

    An older migration names the kinds of source that there were in its time.
    """

    def step(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        # Whoever posts by the rules of before has done so, and finds afterwards that there are others.
        schema_editor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        # On the owner's connection: what this migration has made so far is seen nowhere else.
        for sql, parameters in _statements(reason, kinds):
            schema_editor.execute(sql, parameters)

    return migrations.RunPython(step, migrations.RunPython.noop)


def requeue(reason: str, *kinds: str) -> None:
    """Queue every source of the kinds, of all kinds unless said."""
    with connection.cursor() as cursor:
        for sql, parameters in _statements(reason, kinds):
            cursor.execute(sql, parameters)


def _statements(reason: str, kinds: tuple[str, ...]) -> Iterator[tuple[str, list[str | int]]]:
    for source in SOURCES:
        if not kinds or source.kind in kinds:
            yield REQUEUE.format(scope=everything(source)), [source.kind, reason, SLICE]
