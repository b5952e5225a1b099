"""What the page of the months shows: how they went, where that leads, and what became of those who registered."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from okoce.core.months import Month
from okoce.core.templatetags.jakarta import short_month
from reports.charts.cumulative import cumulative_line
from reports.cohorts import MONTHS, RUNGS, Cohort
from reports.dashboard import Bar
from reports.forecast import Band, Outlook
from reports.known import Ground
from reports.models import Period
from reports.summary import required_pace
from reports.words import name_of

SHADES = 5
# As many months of registration as there are columns: the newest that are over have all of the table's corner.
COHORTS = MONTHS + 1


def paced(bars: Iterable[Bar], ground: Ground) -> list[Bar]:
    """Every month since the first, each with the pace that was needed from it on, by what is known of the months before."""
    told, before, targets = [], 0, ground.targets
    for bar in bars:
        goal = targets.floor("new_entrepreneurs", "programme", bar.month)
        told.append(replace(bar, pace=required_pace(goal, before, targets.months_left(bar.month))))
        before += bar.value or 0
    return told


@dataclass(frozen=True)
class Point:
    """The end of a month: all counted since the start, the straight line to the target, and what may come."""

    month: Month
    value: int | None
    line: int | None
    ahead: Band | None
    behind: str = ""


def line(bars: list[Bar], ground: Ground, outlook: Outlook | None) -> list[Point]:
    """Every month of the programme and those counted after it; `ahead` from the last counted one on."""
    targets, last = ground.targets, bars[-1].month
    goal, whole = targets.floor("new_entrepreneurs", "programme", last), targets.programme.months
    points, through = [], 0
    for month in targets.programme.first.until(max(last, targets.programme.last)):
        counted = bars[month - bars[0].month] if month <= last else None
        through += (counted and counted.value) or 0
        index = targets.index(month)
        points.append(
            Point(
                month,
                through if counted else None,
                goal * index // whole if goal is not None and index <= whole else None,
                outlook.after(month - last) if outlook and month >= last else None,
                counted.behind if counted else "",
            )
        )
    return points


def drawn(points: list[Point]) -> dict[str, str]:
    """The line as SVG: `wide` for a laptop, `narrow` for a phone."""
    names = {str(point.month): short_month(point.month) for point in points}
    rows = [_row(point) for point in points]
    return {"wide": cumulative_line(rows, names, width=1100), "narrow": cumulative_line(rows, names, width=300)}


def _row(point: Point) -> dict[str, Any]:
    ahead = point.ahead
    return {
        "at": str(point.month),
        "value": point.value,
        "line": point.line,
        "low": ahead and ahead.low,
        "middle": ahead and ahead.value,
        "high": ahead and ahead.high,
    }


@dataclass(frozen=True)
class Cell:
    """So many of a cohort by the end of a month, how strong its shade is, and whether every month until then is final."""

    value: int | None
    shade: int
    final: bool
    behind: str = ""


@dataclass(frozen=True)
class Row:
    """A cohort on the page."""

    month: Month
    registered: int
    final: bool
    cells: tuple[Cell, ...]
    behind: str = ""


def table(cohorts: list[Cohort], ground: Ground) -> tuple[list[Row], int]:
    """A row for each cohort, and the largest share of it in whole percent: each shade is a fifth of that."""
    told = [
        (people, one.registered) for one in cohorts for people in one.reached if people is not None and one.registered
    ]
    most = max((math.ceil(100 * people / whole) for people, whole in told), default=0)

    def final(month: Month) -> bool:
        return ground.statuses[month] == Period.Status.FINAL

    def cell(one: Cohort, after: int, people: int | None) -> Cell:
        shade = math.ceil(100 * SHADES * people / (one.registered * most)) if people and one.registered else 0
        return Cell(people, shade, final(one.month) and final(one.month + after))

    return [
        Row(
            one.month,
            one.registered,
            final(one.month),
            tuple(cell(one, after, people) for after, people in enumerate(one.reached)),
        )
        for one in cohorts
    ], most


def rungs() -> list[tuple[str, str]]:
    """Each rung that cohorts are told of, and its name."""
    return [(rung, name_of(rung)) for rung in RUNGS]
