"""What waits for a closing: counted in months that were closed, and published by no closing so far (docs/counting.md, “Months”)."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import QuerySet, Sum

from okoce.core.months import Month
from reports.contributions import OUTSIDE
from reports.known import KnownMonths
from reports.models import Closing, Definition, Figure, Period
from reports.summary import cells_of

Cell = tuple[Month, str, str]


@dataclass(frozen=True)
class Waiting:
    """By month, kecamatan and metric, how much of what is known now, or was then, nobody has published.

    Also what is counted backwards: whoever asks leaves out the months that were closed before their definition came.
    """

    cells: dict[Cell, int]

    @classmethod
    def of(cls, known: KnownMonths) -> Self:
        """At most two questions, whose answers are as short as what came in since the last closing.

        Whatever was posted in a month waits until its closing; of a month that is open again the one before published some of it.
        """
        final = [month.first for month, status in known.statuses.items() if status == Period.Status.FINAL]
        closed = [month.first for month in known.first_closings]
        again = [day for day in closed if day not in final]
        entries, value = cells_of(known.then)
        entries = entries.filter(month__in=closed).exclude(posting_month__in=final)
        cells = Counter(_by_cell(entries, value))
        if again:
            cells.subtract(_by_cell(_published_in(again, known), "value"))
        return cls({cell: waits for cell, waits in cells.items() if waits})

    def __call__(self, definition: Definition, months: Iterable[Month], kecamatan: str = "") -> int:
        """Of what the definition reads in these months: of residents of Jakarta, or of one place."""
        read, asked = {definition.metric: 1, definition.less: -1}, set(months)
        return sum(
            waits * read[metric]
            for (month, place, metric), waits in self.cells.items()
            if metric in read and month in asked and (place == kecamatan if kecamatan else place != OUTSIDE)
        )


def _published_in(months: list[datetime.date], known: KnownMonths) -> QuerySet[Any]:
    """The figures of the newest closing of each of the months."""
    closings = Closing.objects.filter(month__in=months)
    if known.then:
        closings = closings.filter(last_revision__lte=known.then.revision)
    newest = closings.order_by("month", "-number").distinct("month")
    return Figure.objects.filter(closing__in=newest.values("number"))


def _by_cell(rows: QuerySet[Any], value: str) -> dict[Cell, int]:
    summed = rows.values_list("month", "kecamatan", "metric").annotate(Sum(value))
    return {(Month.of(month), place, metric): total for month, place, metric, total in summed.order_by()}
