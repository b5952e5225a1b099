"""A city whose months go by: numbers come, months are closed, corrected, opened again; and every copy of what is published meanwhile."""

import random
import re
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.test import Client

from okoce.accounts.roles import Role
from okoce.core.months import Month
from reports import definitions, ledger, rollup
from reports.models import Definition
from reports.publishing.tables import Quarter
from tests.factories import ELSEWHERE, FAR, HOME, user
from tests.reports.closed import closed, reopened

PLACES = [FAR, ELSEWHERE, HOME, "31.72.01", "31.73.01", "31.75.01"]
METRICS = ["registered", "licensed", "level_up", "new_entrepreneurs"]
FIRST = Month(2017, 12)
# What a place has more of in a month: mostly nobody and few; a month may be so quiet that the whole city has a few.
QUIET, USUAL, BUSY = (0, 0, 0, 0, 0, 1), (0, 0, 1, 1, 2, 3, 4, 5, 6), (0, 1, 3, 9, 20, 30, 70)
# And how the page says it.
REASONS = {
    "person registered": "registered",
    "duplicates merged": "duplicates merged",
    "merge taken back": "told apart again",
}

# As ledger.POST writes them: which month takes them, and as what, the database knows. Of money: people would be drawn for a sample.
POST = """
INSERT INTO reports_ledger (source_kind, source_id, metric, month, posting_month, kecamatan, gender, age_band, vintage,
                            delta, reason, revision_id)
SELECT 'expense', source_id, metric, month, posting_month_of(month), kecamatan, 'female', '25-34',
       vintage_of(metric, month), delta, reason, %s
FROM unnest(%s::uuid[], %s::text[], %s::date[], %s::text[], %s::bigint[], %s::text[])
     AS told (source_id, metric, month, kecamatan, delta, reason)
"""

Cell = tuple[Month, str, str]


def post(changes: list[tuple[Cell, int, str]]) -> None:
    """One revision with these entries: a cell, by how much, and why."""
    number = rollup.next_revision()
    rollup.write_revision(number, len(changes))
    rows = [(uuid.uuid4(), metric, month.first, code, delta, why) for (month, metric, code), delta, why in changes]
    with connection.cursor() as cursor:
        cursor.execute(POST, [number, *map(list, zip(*rows, strict=True))])
    ledger.roll_anew()


@dataclass(frozen=True)
class Copy:
    """What somebody downloaded at one moment, and what was so then: by month and metric in the city.

    Of a month that was closed what was published of it by then, of another one what was counted.
    """

    months: dict[str, Any]
    places: dict[str, Any]
    page: str
    true: dict[tuple[str, str], int]

    @property
    def revision(self) -> int:
        return self.months["revision"]

    @property
    def closings(self) -> int:
        return (self.months["chain"] or {"number": 0})["number"]

    @property
    def final(self) -> set[str]:
        return {row["month"] for row in self.months["rows"] if row["status"] == "final"}


@dataclass
class History:
    """The city from its first month on. `at_first` is what each month's first closing published, place by place."""

    seed: int
    # The definition that the headline reads, where it is not the one from the beginning.
    headline: str = ""
    now: dict[Cell, int] = field(default_factory=lambda: defaultdict(int))
    at_first: dict[Month, dict[tuple[str, str], int]] = field(default_factory=dict)
    # Of months that were closed, what no closing has published so far: with the month whose closing does.
    waiting: list[tuple[Cell, int, Month]] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    current: Month = FIRST

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.open_again: list[Month] = []

    def live(self, steps: int) -> None:
        """So many things happen, each followed by a download."""
        if self.headline:
            definition, said = Definition.objects.get(pk=self.headline), {"from_month": FIRST, "reason": "A test"}
            definitions.name_headline(by=user(Role.STAFF), definition=definition, **said)
        self.grow()
        self.download()
        for _step in range(steps):
            self.dice.choices(
                [self.grow, self.correct, self.close, self.open, self.close_again], weights=[5, 3, 4, 1, 1]
            )[0]()
            self.download()

    def grow(self) -> None:
        # A month that is to be closed has something in it, most of the time.
        empty = [month for month in self.next_to_close.until(self.current) if not self.of_city(month, "registered")]
        month = self.dice.choice([*empty, self.current])
        size = {metric: self.dice.choice([QUIET, QUIET, USUAL, BUSY]) for metric in METRICS}
        self.move({(month, metric, code): self.dice.choice(size[metric]) for metric in METRICS for code in PLACES})

    def correct(self) -> None:
        if self.at_first:
            month, metrics = self.dice.choice(list(self.at_first)), self.dice.sample(METRICS, 2)
            steps = (-9, -3, -1, -1, 1, 1, 2, 6)
            self.move({(month, metric, self.dice.choice(PLACES)): self.dice.choice(steps) for metric in metrics})

    def close(self) -> None:
        """The oldest month that never was; the next one begins."""
        month = self.next_to_close
        self.seal(month)
        self.at_first[month] = {(metric, code): self.now[month, metric, code] for metric in METRICS for code in PLACES}
        self.current = max(self.current, month + 1)

    def open(self) -> None:
        standing = [month for month in self.at_first if month not in self.open_again]
        if standing:
            month = self.dice.choice(standing)
            reopened(f"{month}")
            self.open_again.append(month)

    def close_again(self) -> None:
        if self.open_again:
            self.seal(self.open_again.pop())

    def seal(self, month: Month) -> None:
        closed(f"{month}")
        self.waiting = [one for one in self.waiting if one[-1] != month]

    def of_city(self, month: Month, metric: str) -> int:
        return sum(self.now[month, metric, code] for code in PLACES)

    @property
    def next_to_close(self) -> Month:
        return max(self.at_first) + 1 if self.at_first else FIRST

    def move(self, steps: dict[Cell, int]) -> None:
        """No number falls below nobody, and among the licensed are all who moved up."""
        before = dict(self.now)
        for cell, step in steps.items():
            self.now[cell] = max(0, self.now[cell] + step)
        for month, code in {(month, code) for month, _metric, code in steps}:
            whole, part = (month, "licensed", code), (month, "level_up", code)
            self.now[whole] = max(self.now[whole], self.now[part])
        moved = {cell: value - before.get(cell, 0) for cell, value in self.now.items()}
        if changes := [(cell, step, self.dice.choice([*REASONS])) for cell, step in moved.items() if step]:
            post(changes)
        for cell, step, _why in changes:
            if (month := cell[0]) in self.at_first:
                self.waiting.append((cell, step, month if month in self.open_again else self.next_to_close))

    def download(self) -> None:
        browser = Client(headers={"accept-language": "en"})
        tables = [browser.get(f"/public/data/{name}.json").json() for name in ("months", "kecamatan")]
        page = " ".join(re.sub(r"<[^>]+>", " ", browser.get("/public/").content.decode()).split())
        true: dict[tuple[str, str], int] = defaultdict(int)
        for (month, metric, _code), value in self.now.items():
            true[f"{month}", metric] += value
        for (month, metric, _code), step, _posted in self.waiting:
            true[f"{month}", metric] -= step
        self.copies.append(Copy(*tables, page, true))

    @property
    def of_places(self) -> dict[tuple[str, str, str], int]:
        """What is true of the table of quarters: by quarter, kecamatan and metric."""
        sums: dict[tuple[str, str, str], int] = defaultdict(int)
        for month, told in self.at_first.items():
            for (metric, code), value in told.items():
                sums[f"{Quarter.of(month)}", code, metric] += value
        return sums

    @property
    def of_months(self) -> dict[tuple[str, str], int]:
        """What is true of the months as they were first published."""
        sums: dict[tuple[str, str], int] = defaultdict(int)
        for month, told in self.at_first.items():
            for (metric, _code), value in told.items():
                sums[f"{month}", metric] += value
        return sums
