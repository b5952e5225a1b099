"""Of those who registered in a month, how many had reached a rung so many months later (docs/cohorts.md)."""

from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import Sum

from okoce.core.months import Month
from okoce.core.planning import in_bulk
from reports.contributions import OUTSIDE
from reports.models import Revision
from reports.standing import Standing, standing_at

# Which rungs are told so: those that somebody climbs after registering.
RUNGS = ["trained", "mentored", "licensed", "new_entrepreneurs", "funded"]
# For so many months after the one in which they registered.
MONTHS = 24
# For so many seconds what was read of a revision is kept, and what was read of the newest, from which the next goes on.
KEPT_FOR, GOES_ON_FOR = 24 * 60 * 60, 35 * 24 * 60 * 60
# With more entries than these between two revisions, reading everybody takes no longer.
FEW = 50_000

# Where an entry was taken back, nobody is in the month any more. Who reached the rung first has it from the beginning.
# As of each moment, with its sign: of one alone who it is, of two what became of those who changed between them.
REACHED = f"""
WITH moment (revision, sign) AS (SELECT * FROM unnest(%(revisions)s::bigint[], %(signs)s::int[])),
reached AS (
    SELECT sign, source_id, metric, month
    FROM moment
    JOIN reports_ledger ON revision_id <= moment.revision
    WHERE source_kind = 'participant' AND metric IN ('registered', %(rung)s) AND kecamatan <> '{OUTSIDE}' AND {{whom}}
    GROUP BY sign, source_id, metric, month
    HAVING sum(delta) > 0
),
-- Everybody has one month of each: put together and not joined, for nobody knows beforehand how many they are.
person AS (
    SELECT sign, max(month) FILTER (WHERE metric = 'registered') AS began,
           max(month) FILTER (WHERE metric = %(rung)s) AS climbed
    FROM reached
    GROUP BY sign, source_id
)
SELECT began, climbed, sum(sign)
FROM person
WHERE began IS NOT NULL
GROUP BY began, climbed
"""
EVERYBODY = "true"
CHANGED = """source_id IN (
    SELECT source_id FROM reports_ledger
    WHERE revision_id > %(after)s AND revision_id <= %(until)s
      AND source_kind = 'participant' AND metric IN ('registered', %(rung)s)
)"""


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


@dataclass(frozen=True)
class _Read:
    """What was read, and as of when: a database that was brought back has other revisions of the same numbers."""

    now: Standing
    climbed: Climbed


def _read_lately(rung: str, now: Standing) -> Climbed:
    """As it stood at this revision, which says the same for ever."""
    key, newest = f"cohorts:{rung}:{now.revision}:{now.as_of}", f"cohorts:{rung}:newest"
    if (kept := cache.get(key)) is None:
        last: _Read | None = cache.get(newest)
        kept = _gone_on(rung, last, now) if last and _is_near(last.now, now) else _read(rung, now)
        cache.set(key, kept, KEPT_FOR)
        if not last or now.revision > last.now.revision or standing_at(last.now.revision) != last.now:
            cache.set(newest, _Read(now, kept), GOES_ON_FOR)
    return kept


def _is_near(last: Standing, now: Standing) -> bool:
    """Whether few entries lie between the two, which are of one ledger."""
    if standing_at(last.revision) != last:
        return False
    first, until = sorted([last.revision, now.revision])
    between = Revision.objects.filter(number__gt=first, number__lte=until)
    return between.aggregate(entries=Sum("entries", default=0))["entries"] <= FEW


def _gone_on(rung: str, last: _Read, now: Standing) -> Climbed:
    """What was read, less what those who changed were then, and with what they are now."""
    after, until = sorted([last.now.revision, now.revision])
    said = {"revisions": [now.revision, last.now.revision], "signs": [1, -1], "after": after, "until": until}
    read = {month: dict(climbed) for month, climbed in last.climbed.items()}
    for began, climbed, people in _asked(rung, CHANGED, **said):
        row = read.setdefault(began, {})
        row[climbed] = row.get(climbed, 0) + people
    # Where nobody is left, nobody was read.
    return {month: row for month, climbed in read.items() if (row := {when: n for when, n in climbed.items() if n})}


def _read(rung: str, now: Standing) -> Climbed:
    read: Climbed = {}
    with in_bulk():
        for began, climbed, people in _asked(rung, EVERYBODY, revisions=[now.revision], signs=[1]):
            read.setdefault(began, {})[climbed] = people
    return read


def _asked(rung: str, whom: str, **said: Any) -> list[tuple[Month, Month | None, int]]:
    with connection.cursor() as cursor:
        cursor.execute(REACHED.format(whom=whom), {"rung": rung, **said})
        return [(Month.of(began), climbed and Month.of(climbed), int(people)) for began, climbed, people in cursor]
