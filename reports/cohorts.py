"""Of those who registered in a month, how many had reached a rung so many months later (docs/cohorts.md)."""

from dataclasses import dataclass
from itertools import accumulate

from django.core.cache import cache
from django.db import connection

from okoce.core.months import Month
from okoce.core.planning import in_bulk
from reports.contributions import OUTSIDE
from reports.standing import Standing

# Which rungs are told so: those that somebody climbs after registering.
RUNGS = ["trained", "mentored", "licensed", "new_entrepreneurs", "funded"]
# For so many months after the one in which they registered.
MONTHS = 24
# For so many seconds what was read of a revision is kept.
KEPT_FOR = 24 * 60 * 60

# Where an entry was taken back, nobody is in the month any more. Who reached the rung first has it from the beginning.
REACHED = f"""
WITH reached AS (
    SELECT source_id, metric, month
    FROM reports_ledger
    WHERE source_kind = 'participant' AND metric IN ('registered', %(rung)s) AND kecamatan <> '{OUTSIDE}'
      AND revision_id <= %(revision)s
    GROUP BY source_id, metric, month
    HAVING sum(delta) > 0
),
began AS (SELECT source_id, month FROM reached WHERE metric = 'registered'),
climbed AS (SELECT source_id, month FROM reached WHERE metric = %(rung)s)
SELECT began.month, climbed.month, count(*)
FROM began
LEFT JOIN climbed USING (source_id)
GROUP BY began.month, climbed.month
"""


@dataclass(frozen=True)
class Cohort:
    """Those who `registered` in the month, and how many of them had `reached` the rung by the end of so many months after it.

    First in the month itself; None from the first month that is not over yet.
    """

    month: Month
    registered: int
    reached: tuple[int | None, ...]


def cohorts(rung: str, first: Month, last: Month, *, now: Standing, current: Month) -> list[Cohort]:
    """Of each month from `first` to `last`, the residents of Jakarta of that revision; `current` is the first that is not over."""
    read = _read_lately(rung, now)
    return [_cohort(month, read.get(month, {}), current) for month in first.until(last)]


def _cohort(month: Month, climbed: dict[Month | None, int], current: Month) -> Cohort:
    came = [0] * (MONTHS + 1)
    for when, people in climbed.items():
        if when and (after := max(0, when - month)) <= MONTHS:
            came[after] += people
    over = current - month
    reached = tuple(people if after < over else None for after, people in enumerate(accumulate(came)))
    return Cohort(month, sum(climbed.values()), reached)


# By the month of registration and the month of the rung, None of those who never reached it.
Climbed = dict[Month, dict[Month | None, int]]


def _read_lately(rung: str, now: Standing) -> Climbed:
    """As it stood at this revision, which says the same for ever."""
    key = f"cohorts:{rung}:{now.revision}"
    if (kept := cache.get(key)) is None:
        kept = _read(rung, now.revision)
        cache.set(key, kept, KEPT_FOR)
    return kept


def _read(rung: str, revision: int) -> Climbed:
    with in_bulk(), connection.cursor() as cursor:
        cursor.execute(REACHED, {"rung": rung, "revision": revision})
        rows = cursor.fetchall()
    read: Climbed = {}
    for began, climbed, people in rows:
        read.setdefault(Month.of(began), {})[climbed and Month.of(climbed)] = people
    return read
