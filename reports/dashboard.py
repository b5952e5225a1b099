"""What the city's dashboard shows: the summary's numbers, month by month and kecamatan by kecamatan."""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Self

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from okoce.core.months import Month
from okoce.core.readings import Reading, by_itself
from okoce.core.templatetags.jakarta import short_month
from programs.models import Kecamatan, Programme
from reports.charts.monthly import monthly_bars
from reports.contributions import ACTIVITY_METRICS, OUTSIDE
from reports.explaining.asked import Number, first_of
from reports.explaining.since import Since, since
from reports.known import BACKWARDS, Ground, told_as
from reports.models import Closing, Definition, Period, Vintage
from reports.standing import Standing
from reports.summary import (
    NOT_ADDED,
    NOTHING,
    SPANS,
    Question,
    Totals,
    cells_of,
    counts_read,
    reading,
    residents,
    totals_of,
)
from reports.waits import SHARE_OF
from reports.words import name_of

# More bars than these are too thin to read on a phone.
SHOWN_MONTHS, SHOWN_ON_PHONE = 24, 12

RUNGS_OF_TABLE = ["registered", "trained", "licensed", "new_entrepreneurs"]
WORK_OF_TABLE = ["trainings", "mentoring_visits"]


@dataclass(frozen=True)
class Bar:
    """One month of the headline: its number (None: not published), its target (None after the programme), its status.

    And, where a page tells of them, the pace that was needed from it on, and the address of the records behind it.
    """

    month: Month
    value: int | None
    target: int | None
    status: str
    pace: int | None = None
    behind: str = ""

    @property
    def final(self) -> bool:
        return self.status == Period.Status.FINAL


def bars_read(
    month: Month,
    definition: Definition,
    ground: Ground,
    *,
    vintage: str = "latest",
    kecamatan: tuple[str, ...] = (),
    months: int = SHOWN_MONTHS,
) -> Reading[list[Bar]]:
    """So many months until this one, oldest first; neither one kecamatan nor an adjustment has a target of its own."""
    first = max(ground.targets.programme.first, month + (1 - months))
    metrics = tuple(filter(None, (definition.metric, definition.less)))
    asked = Question(metrics=metrics, first=first, last=month, kecamatan=kecamatan, vintage=vintage, as_of=ground.as_of)
    return counts_read(asked).then(partial(_bars, asked, definition, ground))


bars = by_itself(bars_read)


def _bars(asked: Question, definition: Definition, ground: Ground, rows: Iterable[Mapping[str, Any]]) -> list[Bar]:
    vintage, targets = asked.vintage, ground.targets
    published = ground.publications(definition) if vintage == "first" else set()
    backwards = ground.backwards(definition)
    values = {(row["month"], row["metric"]): row["value"] for row in rows}

    def value(each: Month) -> int | None:
        if vintage == "first" and each not in published:
            return None
        return values.get((str(each), definition.metric), 0) - values.get((str(each), definition.less), 0)

    def target(each: Month) -> int | None:
        aimed = vintage != "adjustments" and not asked.kecamatan
        return targets.floor("new_entrepreneurs", "month", each) if aimed else None

    return [
        Bar(each, value(each), target(each), BACKWARDS if each in backwards else ground.status_of([each], vintage))
        for each in asked.first.until(asked.last)
    ]


@dataclass(frozen=True)
class Sureness:
    """The status of what stands in the `month`, and of each sum that ends with it: no surer than any month in it."""

    month: str
    through: str
    year: str
    programme_year: str

    @classmethod
    def of(cls, month: Month, ground: Ground, *, vintage: str = "latest", backwards: Collection[Month] = ()) -> Self:
        """`backwards` are the months that were closed before what is counted was defined.

        What was first published stays, also while its month is open again.
        """

        def of(span: str) -> str:
            months = first_of(span, month, ground.targets).until(month)
            return ground.status_of(months, vintage) if set(months).isdisjoint(backwards) else BACKWARDS

        return cls(**{span: of(span) for span in SPANS})

    @property
    def mixed(self) -> bool:
        """Whether they differ, so that one word for all of them would be too little."""
        return len({self.month, self.through, self.year, self.programme_year}) > 1


@dataclass(frozen=True)
class Told:
    """A number, how sure it is, and what its months first published: None where one of them did not, or it is not asked.

    With what came `since`, and which closing published that, or will.
    """

    value: int
    status: str
    first: int | None = None
    since: Since | None = None


# Beside the headline, what a dashboard tells with what was first published of it: the metric, and of which months.
TOLD = {"spending": "year", "jobs_created": "programme_year", "trainings": "month"}


def told(
    total: Totals,
    month: Month,
    definition: Definition,
    ground: Ground,
    sure: Sureness,
    *,
    sure_of_headline: Sureness,
    vintage: str,
    kecamatan: str = "",
) -> dict[str, Told]:
    """The headline in the `month`, and all `through` it; and by metric the other figures of the page."""
    read = reading(definition, total)
    asked = {span: (definition, span, read, sure_of_headline) for span in ("month", "through")}
    for metric, span in TOLD.items():
        asked[metric] = (Definition(metric=metric), span, total.get(metric, NOTHING), sure)
    months = {name: first_of(span, month, ground.targets).until(month) for name, (_by, span, *_read) in asked.items()}
    published = [
        name for name, (by, *_of) in asked.items() if vintage == "latest" and ground.published(months[name], by)
    ]
    said = {"kecamatan": kecamatan, "then": ground.then}
    numbers = [Number.of(asked[name][0], first=months[name][0], last=month, **said) for name in published]
    came = dict(zip(published, since(*numbers) if numbers else [], strict=True))

    def one(name: str) -> Told:
        _by, span, values, stands = asked[name]
        status = getattr(stands, span)
        if name not in came:
            return Told(values[span], status)
        stands_as = told_as(status, moved=bool(came[name]), waits=bool(came[name].waits))
        return Told(values[span], stands_as, values[f"first_{span}"], came[name])

    return {name: one(name) for name in asked}


def corrected(
    month: Month, definition: Definition, vintage: str, *, then: Standing | None = None, kecamatan: str = ""
) -> list[tuple[Month, int]]:
    """Which months the adjustments of this one are of, itself too, and by how much the headline of each moved."""
    if vintage != "adjustments":
        return []
    cells, value = cells_of(then)
    place = {"kecamatan": kecamatan} if kecamatan else {}
    cells = cells.filter(posting_month=month.first, vintage=Vintage.ADJUSTMENT, **place)
    if not kecamatan:
        cells = cells.exclude(kecamatan=OUTSIDE)
    read = Sum(value, filter=Q(metric=definition.metric), default=0)
    less = Sum(value, filter=Q(metric=definition.less), default=0)
    rows = cells.order_by("month").values_list("month").annotate(moved=read - less)
    return [(Month.of(day), moved) for day, moved in rows if moved]


def last_closing(then: Standing | None) -> Closing | None:
    """The newest link of the chain, or the one that was the newest then."""
    closings = Closing.objects.filter(last_revision__lte=then.revision) if then else Closing.objects.all()
    return closings.first()


def drawn(shown: list[Bar]) -> dict[str, str]:
    """The bars as SVG: `wide` for a laptop, and the last months of them, `narrow`, for a phone."""
    return {"wide": _drawn(shown, width=1100), "narrow": _drawn(shown[-SHOWN_ON_PHONE:], width=300)}


def _drawn(shown: list[Bar], *, width: int) -> str:
    names = {str(bar.month): short_month(bar.month) for bar in shown}
    rows = [
        {"at": str(bar.month), "value": bar.value, "target": bar.target, "pace": bar.pace, "final": bar.final}
        for bar in shown
    ]
    return monthly_bars(rows, names, width=width)


@dataclass(frozen=True)
class Column:
    """Of the table of kecamatan, beside the headline: a metric in this `month`, or all `through` it."""

    metric: str
    span: str

    @property
    def name(self) -> str:
        return name_of(self.metric)

    def of(self, place: str, total: Totals) -> int | None:
        """None of what nobody does outside Jakarta."""
        nowhere = place == OUTSIDE and self.metric in ACTIVITY_METRICS
        return None if nowhere else total.get(self.metric, NOTHING)[self.span]


@dataclass(frozen=True)
class Cell:
    """A number of the table, and what it is `of` in the address of the records behind it."""

    value: int | None
    of: str
    span: str


def others(definition: Definition) -> list[Column]:
    """The rungs that lead to the headline, and the work in the month: for wide pages, and nothing twice."""
    rungs = [metric for metric in RUNGS_OF_TABLE if (metric, "") != (definition.metric, definition.less)]
    return [Column(metric, "through") for metric in rungs] + [Column(metric, "month") for metric in WORK_OF_TABLE]


def table(places: dict[str, Totals], definition: Definition, kecamatan: list[Kecamatan]) -> dict[str, Any]:
    """`rows`, one for each of the 44 kecamatan, and `sums`: Jakarta, and people from outside on their own line.

    First the headline in the month and through it, for a phone has room for no more; then the `others`.
    """
    columns = others(definition)

    def row(name: str, code: str, total: Totals) -> dict[str, Any]:
        value = reading(definition, total)
        cells = [Cell(value[span], f"definition={definition.code}", span) for span in ("month", "through")]
        cells += [Cell(column.of(code, total), f"metric={column.metric}", column.span) for column in columns]
        return {"code": code, "name": name, "cells": cells}

    return {
        "others": columns,
        "rows": [row(place.name, place.code, places.get(place.code, {})) for place in kecamatan],
        "sums": [
            row(_("Jakarta"), "", totals_of(residents(places))),
            row(_("Outside Jakarta"), OUTSIDE, places.get(OUTSIDE, {})),
        ],
    }


def yields(numbers: dict[str, Any]) -> dict[str, int] | None:
    """How many of the headline each training has to lead to, `least` with as many trainings as the band allows, `most` with the fewest.

    None where the month has no target or no band: worked out of both, and never a target of its own.
    """
    target, band = numbers["headline"]["month"]["target"], numbers["trainings"]
    if not (target and band["floor"] and band["ceiling"]):
        return None
    least, most = (math.ceil(target / band[bound]) for bound in ("ceiling", "floor"))
    return {"target": target, "least": least, "most": most}


def months_to_choose(programme: Programme, today: Month) -> list[Month]:
    """Every month that there are counts for, newest first."""
    return programme.first.until(today)[::-1]


def named(ladder: list[dict[str, Any]], first: dict[str, dict[str, int]]) -> list[dict[str, Any]]:
    """The rungs with their names, each with the rung it is a share `of`, so that a share never stands without both.

    And with what was `first` published of it, by span, where that is another number.
    """
    reached = {rung["metric"]: rung["cumulative"] for rung in ladder}
    rungs = [(rung, rung["metric"], SHARE_OF.get(rung["metric"])) for rung in ladder]
    return [
        {**rung, "name": name_of(metric), "of": of, "whole": reached.get(of), "first": first.get(metric, {})}
        for rung, metric, of in rungs
    ]


def moved_since(total: Totals, month: Month, ground: Ground) -> dict[str, dict[str, int]]:
    """By metric, what the month and all through it first published, where that was published and is another number now."""
    plain, start = Definition(), ground.targets.programme.first
    published = [
        span for span, first in (("month", month), ("through", start)) if ground.published(first.until(month), plain)
    ]
    return {
        metric: {span: read[f"first_{span}"] for span in published if read[f"first_{span}"] != read[span]}
        for metric, read in total.items()
    }


def activity(total: Totals) -> list[dict[str, Any]]:
    """Each activity in this month, and since the start where its months add up; money is told on its own."""
    return [
        {
            "metric": metric,
            "name": name_of(metric),
            "month": total.get(metric, NOTHING)["month"],
            "through": None if metric in NOT_ADDED else total.get(metric, NOTHING)["through"],
        }
        for metric in ACTIVITY_METRICS
        if metric != "spending"
    ]
