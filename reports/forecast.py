"""What a month may reach, and the programme: what is counted, and what usually still comes (docs/forecast.md)."""

import datetime
import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Self

from django.core.cache import cache
from django.db import connection

from okoce.core.months import JAKARTA, Month
from reports.contributions import OUTSIDE
from reports.known import Ground, KnownMonths
from reports.models import Definition, Period
from reports.standing import WHEN_THE_DAY_BEGAN, midnight_after
from reports.summary import Question, counts

# What is learned from: the newest of the earlier months, and never fewer than half a year of them.
MOST, LEAST = 24, 6
# From the first day of the third month after it on, a month counts as told whole: two whole months lie between.
TOLD_AFTER = 3
# By this day of the next month half of it was known, or it was not recorded as it went along and says nothing of delay.
KNOWN_BY = 10
# In percent: the band holds eight of ten.
LOW, HIGH = 10, 90
# For so many seconds what was learned by a day is kept.
KEPT_FOR = 24 * 60 * 60

# On which day so much of each month came, less what was taken away again.
CAME = f"""
SELECT entry.month, (revision.at AT TIME ZONE '{JAKARTA}')::date AS day,
       sum(CASE entry.metric WHEN %(less)s THEN -entry.delta ELSE entry.delta END)::bigint
FROM reports_ledger entry
JOIN reports_revision revision ON revision.number = entry.revision_id
WHERE entry.metric = ANY (%(metrics)s) AND entry.month < %(month)s AND entry.kecamatan <> '{OUTSIDE}'
  AND entry.revision_id <= {WHEN_THE_DAY_BEGAN}
GROUP BY entry.month, day
ORDER BY entry.month, day
"""


@dataclass(frozen=True)
class Band:
    """People: the middle of what is expected, and between which two numbers it lies in eight of ten cases."""

    value: int
    low: int
    high: int

    @classmethod
    def of(cls, numbers: Iterable[int]) -> Self:
        ordered = sorted(numbers)
        return cls(middle(ordered), nearest_rank(ordered, LOW), nearest_rank(ordered, HIGH))

    def __add__(self, other: "Band") -> "Band":
        return Band(self.value + other.value, self.low + other.low, self.high + other.high)

    def __mul__(self, times: int) -> "Band":
        return Band(self.value * times, self.low * times, self.high * times)

    def __contains__(self, number: int) -> bool:
        return self.low <= number <= self.high


def exactly(number: int) -> Band:
    return Band(number, number, number)


def middle(ordered: Sequence[int]) -> int:
    """The median: of an even number of them what lies halfway between the two in the middle, a half rounded up."""
    half = len(ordered) // 2
    return (ordered[half] + ordered[~half] + 1) // 2


def nearest_rank(ordered: Sequence[int], percent: int) -> int:
    """The smallest of them that at least so many percent are not above: of 6 the 1st and the 6th for 10 and 90."""
    return ordered[math.ceil(len(ordered) * percent / 100) - 1]


@dataclass(frozen=True)
class Replay:
    """An earlier month as it would have been forecast on the same day of it, and what it reached."""

    month: Month
    band: Band
    reached: int

    @property
    def error(self) -> int:
        return abs(self.reached - self.band.value)

    @property
    def percent(self) -> int:
        """Of what it reached, a half rounded up."""
        return (200 * self.error + self.reached) // (2 * self.reached)

    @property
    def inside(self) -> bool:
        return self.reached in self.band


@dataclass(frozen=True)
class PastError:
    """How wrong this forecast would have been in so many earlier months, and in how many it would have held."""

    months: int
    people: int
    percent: int
    inside: int


@dataclass(frozen=True)
class Forecast:
    """What the month may reach: what is `counted` of it so many `days` after its first, and what came later in `experience` months."""

    month: Month
    days: int
    counted: int
    band: Band
    experience: int
    past: tuple[Replay, ...]

    @property
    def error(self) -> PastError | None:
        """The middle of the replays' errors, in people and in percent; None before there is one."""
        if not self.past:
            return None
        people, percent = (sorted(getattr(one, name) for one in self.past) for name in ("error", "percent"))
        inside = sum(one.inside for one in self.past)
        return PastError(len(self.past), middle(people), middle(percent), inside)


@dataclass(frozen=True)
class Outlook:
    """Where the programme may end: what it has `through` the month, and so many `months` more at the `pace` of the last six."""

    through: Band
    pace: Band
    months: int
    target: int | None

    @property
    def band(self) -> Band:
        return self.after(self.months)

    def after(self, months: int) -> Band:
        return self.through + self.pace * months


@dataclass(frozen=True)
class Learned:
    """What came later in so many `months`, and how each of them would have been forecast."""

    came: Band
    months: int
    past: tuple[Replay, ...]


class Known:
    """What was known of each month on each day: the sum of what had come by its end."""

    def __init__(self, rows: Iterable[tuple[datetime.date, datetime.date, int]]) -> None:
        came: dict[Month, list[tuple[datetime.date, int]]] = {}
        for month, day, delta in rows:
            came.setdefault(Month.of(month), []).append((day, delta))
        self.days = {month: [day for day, _ in days] for month, days in came.items()}
        self.sums = {month: [*accumulate((delta for _, delta in days), initial=0)] for month, days in came.items()}

    def of(self, month: Month, on: datetime.date) -> int:
        return self.sums[month][bisect_right(self.days[month], on)] if month in self.days else 0

    def experience(self, month: Month, on: datetime.date) -> list[Month]:
        """The newest months before it that were told whole by that day and recorded as they went along, oldest first."""
        return [each for each in sorted(self.days) if each < month and self._teaches(each, on)][-MOST:]

    def _teaches(self, month: Month, on: datetime.date) -> bool:
        reached, early = self.of(month, on), self.of(month, (month + 1).first.replace(day=KNOWN_BY))
        return is_told(month, on) and 0 < reached <= 2 * early

    def came(self, month: Month, on: datetime.date) -> Band | None:
        """What came of the months of experience after as many days, by what was known that day; None with too few of them."""
        after, months = on - month.first, self.experience(month, on)
        if len(months) < LEAST:
            return None
        return Band.of(self.of(each, on) - self.of(each, each.first + after) for each in months)

    def replays(self, month: Month, on: datetime.date) -> tuple[Replay, ...]:
        """Each month that was learned from, forecast as early by what was known then; where there was too little, none."""
        after, replays = on - month.first, []
        for each in self.experience(month, on):
            then = each.first + after
            if came := self.came(each, then):
                replays.append(Replay(each, exactly(self.of(each, then)) + came, self.of(each, on)))
        return tuple(replays)

    def learned(self, month: Month, on: datetime.date) -> Learned | None:
        came = self.came(month, on)
        return None if came is None else Learned(came, len(self.experience(month, on)), self.replays(month, on))


def is_told(month: Month, on: datetime.date) -> bool:
    """Whether by that day the month had its time: what comes still is a correction."""
    return Month.of(on) - month >= TOLD_AFTER


def is_ahead(month: Month, ground: KnownMonths, on: datetime.date) -> bool:
    """Whether there is anything to forecast: the month has begun, and is neither final nor told whole."""
    return month.first <= on and not is_told(month, on) and ground.statuses[month] != Period.Status.FINAL


def forecast(
    month: Month, definition: Definition, ground: Ground, *, on: datetime.date, counted: int | None = None
) -> Forecast | None:
    """Of the headline, as of `ground` and that day; None with fewer than six months to learn from, and of a month that is told.

    `counted` is what the month has, where that is known already.
    """
    if not is_ahead(month, ground, on) or not (learned := _learned(month, definition, on)):
        return None
    if counted is None:
        counted = _values(definition, ground, month, month).get(month, 0)
    band = exactly(counted) + learned.came
    return Forecast(month, (on - month.first).days, counted, band, learned.months, learned.past)


def of_programme(month: Month, definition: Definition, ground: Ground, *, on: datetime.date) -> Outlook | None:
    """The headline from the first month to the last, this one with its forecast if there is one.

    None with fewer than six months before it that have anything, and after the programme.
    """
    programme, left = ground.targets.programme, ground.targets.months_left(month)
    values = _values(definition, ground, programme.first, month)
    first = max(min(values, default=month), month + -LEAST)
    last = [values.get(each, 0) for each in first.until(month + -1)]
    if left <= 0 or len(last) < LEAST:
        return None
    before = sum(value for each, value in values.items() if each < month)
    ahead = forecast(month, definition, ground, on=on, counted=values.get(month, 0))
    here = ahead.band if ahead else exactly(values.get(month, 0))
    target = ground.targets.floor("new_entrepreneurs", "programme", month)
    return Outlook(exactly(before) + here, Band.of(last), left - 1, target)


def _values(definition: Definition, ground: Ground, first: Month, last: Month) -> dict[Month, int]:
    """What each of these months has, as of `ground`; a month that has nothing is not there."""
    metrics = (definition.metric, *filter(None, [definition.less]))
    values: dict[Month, int] = {}
    for row in counts(Question(metrics=metrics, first=first, last=last, as_of=ground.as_of)):
        sign = -1 if row["metric"] == definition.less else 1
        month = Month.parse(row["month"])
        values[month] = values.get(month, 0) + sign * row["value"]
    return {month: value for month, value in values.items() if value}


def _learned(month: Month, definition: Definition, on: datetime.date) -> Learned | None:
    """From what was known when the day began, so that it is read once a day, whatever is counted meanwhile."""
    key = f"forecast:{definition.code}:{month}:{on}"
    if (kept := cache.get(key)) is None:
        came = _came(month, definition, before=midnight_after(on - datetime.timedelta(days=1)))
        kept = [Known(came).learned(month, on)]
        cache.set(key, kept, KEPT_FOR)
    return kept[0]


def _came(
    month: Month, definition: Definition, *, before: datetime.datetime
) -> list[tuple[datetime.date, datetime.date, int]]:
    said: dict[str, Any] = {
        "metrics": [definition.metric, *filter(None, [definition.less])],
        "less": definition.less,
        "month": month.first,
        "midnight": before,
    }
    with connection.cursor() as cursor:
        cursor.execute(CAME, said)
        return cursor.fetchall()
