"""What was spent in a calendar year until a month, against its budget and beside the new entrepreneurs (docs/money.md).

The sums are those of the ledger; by item they are told from the expenses as they are recorded now, for the ledger
knows no items.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum

from okoce.core.months import Month
from programs.models import Expense, Kecamatan
from reports.known import Ground
from reports.summary import NOTHING, Question, Totals, counts, per_person

SPENT, PEOPLE = "spending", "new_entrepreneurs"
Items = Mapping[str, int]


@dataclass(frozen=True)
class Line:
    """Rupiah of a place or a month, the people who count as new entrepreneurs in the same, and of each item its part.

    No items where the numbers are those of an earlier revision: the expenses are known as they are now alone.
    """

    rupiah: int
    people: int
    items: Items

    @property
    def per_person(self) -> int | None:
        """Whole rupiah; None without people, and where nothing was spent."""
        return per_person(self.rupiah, self.people) if self.rupiah else None


@dataclass(frozen=True)
class PlaceLine:
    """A kecamatan: what was spent in the month, and all of the year until its end."""

    kecamatan: Kecamatan
    month: int
    year: Line


@dataclass(frozen=True)
class MonthLine:
    """A month of the year, and all that was spent until its end."""

    month: Month
    line: Line
    through: int


def of_places(
    places: Mapping[str, Totals], kecamatan: Iterable[Kecamatan], items: Mapping[str, Items]
) -> list[PlaceLine]:
    """Each kecamatan in their order, from the totals of `summary.totals_by_place`. No query."""

    def row(place: Kecamatan) -> PlaceLine:
        total = places.get(place.code, {})
        spent, people = total.get(SPENT, NOTHING), total.get(PEOPLE, NOTHING)
        return PlaceLine(place, spent["month"], Line(spent["year"], people["year"], items.get(place.code, {})))

    return [row(place) for place in kecamatan]


def of_months(month: Month, ground: Ground, items: Mapping[str, Items]) -> list[MonthLine]:
    """The months of the calendar year until this one, as far as the programme has them, the latest first. One query."""
    first = year_from(month, ground)
    asked = Question(metrics=(SPENT, PEOPLE), first=first, last=month, as_of=ground.as_of)
    # Nothing is spent outside Jakarta, and people from there are in no headline: residents are all that is asked for.
    values = {(row["month"], row["metric"]): row["value"] for row in counts(asked)}
    rows, through = [], 0
    for each in first.until(month):
        rupiah = values.get((str(each), SPENT), 0)
        through += rupiah
        line = Line(rupiah, values.get((str(each), PEOPLE), 0), items.get(str(each), {}))
        rows.append(MonthLine(each, line, through))
    return rows[::-1]


def year_from(month: Month, ground: Ground) -> Month:
    """The first month of its calendar year that the programme has."""
    return max(Month(month.year, 1), ground.targets.programme.first)


@dataclass(frozen=True)
class Recorded:
    """The expenses as they are recorded now: what is paid of the year until the month, by kecamatan and by month.

    And of the whole calendar year everything that is planned, committed and paid, by stage and item, and by kecamatan and stage.
    """

    by_place: Mapping[str, Items]
    by_month: Mapping[str, Items]
    by_stage: Mapping[str, Items]
    stages_of: Mapping[str, Items]

    @property
    def items(self) -> Items:
        """Of all of them, by item; an item without an expense is not there."""
        return added(self.by_month.values())

    @property
    def rupiah(self) -> int:
        return sum(self.items.values())

    @property
    def stages(self) -> Items:
        """Of the whole year, by stage."""
        return {stage: sum(items.values()) for stage, items in self.by_stage.items()}

    @property
    def bound(self) -> int:
        """What is paid or committed of the whole year: it is gone, or will be."""
        return sum(self.stages.get(stage, 0) for stage in (Expense.Stage.PAID, Expense.Stage.COMMITTED))


def recorded(month: Month, ground: Ground) -> Recorded | None:
    """None where an earlier revision is asked for. Four queries."""
    if ground.then:
        return None
    year = Expense.objects.filter(month__gte=year_from(month, ground).first, month__lte=Month(month.year, 12).first)
    paid = year.filter(stage=Expense.Stage.PAID, month__lte=month.first)
    return Recorded(
        by_place=by(paid, "kecamatan", "item"),
        by_month={f"{day:%Y-%m}": items for day, items in by(paid, "month", "item").items()},
        by_stage=by(year, "stage", "item"),
        stages_of=by(year, "kecamatan", "stage"),
    )


def by(rows: QuerySet[Expense], column: str, part: str) -> dict[Any, dict[str, int]]:
    """The sums by one column, each of them by another."""
    found: dict[Any, dict[str, int]] = {}
    for value, name, rupiah in rows.order_by().values_list(column, part).annotate(Sum("rupiah")):
        found.setdefault(value, {})[name] = rupiah
    return found


def added(parts: Iterable[Items]) -> dict[str, int]:
    """The sum of each item over all of them."""
    sums: dict[str, int] = {}
    for part in parts:
        for item, rupiah in part.items():
            sums[item] = sums.get(item, 0) + rupiah
    return sums
