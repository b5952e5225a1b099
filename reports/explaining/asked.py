"""Which number somebody asks about, and where its entries lie in the ledger."""

from dataclasses import dataclass, replace
from typing import Any, Self

from okoce.core.months import Month
from reports.contributions import OUTSIDE, PERSON_METRICS
from reports.models import Definition
from reports.standing import Standing
from reports.summary import NOT_ADDED, Question, counts
from reports.targets import Targets


@dataclass(frozen=True)
class Number:
    """A metric, less another one where a definition says so, of these months (both ends included) in one place.

    No place is the city: of people its residents. As of the newest revision unless said. Of those alone who `registered` in
    a month, where that is said: whoever of them had climbed the rung by the end of `last` (docs/cohorts.md).
    """

    metric: str
    first: Month
    last: Month
    less: str = ""
    kecamatan: str = ""
    vintage: str = "latest"
    then: Standing | None = None
    registered: Month | None = None

    @classmethod
    def of(cls, definition: Definition, **said: Any) -> Self:
        """What the headline counts by the definition."""
        return cls(metric=definition.metric, less=definition.less, **said)

    @property
    def plain(self) -> str:
        """The metric without the thresholds of a later definition."""
        return self.metric.partition("@")[0]

    @property
    def suffix(self) -> str:
        """What names the thresholds of its series; empty for the first ones."""
        return self.metric.removeprefix(self.plain)

    @property
    def is_of_people(self) -> bool:
        return self.plain in PERSON_METRICS

    @property
    def months(self) -> list[Month]:
        return self.first.until(self.last)

    @property
    def as_of(self) -> int | None:
        return self.then.revision if self.then else None

    @property
    def is_of_now(self) -> bool:
        """Facts are as they are now: an earlier reading cannot be held against them, nor a part of the people."""
        return self.vintage == "latest" and self.then is None and self.registered is None

    def read(self, vintage: str) -> "Number":
        return replace(self, vintage=vintage)

    @property
    def question(self) -> Question:
        return Question(
            metrics=tuple(metric for metric in (self.metric, self.less) if metric),
            first=self.first,
            last=self.last,
            by=(),
            kecamatan=(self.kecamatan,) if self.kecamatan else (),
            resident="no" if self.kecamatan == OUTSIDE else "yes",
            vintage=self.vintage,
            as_of=self.as_of,
        )

    def value(self) -> int:
        """What pages and API show: the one reader of the counts says it."""
        return sum(row["value"] if row["metric"] == self.metric else -row["value"] for row in counts(self.question))


def first_of(span: str, month: Month, targets: Targets) -> Month:
    """The month from which a number of the span is added up until its own."""
    match span:
        case "through":
            return targets.programme.first
        case "year":
            return max(Month(month.year, 1), targets.programme.first)
        case "programme_year":
            return targets.year_began(month)
        case _:
            return month


def adds_up(metric: str, first: Month, last: Month) -> bool:
    """Whether the metric is a number over these months: who is active in three of them is one facilitator."""
    return first == last or metric not in NOT_ADDED
