"""The two tables that everybody may have: months of the city, and quarters by kecamatan (docs/open-data.md).

Whatever else is told to everybody is added up from what stands in them: `Published`.
"""

import functools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

from okoce.core.months import Month
from programs.models import Kecamatan
from reports.contributions import METRICS, PERSON_METRICS
from reports.definitions import spans
from reports.known import Ground
from reports.models import Definition, Period
from reports.publishing.suppression import PART_OF, hidden, hidden_of_city
from reports.summary import Question, counts
from reports.waiting import Waiting

TRAININGS = "trainings"
# Told by kecamatan: numbers of people, and how many trainings there were. Money and facilitators are of so few there that they
# would say what one of them gets.
BY_KECAMATAN = [*PERSON_METRICS, TRAININGS]
# What a number is, that is not told.
VALUE, FIRST_PUBLISHED = "value", "first_published"
MONTHS_OF_A_QUARTER = 3


@dataclass(frozen=True, order=True)
class Quarter:
    """Three calendar months; orders and prints as `2018-Q1`."""

    year: int
    number: int

    @classmethod
    def of(cls, month: Month) -> Self:
        return cls(month.year, (month.number - 1) // MONTHS_OF_A_QUARTER + 1)

    def __str__(self) -> str:
        return f"{self.year:04}-Q{self.number}"

    @property
    def months(self) -> list[Month]:
        first = Month(self.year, MONTHS_OF_A_QUARTER * (self.number - 1) + 1)
        return first.until(first + (MONTHS_OF_A_QUARTER - 1))


@dataclass(frozen=True)
class OfMonth:
    """A metric of the city in a month: as closings published it so far, and as first published.

    Before its closing, or by a later definition, the value is what is known now, and first published is None.

    None too is what is `hidden`, by the name of its column.
    """

    month: Month
    metric: str
    value: int | None
    first_published: int | None
    status: str
    hidden: tuple[str, ...] = ()

    @property
    def when(self) -> Month:
        return self.month


@dataclass(frozen=True)
class OfPlace:
    """A metric of a kecamatan in a quarter, as its months were first published; None where it is `hidden`."""

    quarter: Quarter
    kecamatan: str
    metric: str
    value: int | None
    hidden: tuple[str, ...] = ()

    @property
    def when(self) -> Quarter:
        return self.quarter


@dataclass(frozen=True)
class Sum:
    """What some rows come to that are told; `at_least` where others of them are hidden."""

    value: int
    at_least: bool


@dataclass(frozen=True)
class Published:
    """Both tables, of all that is counted until the month `last`."""

    ground: Ground
    last: Month

    @functools.cached_property
    def metrics(self) -> list[str]:
        """Those of the table of months: all with plain names, and what else the headline reads, or once read."""
        named = {metric for span in self.spans for metric in (span.definition.metric, span.definition.less) if metric}
        return [*METRICS, *sorted(named - set(METRICS))]

    @functools.cached_property
    def months(self) -> list[OfMonth]:
        metrics = self.metrics
        asked = {"metrics": tuple(metrics), "first": self.first, "last": self.last}
        latest = _by_month(counts(Question(**asked)))
        first = _by_month(counts(Question(**asked, vintage="first")))
        waiting = Waiting.of(self.ground)
        return [
            row
            for month in self.first.until(self.last)
            for row in self._of_month(month, latest[month], first[month], waiting)
        ]

    def _of_month(
        self, month: Month, latest: dict[str, int], first: dict[str, int], waiting: Waiting
    ) -> Iterable[OfMonth]:
        metrics = self.metrics
        published = {metric for metric in metrics if month in self._closed and month not in self._backwards(metric)}
        # What waits for a closing is of no file before that: nobody quotes a number that nobody published.
        values = {
            metric: latest[metric] - (waiting(Definition(metric=metric), [month]) if metric in published else 0)
            for metric in metrics
        }
        of_people = [metric for metric in metrics if _is_of_people(metric)]
        columns = {
            VALUE: hidden_of_city({metric: values[metric] for metric in of_people}),
            FIRST_PUBLISHED: hidden_of_city({metric: first[metric] for metric in of_people if metric in published}),
        }
        for metric in metrics:
            concealed = tuple(column for column, those in columns.items() if metric in those)
            yield OfMonth(
                month,
                metric,
                None if VALUE in concealed else values[metric],
                None if FIRST_PUBLISHED in concealed or metric not in published else first[metric],
                self.ground.statuses[month],
                concealed,
            )

    @functools.cached_property
    def quarters(self) -> list[OfPlace]:
        """Of every quarter whose months were all closed once: as they were published then, and never otherwise."""
        asked = Question(tuple(BY_KECAMATAN), self.first, self.last, by=("month", "kecamatan"), vintage="first")
        told: dict[Quarter, dict[Month, dict[str, dict[str, int]]]] = defaultdict(lambda: defaultdict(dict))
        for row in counts(asked):
            month = Month.parse(row["month"])
            told[Quarter.of(month)][month].setdefault(row["metric"], {})[row["kecamatan"]] = row["value"]
        places = [place.code for place in self.places]
        return [row for quarter in self.closed_quarters for row in of_quarter(quarter, places, told[quarter])]

    @functools.cached_property
    def closed_quarters(self) -> list[Quarter]:
        quarters: dict[Quarter, list[Month]] = {}
        for month in self.first.until(self.last):
            quarters.setdefault(Quarter.of(month), []).append(month)
        return [
            quarter
            for quarter, months in quarters.items()
            if self._closed.issuperset(months) and months[-1] == quarter.months[-1]
        ]

    @functools.cached_property
    def places(self) -> list[Kecamatan]:
        return list(Kecamatan.objects.order_by("code"))

    @property
    def first(self) -> Month:
        return self.ground.targets.programme.first

    @property
    def last_closed(self) -> Month | None:
        """The last month that stands closed."""
        stands = self.ground.statuses
        closed = [month for month in self.first.until(self.last) if stands[month] == Period.Status.FINAL]
        return max(closed, default=None)

    def city(self, definition: Definition, months: Iterable[Month]) -> Sum:
        """The definition's headline over these months, of what the table of months tells."""
        asked = set(months)
        return reading(definition, [row for row in self.months if row.month in asked])

    def city_at_first(self, definition: Definition, month: Month) -> int | None:
        """What the month first published of the headline; None where there is no such number, or it is hidden."""
        found = {row.metric: row.first_published for row in self.months if row.month == month}
        values = [found.get(metric) for metric in (definition.metric, definition.less) if metric]
        return None if None in values else values[0] - sum(values[1:])

    def by_place(self, definition: Definition) -> dict[str, Sum]:
        """By kecamatan: the headline since the start, of what the table of quarters tells."""
        rows: dict[str, list[OfPlace]] = {place.code: [] for place in self.places}
        for row in self.quarters:
            rows[row.kecamatan].append(row)
        return {code: reading(definition, of_place) for code, of_place in rows.items()}

    def hidden_quarters(self, definition: Definition) -> dict[str, int]:
        """By kecamatan: of how many quarters the headline is hidden."""
        hidden = {
            (row.kecamatan, row.quarter) for row in self.quarters if row.hidden and row.metric == definition.metric
        }
        return {place.code: sum(code == place.code for code, _quarter in hidden) for place in self.places}

    @functools.cached_property
    def _closed(self) -> set[Month]:
        return set(self.ground.first_closings)

    @functools.cached_property
    def spans(self) -> list[Any]:
        """Which definition the headline reads from when on."""
        return spans()

    def _backwards(self, metric: str) -> set[Month]:
        """The months that were closed before the definition came that the metric is counted by."""
        definitions = [span.definition for span in self.spans if "@" in metric and span.definition.metric == metric]
        return self.ground.backwards(definitions[0]) if definitions else set()


def of_quarter(quarter: Quarter, places: Sequence[str], told: dict[Month, dict[str, dict[str, int]]]) -> list[OfPlace]:
    """The rows of one quarter, from what each of its months first published of each metric in each place."""
    values = {metric: dict.fromkeys(places, 0) for metric in BY_KECAMATAN}
    for of_month in told.values():
        for metric, by_place in of_month.items():
            for code, value in by_place.items():
                values[metric][code] += value
    concealed = hidden_in_quarter(values, told)
    return [
        OfPlace(quarter, code, metric, *((None, (VALUE,)) if code in concealed[metric] else (value,)))
        for metric, by_place in values.items()
        for code, value in by_place.items()
    ]


def hidden_in_quarter(
    values: dict[str, dict[str, int]], told: dict[Month, dict[str, dict[str, int]]]
) -> dict[str, frozenset[str]]:
    """By metric: the places of which nothing is told. A whole is hidden where its part is, and a part where its whole is."""
    city = [{metric: sum(of_month.get(metric, {}).values()) for metric in PERSON_METRICS} for of_month in told.values()]
    small = {metric for of_month in city for metric in hidden_of_city(of_month)}
    concealed: dict[str, frozenset[str]] = defaultdict(frozenset)
    parts = {whole: part for part, whole in PART_OF.items()}
    for metric in (each for each in PERSON_METRICS if each not in PART_OF):
        part = parts.get(metric)
        row = {
            code: (values[part][code], value - values[part][code]) if part else (value,)
            for code, value in values[metric].items()
        }
        # Of such a month the city's number is hidden, and these would add up to it.
        places = frozenset(row) if small & {metric, part} else hidden(row)
        concealed[metric] = places
        if part:
            concealed[part] = places
    return concealed


def reading(definition: Definition, rows: Iterable[OfMonth] | Iterable[OfPlace]) -> Sum:
    """What the rows tell of a definition's headline: a metric, less another, of the times in which both are told."""
    metrics = [metric for metric in (definition.metric, definition.less) if metric]
    told: dict[Month | Quarter, dict[str, int | None]] = defaultdict(dict)
    for row in rows:
        if row.metric in metrics:
            told[row.when][row.metric] = row.value
    shown = [values for values in told.values() if None not in values.values()]
    value = sum((values.get(definition.metric) or 0) - (values.get(definition.less) or 0) for values in shown)
    return Sum(value, at_least=len(shown) < len(told))


def _by_month(rows: Iterable[dict[str, Any]]) -> dict[Month, dict[str, int]]:
    told: dict[Month, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        told[Month.parse(row["month"])][row["metric"]] = row["value"]
    return told


def _is_of_people(metric: str) -> bool:
    return metric.partition("@")[0] in PERSON_METRICS
