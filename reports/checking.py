"""The recount: contributions against the ledger, and the ledger against the rollups, in one snapshot (docs/counting.md, “The recount”)."""

import datetime
import time
from collections.abc import Iterator

from django.db import connection

from okoce.core.snapshot import snapshot
from reports import ledger
from reports.contributions import SOURCES, Source, everything
from reports.ledger import Key
from reports.models import CELL, Check, Quarantine, Revision
from reports.rollup import expand

QUEUED = "SELECT kind, key::text, reason, change::text FROM reports_queue ORDER BY id"

COUNT_SOURCES = "SELECT count(*) FROM ({difference}) difference"
BESIDES = "SELECT source_id FROM ({scope}) known WHERE source_id <> ALL (%s::uuid[])"

COUNT_CELLS = f"""
SELECT count(*)
FROM (SELECT {", ".join(CELL)}, sum(delta) AS value FROM reports_ledger GROUP BY {", ".join(CELL)}) entries
FULL JOIN reports_monthlycount rolled USING ({", ".join(CELL)})
WHERE coalesce(entries.value, 0) <> coalesce(rolled.value, 0)
"""

# Numbers without a gap, and each with as many entries as it says.
COUNT_REVISIONS = """
SELECT count(*)
FROM (SELECT revision_id AS number, count(*) AS entries FROM reports_ledger GROUP BY revision_id) posted
FULL JOIN (SELECT *, row_number() OVER (ORDER BY number) AS place FROM reports_revision) revision USING (number)
WHERE revision.entries IS DISTINCT FROM coalesce(posted.entries, 0) OR revision.place <> number
"""

COUNT_STRANGERS = "SELECT count(*) FROM reports_ledger WHERE source_kind <> ALL (%s)"


def check(*, at: datetime.datetime) -> Check:
    """Recount everything and keep the result: a row with the number of differences, 0 when all is well."""
    began = time.monotonic()
    differences, revision = recount()
    seconds = round(time.monotonic() - began, 3)
    return Check.objects.create(at=at, differences=differences, revision=revision, seconds=seconds)


def recount() -> tuple[int, int]:
    """The number of differences, and the newest revision, both as of one snapshot."""
    with snapshot():
        newest = Revision.objects.first()
        return sum(differences()), newest.number if newest else 0


def differences() -> Iterator[int]:
    """How many sources' cells, cells of the rollups, revisions and sources without a rule differ."""
    # What is still queued is late, not wrong; what is in quarantine is wrong, and its rows may not bear a look.
    late, sick = queued(), list(Quarantine.objects.values_list("source_kind", "source_id"))
    yield len(sick)
    for source in SOURCES:
        aside = late.get(source.kind, []) + [str(key) for kind, key in sick if kind == source.kind]
        yield one(COUNT_SOURCES.format(difference=ledger.difference(source, besides(source))), aside)
    yield one(COUNT_CELLS)
    yield one(COUNT_REVISIONS)
    yield one(COUNT_STRANGERS, [source.kind for source in SOURCES])


def queued() -> dict[str, list[str]]:
    """The keys of the sources that the queue means, by kind."""
    with connection.cursor() as cursor:
        cursor.execute(QUEUED)
        changed = [Key(*row) for row in cursor.fetchall()]
    sources: dict[str, list[str]] = {}
    for key in expand(changed) if changed else []:
        sources.setdefault(key.kind, []).append(key.key)
    return sources


def besides(source: Source) -> str:
    """A scope of every source but the keys in one array parameter."""
    return BESIDES.format(scope=everything(source))


def one(sql: str, *parameters: list[str]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()[0]
