"""What a closing publishes: the month's own figures, and what it corrects of earlier months (docs/counting.md, “Months”)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum

from okoce.core.months import Month
from reports.contributions import METRICS, OUTSIDE
from reports.definitions import backwards_by_code
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

    @property
    def code(self) -> str:
        """Of the definition whose thresholds it is counted by; empty for the first ones."""
        return self.metric.partition("@")[2]


@dataclass(frozen=True)
class Backwards:
    """What a later definition counts in months that were closed before it came: no correction, and no publication."""

    code: str
    lines: list[Line]


@dataclass(frozen=True)
class Figures:
    """The lines of the month itself, those of the months before it, and what is counted backwards, by definition."""

    own: list[Line]
    adjusted: list[Line]
    backwards: list[Backwards]


@dataclass(frozen=True)
class Change:
    """A metric of the month itself, of residents or from `outside`: what the closing before published, and what there is now."""

    metric: str
    outside: bool
    before: int
    value: int

    @property
    def name(self) -> str:
        return name_of(self.metric)

    @property
    def change(self) -> int:
        return self.value - self.before


@dataclass(frozen=True)
class Publication:
    """A closing and its figures; of one that closed its month anew also the closing before, and what it changed."""

    closing: Closing
    figures: Figures
    before: Closing | None
    changes: list[Change]


def coming(month: Month) -> Figures:
    """What the month would publish, were it closed as it is now."""
    return _figures(month, MonthlyCount.objects.filter(posting_month=month.first))


def published(closing: Closing) -> Figures:
    return _figures(Month.of(closing.month), Figure.objects.filter(closing=closing))


def publications(closings: Iterable[Closing]) -> list[Publication]:
    """Of the closings of one month, the first one first."""
    told: list[Publication] = []
    for closing in closings:
        figures, before = published(closing), told[-1] if told else None
        changed = changes(before.figures, figures) if before else []
        told.append(Publication(closing, figures, before.closing if before else None, changed))
    return told


def changes(before: Figures, now: Figures) -> list[Change]:
    """Every line of the month itself in either, those that differ first."""
    was, is_now = ({line.metric: line for line in figures.own} for figures in (before, now))
    every = sorted({**was, **is_now}.values(), key=_place)
    told = [
        Change(line.metric, outside, *(_read(lines, line.metric, outside=outside) for lines in (was, is_now)))
        for line in every
        for outside in (False, True)
    ]
    return sorted((one for one in told if one.before or one.value or not one.outside), key=lambda one: not one.change)


def _read(lines: dict[str, Line], metric: str, *, outside: bool) -> int:
    line = lines.get(metric)
    return 0 if line is None else line.outside if outside else line.value


def _figures(month: Month, rows: QuerySet[Any]) -> Figures:
    lines = sorted(_lines(rows), key=_place)
    by_code = backwards_by_code() if any(line.code for line in lines) else {}
    backwards = [line for line in lines if line.month in by_code.get(line.code, ())]
    told = [line for line in lines if line not in backwards]
    return Figures(
        own=[line for line in told if line.month == month],
        adjusted=[line for line in told if line.month != month],
        backwards=[
            Backwards(code, [line for line in backwards if line.code == code])
            for code in dict.fromkeys(line.code for line in backwards)
        ],
    )


def _lines(rows: QuerySet[Any]) -> Iterable[Line]:
    inside, outside = Sum("value", filter=~OUT, default=0), Sum("value", filter=OUT, default=0)
    for row in rows.values("month", "metric").annotate(inside=inside, outside=outside):
        if row["inside"] or row["outside"]:
            yield Line(Month.of(row["month"]), row["metric"], row["inside"], row["outside"])


def _place(line: Line) -> tuple[Month, int, str]:
    """By month, and in the order of the ladder; what another definition counts comes after all others."""
    plain = line.metric in METRICS
    return line.month, METRICS.index(line.metric) if plain else len(METRICS), line.metric
