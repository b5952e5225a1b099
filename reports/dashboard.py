"""What the city's dashboard shows: the summary's numbers, month by month and kecamatan by kecamatan."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from okoce.core.months import Month
from okoce.core.templatetags.jakarta import short_month
from programs.models import Kecamatan, Programme
from reports.charts import monthly_bars
from reports.contributions import ACTIVITY_METRICS, OUTSIDE
from reports.models import Definition, Period
from reports.summary import (
    NOT_ADDED,
    NOTHING,
    STEPS,
    Question,
    Totals,
    counts,
    reading,
    residents,
    totals_of,
)
from reports.targets import Targets
from reports.words import name_of

# More bars than these are too thin to read on a phone.
SHOWN_MONTHS, SHOWN_ON_PHONE = 24, 12

# What each rung is held against: the steps against everybody who is registered, what is made of P4 against P4.
SHARE_OF = dict.fromkeys([*STEPS][1:], "registered") | dict.fromkeys(["new_entrepreneurs", "level_up"], "licensed")
RUNGS_OF_TABLE = ["registered", "trained", "licensed", "new_entrepreneurs"]
WORK_OF_TABLE = ["trainings", "mentoring_visits"]


@dataclass(frozen=True)
class Bar:
    """One month of the headline: its number, its target (None after the programme), and whether it is final."""

    month: Month
    value: int
    target: int | None
    final: bool


def bars(
    month: Month,
    definition: Definition,
    targets: Targets,
    statuses: dict[Month, str],
    *,
    kecamatan: tuple[str, ...] = (),
) -> list[Bar]:
    """The months until this one, oldest first; one kecamatan has no target of its own."""
    first = max(targets.programme.first, month + (1 - SHOWN_MONTHS))
    metrics = tuple(filter(None, (definition.metric, definition.less)))
    rows = counts(Question(metrics=metrics, first=first, last=month, kecamatan=kecamatan))
    values = {(row["month"], row["metric"]): row["value"] for row in rows}
    return [
        Bar(
            each,
            values.get((str(each), definition.metric), 0) - values.get((str(each), definition.less), 0),
            None if kecamatan else targets.floor("new_entrepreneurs", "month", each),
            statuses[each] == Period.Status.FINAL,
        )
        for each in first.until(month)
    ]


def drawn(shown: list[Bar]) -> dict[str, str]:
    """The bars as SVG: `wide` for a laptop, and the last months of them, `narrow`, for a phone."""
    return {"wide": _drawn(shown, width=1100), "narrow": _drawn(shown[-SHOWN_ON_PHONE:], width=300)}


def _drawn(shown: list[Bar], *, width: int) -> str:
    names = {str(bar.month): short_month(bar.month) for bar in shown}
    rows = [{"at": str(bar.month), "value": bar.value, "target": bar.target, "final": bar.final} for bar in shown]
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


def others(definition: Definition) -> list[Column]:
    """The rungs that lead to the headline, and the work in the month: for wide pages, and nothing twice."""
    rungs = [metric for metric in RUNGS_OF_TABLE if (metric, "") != (definition.metric, definition.less)]
    return [Column(metric, "through") for metric in rungs] + [Column(metric, "month") for metric in WORK_OF_TABLE]


def table(places: dict[str, Totals], definition: Definition) -> dict[str, Any]:
    """`rows`, one for each of the 44 kecamatan, and `sums`: Jakarta, and people from outside on their own line.

    First the headline in the month and through it, for a phone has room for no more; then the `others`.
    """
    columns = others(definition)

    def row(name: str, code: str, total: Totals) -> dict[str, Any]:
        value = reading(definition, total)
        cells = [value["month"], value["through"], *(column.of(code, total) for column in columns)]
        return {"code": code, "name": name, "cells": cells}

    return {
        "others": columns,
        "rows": [row(place.name, place.code, places.get(place.code, {})) for place in Kecamatan.objects.all()],
        "sums": [
            row(_("Jakarta"), "", totals_of(residents(places))),
            row(_("Outside Jakarta"), OUTSIDE, places.get(OUTSIDE, {})),
        ],
    }


def months_to_choose(programme: Programme, today: Month) -> list[Month]:
    """Every month that there are counts for, newest first."""
    return programme.first.until(today)[::-1]


def address_of(month: Month, definition: Definition) -> str:
    """The query of a page that shows the same: the month, and the definition unless it is the default."""
    return urlencode({"month": month} | ({} if definition.is_default else {"definition": definition.code}))


def named(ladder: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rungs with their names, and each with the rung it is a share `of`, so that a share never stands without both."""
    reached = {rung["metric"]: rung["cumulative"] for rung in ladder}
    rungs = [(rung, SHARE_OF.get(rung["metric"])) for rung in ladder]
    return [{**rung, "name": name_of(rung["metric"]), "of": of, "whole": reached.get(of)} for rung, of in rungs]


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
