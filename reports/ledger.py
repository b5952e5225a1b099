"""The append-only ledger: what a source contributes now, minus what the ledger already holds for it."""

from typing import NamedTuple

from django.db import connection

from okoce.core.planning import ask_of
from reports.contributions import GIVEN, Source
from reports.models import CELL

# A month that is final takes nothing more: the entry goes to the first month after it that was never closed.
# Every other month, a reopened one too, takes the entries of its own.
DIFFERENCE = """
WITH scope AS MATERIALIZED ({scope}),
worth AS ({rules}),
held AS (
    SELECT entry.source_id, entry.metric, entry.month, entry.kecamatan, entry.gender, entry.age_band,
           sum(entry.delta) AS value
    FROM scope
    JOIN reports_ledger entry ON entry.source_id = scope.source_id AND entry.source_kind = '{kind}'
    GROUP BY entry.source_id, entry.metric, entry.month, entry.kecamatan, entry.gender, entry.age_band
)
SELECT source_id, metric, month, kecamatan, gender, age_band,
       (coalesce(worth.value, 0) - coalesce(held.value, 0))::bigint AS delta
FROM worth
FULL JOIN held USING (source_id, metric, month, kecamatan, gender, age_band)
WHERE coalesce(worth.value, 0) <> coalesce(held.value, 0)
"""

# One statement, so that no source is in the ledger and not in the rollups.
POST = f"""
WITH difference AS MATERIALIZED ({{difference}}),
placed AS (
    SELECT metric, month, posting_month_of(month) AS posting_month, vintage_of(metric, month) AS vintage
    FROM (SELECT DISTINCT metric, month FROM difference) told
),
reasons AS (
    SELECT * FROM unnest(%s::uuid[], %s::text[], %s::uuid[]) AS told (source_id, reason, change)
),
posted AS (
    INSERT INTO reports_ledger
        (source_kind, source_id, metric, month, posting_month, kecamatan, gender, age_band, vintage, delta, reason, change,
         revision_id)
    SELECT '{{kind}}', source_id, metric, month, posting_month, kecamatan, gender, age_band, vintage, delta,
           reasons.reason, reasons.change, %s
    FROM difference
    JOIN placed USING (metric, month)
    JOIN reasons USING (source_id)
    ORDER BY source_id, metric, delta, month
    RETURNING {", ".join(CELL)}, delta
),
rolled AS (
    INSERT INTO reports_monthlycount ({", ".join(CELL)}, value)
    SELECT {", ".join(CELL)}, sum(delta) FROM posted GROUP BY {", ".join(CELL)}
    ON CONFLICT ({", ".join(CELL)}) DO UPDATE SET value = reports_monthlycount.value + excluded.value
)
SELECT count(*) FROM posted
"""

# Only what differs: the rollups of closed months are written by nobody but to mend them.
ROLL_ANEW = f"""
INSERT INTO reports_monthlycount ({", ".join(CELL)}, value)
SELECT {", ".join(CELL)}, entries.value
FROM (SELECT {", ".join(CELL)}, sum(delta) AS value FROM reports_ledger GROUP BY {", ".join(CELL)}) entries
LEFT JOIN reports_monthlycount rolled USING ({", ".join(CELL)})
WHERE rolled.value IS DISTINCT FROM entries.value
ON CONFLICT ({", ".join(CELL)}) DO UPDATE SET value = excluded.value
"""
# What is in none of the entries: found by one pass over both, where a look-up for each cell would sort the whole ledger.
UNROLL = f"""
DELETE FROM reports_monthlycount rolled
USING (
    SELECT {", ".join(CELL)} FROM reports_monthlycount EXCEPT SELECT {", ".join(CELL)} FROM reports_ledger
) nowhere
WHERE {" AND ".join(f"nowhere.{name} = rolled.{name}" for name in CELL)}
"""


class Key(NamedTuple):
    """What changed, and why: a row of the facts in the queue, a source in the ledger."""

    kind: str
    key: str
    reason: str
    change: str | None


def difference(source: Source, scope: str) -> str:
    """SELECT of (source_id, cell, delta): what the ledger lacks, for the sources in the scope."""
    return DIFFERENCE.format(scope=scope, rules=source.rules, kind=source.kind)


def post(source: Source, keys: list[Key], *, revision: int) -> int:
    """Append what the ledger lacks for the sources, and add it to the rollups; returns the number of entries."""
    _kinds, ids, reasons, changes = (list(column) for column in zip(*keys, strict=True))
    with connection.cursor() as cursor:
        sql = POST.format(difference=difference(source, GIVEN), kind=source.kind)
        given = [("uuid[]", ids), ("uuid[]", ids), ("text[]", reasons), ("uuid[]", changes), ("bigint", revision)]
        ask_of(cursor, sql, given, many=len(keys))
        return cursor.fetchone()[0]


def roll_anew() -> None:
    """Make the rollups what the whole ledger says."""
    with connection.cursor() as cursor:
        cursor.execute(UNROLL)
        cursor.execute(ROLL_ANEW)
