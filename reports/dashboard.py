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
from reports.summary import Question, counts
from reports.targets import Targets
from reports.words import NAMES

# More bars than these are too thin to read on a phone.
SHOWN_MONTHS = 24


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


def drawn(shown: list[Bar]) -> str:
    """The bars as SVG."""
    months = [bar.month for bar in shown]
    names = tuple(short_month(month) for month in months)
    return monthly_bars(months, [bar.value for bar in shown], [bar.target for bar in shown], names)


def table(month: Month, metrics: tuple[str, ...], programme: Programme) -> list[dict[str, Any]]:
    """A row for each of the 44 kecamatan, and one for people from outside: {place, month, through} by metric."""
    here = _by_kecamatan(metrics, month, month)
    through = _by_kecamatan(metrics, programme.first, month)
    places = [(place.code, place.name, place.city.name) for place in Kecamatan.objects.select_related("city")]
    return [
        {
            "code": code,
            "name": name,
            "city": city,
            "cells": [
                {"metric": metric, "month": here.get((code, metric), 0), "through": through.get((code, metric), 0)}
                for metric in metrics
            ],
        }
        for code, name, city in [*places, (OUTSIDE, _("Outside Jakarta"), "")]
    ]


def _by_kecamatan(metrics: tuple[str, ...], first: Month, last: Month) -> dict[tuple[str, str], int]:
    question = Question(metrics=metrics, first=first, last=last, by=("kecamatan",), resident="all")
    return {(row["kecamatan"], row["metric"]): row["value"] for row in counts(question)}


def months_to_choose(programme: Programme, today: Month) -> list[Month]:
    """Every month that there are counts for, newest first."""
    return programme.first.until(today)[::-1]


def named(ladder: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rungs with their names, and each with the rung before it, so that a share never stands without both."""
    befores = [None, *ladder]
    return [
        {**rung, "name": NAMES[rung["metric"]], "before": before["cumulative"] if before else None}
        for rung, before in zip(ladder, befores, strict=False)
    ]
