"""What the city's dashboard shows: the summary's numbers, month by month and kecamatan by kecamatan."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from okoce.core.months import Month
from okoce.core.templatetags.jakarta import short_month
from programs.models import Kecamatan, Programme
from reports.charts import monthly_bars
from reports.contributions import OUTSIDE
from reports.models import Definition
from reports.summary import NOTHING, Question, Totals, counts, residents, totals_of
from reports.targets import Targets
from reports.words import NAMES

# More bars than these are too thin to read on a phone.
SHOWN_MONTHS, SHOWN_ON_PHONE = 24, 12


@dataclass(frozen=True)
class Bar:
    """One month of the headline: its number, its target (None after the programme) and its name."""

    month: Month
    value: int
    target: int | None


def bars(month: Month, definition: Definition, targets: Targets, *, kecamatan: tuple[str, ...] = ()) -> list[Bar]:
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
        )
        for each in first.until(month)
    ]


def drawn(shown: list[Bar]) -> dict[str, str]:
    """The bars as SVG: `wide` for a laptop, and the last months of them, `narrow`, for a phone."""
    return {"wide": _drawn(shown, width=1100), "narrow": _drawn(shown[-SHOWN_ON_PHONE:], width=300)}


def _drawn(shown: list[Bar], *, width: int) -> str:
    names = {str(bar.month): short_month(bar.month) for bar in shown}
    rows = [{"at": str(bar.month), "value": bar.value, "target": bar.target} for bar in shown]
    return monthly_bars(rows, names, width=width)


def table(places: dict[str, Totals], metrics: list[str]) -> dict[str, Any]:
    """`rows`, one for each of the 44 kecamatan, and `sums`: Jakarta, and people from outside on their own line."""

    def row(name: str, code: str, total: Totals) -> dict[str, Any]:
        return {"code": code, "name": name, "cells": [total.get(metric, NOTHING) for metric in metrics]}

    return {
        "rows": [row(place.name, place.code, places.get(place.code, {})) for place in Kecamatan.objects.all()],
        "sums": [
            row(_("Jakarta"), "", totals_of(residents(places))),
            row(_("Outside Jakarta"), OUTSIDE, places.get(OUTSIDE, {})),
        ],
    }


def months_to_choose(programme: Programme, today: Month) -> list[Month]:
    """Every month that there are counts for, newest first."""
    return programme.first.until(today)[::-1]


def named(ladder: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rungs with their names, and each with the rung before it, so that a share never stands without both."""
    befores = [{"cumulative": None, "step": ""}, *ladder]
    return [
        {**rung, "name": NAMES[rung["metric"]], "before": before["cumulative"], "before_step": before["step"]}
        for rung, before in zip(ladder, befores, strict=False)
    ]
