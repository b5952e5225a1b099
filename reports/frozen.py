"""What a closing publishes: the month's own figures, and what it corrects of earlier months (docs/counting.md, “Months”)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum

from okoce.core.months import Month
from reports.contributions import METRICS, OUTSIDE
from reports.models import Closing, Figure, MonthlyCount
from reports.words import name_of

OUT = Q(kecamatan=OUTSIDE)


@dataclass(frozen=True)
class Line:
    """A metric of a month: residents of Jakarta, or what happened there, and people from outside."""

    month: Month
    metric: str
    value: int
    outside: int

    @property
    def name(self) -> str:
        return name_of(self.metric)


@dataclass(frozen=True)
class Figures:
    """The lines of the month itself, and those of the months before it."""

    own: list[Line]
    adjusted: list[Line]


def coming(month: Month) -> Figures:
    """What the month would publish, were it closed as it is now."""
    return _figures(month, MonthlyCount.objects.filter(posting_month=month.first))


def published(closing: Closing) -> Figures:
    return _figures(Month.of(closing.month), Figure.objects.filter(closing=closing))


def _figures(month: Month, rows: QuerySet[Any]) -> Figures:
    lines = sorted(_lines(rows), key=_place)
    own = [line for line in lines if line.month == month]
    return Figures(own, [line for line in lines if line.month != month])


def _lines(rows: QuerySet[Any]) -> Iterable[Line]:
    inside, outside = Sum("value", filter=~OUT, default=0), Sum("value", filter=OUT, default=0)
    for row in rows.values("month", "metric").annotate(inside=inside, outside=outside):
        if row["inside"] or row["outside"]:
            yield Line(Month.of(row["month"]), row["metric"], row["inside"], row["outside"])


def _place(line: Line) -> tuple[Month, int, str]:
    """By month, and in the order of the ladder; what another definition counts comes after all others."""
    plain = line.metric in METRICS
    return line.month, METRICS.index(line.metric) if plain else len(METRICS), line.metric
