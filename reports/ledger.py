"""The append-only ledger: what a source contributes now, minus what the ledger already holds for it."""

from django.db import connection

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

POST = """
WITH difference AS ({difference}),
reasons AS (
    SELECT * FROM unnest(%s::uuid[], %s::text[], %s::uuid[]) AS told (source_id, reason, change)
)
INSERT INTO reports_ledger
    (source_kind, source_id, metric, month, posting_month, kecamatan, gender, age_band, delta, reason, change, revision_id)
SELECT '{kind}', source_id, metric, month, posting_month_of(month), kecamatan, gender, age_band, delta,
       reasons.reason, reasons.change, %s
FROM difference
JOIN reasons USING (source_id)
ORDER BY source_id, metric, delta, month
"""

ROLL = f"""
INSERT INTO reports_monthlycount ({", ".join(CELL)}, value)
SELECT {", ".join(CELL)}, sum(delta)
FROM reports_ledger
{{where}}
GROUP BY {", ".join(CELL)}
ON CONFLICT ({", ".join(CELL)}) DO UPDATE SET value = reports_monthlycount.value + excluded.value
"""

# A source's key -> (reason, change id), as the queue told of them.
Reasons = dict[str, tuple[str, str | None]]


def difference(source: Source, scope: str) -> str:
    """SELECT of (source_id, cell, delta): what the ledger lacks, for the sources in the scope."""
    return DIFFERENCE.format(scope=scope, rules=source.rules, kind=source.kind)


def post(source: Source, reasons: Reasons, *, revision: int) -> int:
    """Append what the ledger lacks for the sources, each with its reason; returns the number of entries."""
    keys = list(reasons)
    told = [keys, [reasons[key][0] for key in keys], [reasons[key][1] for key in keys]]
    with connection.cursor() as cursor:
        sql = POST.format(difference=difference(source, GIVEN), kind=source.kind)
        cursor.execute(sql, [keys, *told, revision])
        return cursor.rowcount


def roll(revision: int) -> None:
    """Add a revision's entries to the rollups."""
    with connection.cursor() as cursor:
        cursor.execute(ROLL.format(where="WHERE revision_id = %s"), [revision])


def roll_anew() -> None:
    """Make the rollups from the whole ledger."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reports_monthlycount")
        cursor.execute(ROLL.format(where=""))
