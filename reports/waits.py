"""How long people take from one rung to another: the median of the days between the two (docs/ladder.md).

The ledger says who stands on both, by the months in which they count; the days are those by which the counting rules date
the rungs, read from the facts.
"""

import datetime
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from django.core.cache import cache
from django.db import connection

from okoce.core.months import Month
from okoce.core.planning import in_bulk
from reports.contributions import OUTSIDE, text_of
from reports.standing import WHEN_THE_DAY_BEGAN, midnight_after
from reports.summary import STEPS

# What each rung is held against: the steps against everybody who is registered, what is made of P4 against P4.
SHARE_OF = dict.fromkeys([*STEPS][1:], "registered") | dict.fromkeys(["new_entrepreneurs", "level_up"], "licensed")
# Who moved up did so on the day of the licence: there is nothing to wait for.
WAITS_FROM = {rung: of for rung, of in SHARE_OF.items() if rung != "level_up"}
# For so many seconds what was read of a day is kept.
KEPT_FOR = 24 * 60 * 60

# Who stands on a rung and on the one before it, in which month they stood on both, and how many days lay between. Nobody
# waited less than no day: who was trained before registering had it from the beginning.
BETWEEN = f"""
WITH counted AS MATERIALIZED (
    SELECT source_id, metric, month
    FROM reports_ledger
    WHERE source_kind = 'participant' AND metric = ANY (%(metrics)s) AND kecamatan <> '{OUTSIDE}'
      AND revision_id <= {WHEN_THE_DAY_BEGAN}
    GROUP BY source_id, metric, month
    HAVING sum(delta) > 0
),
scope AS MATERIALIZED (SELECT DISTINCT source_id FROM counted),
-- Of the rungs as the ladder counts them, whatever a headline asks.
reports_thresholds AS (
    SELECT suffix, attendance_percent, visit_days, licence_types FROM reports_thresholds WHERE suffix = ''
),
stood AS MATERIALIZED (
    SELECT source_id, metric, day
    FROM ({text_of("days")}) each_day (source_id, metric, day, value)
    WHERE metric = ANY (%(metrics)s)
),
dated AS MATERIALIZED (SELECT source_id, metric, month, day FROM counted JOIN stood USING (source_id, metric))
SELECT rung.metric, greatest(rung.month, before.month), greatest(0, rung.day - before.day), count(*)
FROM unnest(%(rungs)s, %(before)s) pair (rung, before)
JOIN dated rung ON rung.metric = pair.rung
JOIN dated before ON before.metric = pair.before AND before.source_id = rung.source_id
GROUP BY 1, 2, 3
"""


class Wait(NamedTuple):
    """Half of so many people took so many days or less from one rung to the other."""

    days: int
    people: int


# By rung: of all who stood on both by the end of each month in which somebody came to.
Waits = dict[str, dict[Month, Wait]]


def waits(month: Month, *, on: datetime.date) -> dict[str, Wait]:
    """By rung, of all until the end of the month, as it was known when that day began; a rung that nobody reached is not there."""
    return {rung: told for rung, months in of_day(on).items() if (told := until(month, months))}


def until(month: Month, months: Mapping[Month, Wait]) -> Wait | None:
    """What stood when the month ended: that of the newest month in which somebody came."""
    newest = max((each for each in months if each <= month), default=None)
    return months[newest] if newest else None


def of_day(on: datetime.date) -> Waits:
    """Read once a day and for all months, whatever is counted meanwhile: the night's job is the first to ask (docs/ladder.md)."""
    key = f"waits:{on}"
    if (kept := cache.get(key)) is None:
        kept = read(midnight_after(on - datetime.timedelta(days=1)))
        cache.set(key, kept, KEPT_FOR)
    return kept


def read(midnight: datetime.datetime) -> Waits:
    """Of what was posted before that moment, by the days of today."""
    rungs, before = [*WAITS_FROM], [*WAITS_FROM.values()]
    said = {"metrics": list({*rungs, *before}), "rungs": rungs, "before": before, "midnight": midnight}
    with in_bulk(memory="64MB"), connection.cursor() as cursor:
        cursor.execute(BETWEEN, said)
        rows = cursor.fetchall()
    came: dict[str, dict[Month, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    for rung, month, days, people in rows:
        came[rung][Month.of(month)][days] += people
    return {rung: _adding_up(months) for rung, months in came.items()}


def _adding_up(came: Mapping[Month, Counter[int]]) -> dict[Month, Wait]:
    told, all_of_them = {}, Counter[int]()
    for month in sorted(came):
        all_of_them.update(came[month])
        told[month] = Wait(middle(sorted(all_of_them.items())), all_of_them.total())
    return told


def middle(ordered: Sequence[tuple[int, int]]) -> int:
    """Of days and how many took so many, the smallest number that at least half of them did not take longer than."""
    days, people = zip(*ordered, strict=True)
    seen = [*accumulate(people)]
    return days[bisect_left(seen, seen[-1] / 2)]
