"""Days and months, without the project's own."""

from collections.abc import Iterable

from tests.reports.recount.facts import Day


def first(days: Iterable[Day], since: Day = Day.min) -> Day | None:
    return min((day for day in days if day >= since), default=None)


def known(*days: Day | None) -> list[Day]:
    return [day for day in days if day]


def month_of(day: Day) -> Day:
    return day.replace(day=1)


def later(month: Day, months: int) -> Day:
    year, index = divmod(month.year * 12 + month.month - 1 + months, 12)
    return Day(year, index + 1, 1)
