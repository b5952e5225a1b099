"""The recount: contributions against the ledger, and the ledger against the rollups, in one snapshot (design, 3.3)."""

import datetime
import time

from django.db import connection, transaction

from reports import ledger
from reports.contributions import SOURCES, everything
from reports.models import CELL, Check, Revision
from reports.rollup import EXPAND

QUEUED = "SELECT kind, key::text, reason, change::text FROM reports_queue"

# What is still queued is late, not wrong.
COUNT_SOURCES = """
SELECT count(*) FROM ({difference}) difference WHERE source_id <> ALL (%s::uuid[])
"""

COUNT_CELLS = f"""
SELECT count(*)
FROM (SELECT {", ".join(CELL)}, sum(delta) AS value FROM reports_ledger GROUP BY {", ".join(CELL)}) entries
FULL JOIN reports_monthlycount rolled USING ({", ".join(CELL)})
WHERE coalesce(entries.value, 0) <> coalesce(rolled.value, 0)
"""


def check(*, at: datetime.datetime) -> Check:
    """Recount everything and keep the result: a row with the number of differences, 0 when all is well."""
    began = time.monotonic()
    differences, revision = recount()
    seconds = round(time.monotonic() - began, 3)
    return Check.objects.create(at=at, differences=differences, revision=revision, seconds=seconds)


@transaction.atomic
def recount() -> tuple[int, int]:
    """The number of cells that differ, and the newest revision, both as of one snapshot."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        queued = queued_sources(cursor)
        differences = 0
        for source in SOURCES:
            sql = COUNT_SOURCES.format(difference=ledger.difference(source, everything(source)))
            cursor.execute(sql, [queued.get(source.kind, [])])
            differences += cursor.fetchone()[0]
        cursor.execute(COUNT_CELLS)
        differences += cursor.fetchone()[0]
    newest = Revision.objects.first()
    return differences, newest.number if newest else 0


def queued_sources(cursor) -> dict[str, list[str]]:
    """The keys of the sources that the queue means, by kind."""
    cursor.execute(QUEUED)
    changed = cursor.fetchall()
    if not changed:
        return {}
    cursor.execute(EXPAND, [list(column) for column in zip(*changed, strict=True)])
    sources: dict[str, list[str]] = {}
    for kind, key, _reason, _change in cursor.fetchall():
        sources.setdefault(kind, []).append(key)
    return sources
