"""What was true after each step, by the counting rules in plain Python, and from it what was published when.

It reads the facts and never the ledger or the rollups: what a step changed is the difference of two recounts, and by the
statuses of the months at that time it is known in which month that was published, and as what.
"""

import datetime
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from okoce.core.months import Month
from reports.models import Revision
from tests.reports import recount, standing_rows
from tests.reports.recount import Thresholds


class Came(NamedTuple):
    """What a step changed in one cell."""

    revision: int
    metric: str
    month: Month
    posted: Month
    kecamatan: str
    gender: str
    age_band: str
    vintage: str
    delta: int


class Memory:
    def __init__(self):
        self.seen: Counter = Counter()
        self.came: list[Came] = []
        # By revision: the people and the trainings.
        self.facts: dict[int, tuple] = {}
        # By month: final or not, and the revision of its first closing.
        self.final: dict[Month, bool] = {}
        self.closed_at: dict[Month, int] = {}
        self.series: dict[str, int] = {}
        self.definitions = [Thresholds()]
        self.named_at = 0
        # Each closing and opening: revision, month, whether it is final then.
        self.standing: list[tuple[int, Month, bool]] = []
        # Those as of which can be asked.
        self.revisions: list[int] = []

    def look(self):
        """At the facts as they are; what is another number now was posted meanwhile."""
        self.facts[revision := newest()] = facts = standing_rows.facts()
        true = recount.recount(*facts, standing_rows.expenses(), self.definitions)
        for cell in {*true, *self.seen}:
            if delta := true[cell] - self.seen[cell]:
                self.came.append(self.posted(revision, cell, delta))
        self.seen = true
        self.remember(revision)

    def posted(self, revision, cell, delta):
        metric, day, *place = cell
        month = Month.of(day)
        return Came(revision, metric, month, self.posting_month(month), *place, self.vintage(metric, month), delta)

    def posting_month(self, month):
        """Itself while it is not final, else the first after it that was never closed."""
        if not self.final.get(month):
            return month
        return next(month + step for step in range(1, 99) if month + step not in self.closed_at)

    def vintage(self, metric, month):
        if month not in self.closed_at:
            return "first"
        came = self.series.get(metric.partition("@")[2], 0)
        return "backcast" if self.closed_at[month] < came else "adjustment"

    def was_closed(self, month):
        self.standing.append((newest(), month, True))
        self.final[month] = True
        self.closed_at.setdefault(month, newest())
        self.remember(newest())

    def was_opened(self, month):
        self.standing.append((newest(), month, False))
        self.final[month] = False
        self.remember(newest())

    def comes(self, asked, revision):
        """A further definition, with that revision."""
        self.definitions.append(asked)
        self.series[asked.code] = revision

    def was_named(self):
        """The further definition, for the headline."""
        self.named_at = newest()

    def final_at(self, as_of: int | None = None) -> set[Month]:
        """The months that are final, or were."""
        told = {month: final for revision, month, final in self.standing if as_of is None or revision <= as_of}
        return {month for month, final in told.items() if final}

    def remember(self, revision):
        if revision and revision not in self.revisions:
            self.revisions.append(revision)

    def facts_at(self, as_of: int | None = None) -> tuple:
        return self.facts[max(one for one in self.facts if as_of is None or one <= as_of)]

    def cohorts(self, rung: str, as_of: int | None) -> dict[datetime.date, tuple[int, dict[int, int]]]:
        """By the month of registration: how many, and how many of them had come to the rung so many months later."""
        return recount.cohorts(*self.facts_at(as_of), rung)

    def waits(self, month: Month, as_of: int) -> dict[str, int]:
        """By rung, after how many days half of those came to it who stood on it then; by the days of today."""
        until = month.days()[1] - datetime.timedelta(days=1)
        return recount.waits(*self.facts_at(as_of), until, dated=self.facts_at())

    def rows(self, vintage: str, as_of: int | None) -> Iterable[tuple[Came, Month]]:
        """Each change that the reading tells of, with the month in which it does."""
        for one in self.came:
            if as_of is not None and one.revision > as_of:
                continue
            closed = self.closed_at.get(one.month, 0)
            first = one.vintage == "first" and 0 < closed <= (as_of or closed)
            if vintage == "latest" or (vintage == "first" and first):
                yield one, one.month
            elif (vintage, one.vintage) == ("adjustments", "adjustment"):
                yield one, one.posted

    def is_published(self, one: Came, as_of: int | None = None) -> bool:
        """Whether a closing of the month in which it was posted came after it, by then."""
        return one.vintage != "backcast" and any(
            final and month == one.posted and one.revision <= revision <= (as_of or revision)
            for revision, month, final in self.standing
        )

    def cells(self, vintage: str = "latest", as_of: int | None = None) -> Counter:
        """{(metric, month, kecamatan): value} in the reading."""
        told: Counter = Counter()
        for one, month in self.rows(vintage, as_of):
            told[one.metric, month, one.kecamatan] += one.delta
        return told


def newest() -> int:
    found = Revision.objects.first()
    return found.number if found else 0
