"""The entries that a number is the sum of: how much each reason added and took away."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from reports.contributions import OUTSIDE
from reports.explaining.asked import Number
from reports.periods import ever_closed
from reports.summary import VINTAGES

# The entries of a number. What a definition takes off is counted the other way round.
ENTRIES = """
SELECT id, source_kind, source_id, month, posting_month, kecamatan, gender, age_band, vintage, reason, revision_id,
       CASE metric WHEN %(metric)s THEN delta ELSE -delta END AS delta
FROM reports_ledger
WHERE metric = ANY (%(metrics)s) AND {months} AND {place} AND {reading} AND {then} AND {whose}
"""
# Residents of Jakarta who count as registered in the month: the same as those of a cohort.
REGISTERED = f"""source_id IN (
    SELECT source_id FROM reports_ledger
    WHERE source_kind = 'participant' AND metric = 'registered' AND kecamatan <> '{OUTSIDE}'
      AND month = %(registered)s AND {{then}}
    GROUP BY source_id HAVING sum(delta) > 0
)"""
MONTHS = {
    "month": "month BETWEEN %(first)s AND %(last)s",
    # Who climbed the rung before registering has it from the beginning.
    "until": "month <= %(last)s",
    "posting_month": "month <= %(last)s AND posting_month BETWEEN %(first)s AND %(last)s",
}
BY_REASON = """
SELECT reason, vintage, count(*),
       coalesce(sum(delta) FILTER (WHERE delta > 0), 0)::bigint, coalesce(sum(delta) FILTER (WHERE delta < 0), 0)::bigint,
       min(revision_id), max(revision_id)
FROM ({entries}) entry
GROUP BY reason, vintage
ORDER BY vintage <> 'first', vintage, count(*) DESC, reason
"""


@dataclass(frozen=True)
class Posted:
    """What one reason did to the number: first published with the month, or later as an adjustment or a backcast."""

    reason: str
    vintage: str
    entries: int
    added: int
    taken: int
    first_revision: int
    last_revision: int

    @property
    def value(self) -> int:
        return self.added + self.taken


def postings_of(number: Number) -> list[Posted]:
    """By reason, what was first published first; their sums are the number."""
    sql, said = entries_of(number)
    with connection.cursor() as cursor:
        cursor.execute(BY_REASON.format(entries=sql), said)
        return [Posted(*row) for row in cursor.fetchall()]


def entries_of(number: Number) -> tuple[str, dict[str, Any]]:
    """A SELECT of the entries, and what it is asked with."""
    told, vintages = VINTAGES[number.vintage]
    then = "true" if number.as_of is None else "revision_id <= %(as_of)s"
    sql = ENTRIES.format(
        months=MONTHS["until" if number.registered else told],
        reading=number.question.entries,
        place="kecamatan = %(place)s" if number.kecamatan else f"kecamatan <> '{OUTSIDE}'",
        then=then,
        whose=REGISTERED.format(then=then) if number.registered else "true",
    )
    said: dict[str, Any] = {
        "metric": number.metric,
        "metrics": [metric for metric in (number.metric, number.less) if metric],
        "first": number.first.first,
        "last": number.last.first,
        "registered": number.registered and number.registered.first,
        "place": number.kecamatan,
        "as_of": number.as_of,
        "vintages": vintages,
        "closed": ever_closed(number.then) if number.vintage == "first" else [],
    }
    return sql, said
