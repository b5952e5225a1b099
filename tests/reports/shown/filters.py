"""Random questions to the pages: which page, month, definition, vintage, moment, place, order and language."""

import random
from dataclasses import dataclass, field
from urllib.parse import urlencode

from okoce.core.months import Month
from tests.factories import ELSEWHERE, FAR, HOME
from tests.reports.shown.city import FIRST, LAST
from tests.reports.shown.memory import Memory
from tests.reports.shown.numbers import READ

METRICS = ["registered", "trained", "mentored", "licensed", "marketed", "bookkeeping", "funded"]
METRICS += ["new_entrepreneurs", "level_up", "jobs_created"]
WORK = ["trainings", "attendances", "mentoring_visits"]
RUNGS = ["trained", "mentored", "licensed", "funded", "new_entrepreneurs"]
ORDERS = ["need", "name", "month", "through", "lag"]
PLACES = [HOME, ELSEWHERE, FAR]


@dataclass(frozen=True)
class Filter:
    page: str
    path: str
    said: dict[str, str] = field(hash=False)
    language: str

    @property
    def address(self) -> str:
        return f"{self.path}?{urlencode(self.said)}"

    @property
    def month(self) -> Month:
        return Month.parse(self.said["month"]) if "month" in self.said else LAST

    def __str__(self) -> str:
        return f"{self.address} ({self.language})"


class Chooser:
    """By the seed."""

    def __init__(self, seed: int, memory: Memory):
        self.chance = random.Random(seed)
        self.memory = memory

    def filters(self, many: int) -> list[Filter]:
        """So many, each page about as often as another."""
        makers = [
            self.dashboard,
            self.kecamatan,
            self.where,
            self.when,
            self.planner,
            self.money,
            self.facilitators,
            self.months,
            self.month,
            self.records,
            self.public,
        ]
        return [makers[number % len(makers)]() for number in range(many)]

    def paper(self, name):
        said = self.counts_said(vintages=False)
        return self.made(name, f"/reports/{said.pop('month')}/{name}.pdf", said)

    def offered(self):
        """The page that offers the papers."""
        return self.made("papers", "/reports/", self.counts_said())

    def agencies(self):
        said = self.month_said() | {"span": self.chance.choice(["month", "through", "year", "programme_year"])}
        if self.chance.random() < 0.7:
            said["metric"] = self.chance.choice(METRICS[:-1])
        if self.chance.random() < 0.4:
            said["kecamatan"] = self.chance.choice(PLACES)
        return self.made("agencies", "/agencies/", said)

    def lists(self):
        return self.made("lists", "/reconcile/", {})

    def mail(self):
        return self.made("mail", "/mail/", self.month_said())

    def month_said(self) -> dict[str, str]:
        return {"month": str(self.chance.choice(FIRST.until(LAST)))}

    def counts_said(self, *, vintages: bool = True) -> dict[str, str]:
        """Of a page of counts: month, definition, vintage and moment."""
        said = self.month_said()
        if self.chance.random() < 0.4:
            said["definition"] = self.chance.choice(list(READ))
        if vintages and self.chance.random() < 0.4:
            said["vintage"] = self.chance.choice(["first", "adjustments"])
        return self.as_of_said(said)

    def as_of_said(self, said: dict[str, str]) -> dict[str, str]:
        """As of a revision, when the definition was there."""
        if self.chance.random() < 0.3:
            since = self.memory.series.get(said.get("definition", ""), 0)
            said["as_of"] = str(self.chance.choice([one for one in self.memory.revisions if one >= since]))
        return said

    def made(self, page, path, said):
        return Filter(page, path, said, self.chance.choice(["en", "id"]))

    def dashboard(self):
        return self.made("dashboard", "/dashboard/", self.counts_said())

    def kecamatan(self):
        return self.made("kecamatan", f"/dashboard/{self.chance.choice(PLACES)}/", self.counts_said())

    def where(self):
        chosen = {"order": self.chance.choice(ORDERS)} if self.chance.random() < 0.7 else {}
        if self.chance.random() < 0.6:
            chosen["metric"] = self.chance.choice(METRICS + WORK)
        if self.chance.random() < 0.5:
            chosen["span"] = "through"
        return self.made("where", "/dashboard/where/", self.counts_said() | chosen)

    def when(self):
        said = self.counts_said(vintages=False) | {"rung": self.chance.choice(RUNGS)}
        return self.made("when", "/dashboard/when/", said)

    def planner(self):
        said = self.counts_said(vintages=False)
        if self.chance.random() < 0.4:
            said["kecamatan"] = self.chance.choice(PLACES)
        return self.made("planner", "/planner/", said)

    def money(self):
        return self.made("money", "/dashboard/money/", self.as_of_said(self.month_said()))

    def facilitators(self):
        return self.made("facilitators", "/dashboard/facilitators/", self.month_said())

    def months(self):
        return self.made("months", self.chance.choice(["/months/", "/months/revisions/"]), {})

    def month(self):
        return self.made("month", f"/months/{self.chance.choice(FIRST.until(LAST))}/", {})

    def records(self):
        said = self.month_said() | {"span": self.chance.choice(["month", "month", "through", "year"])}
        if self.chance.random() < 0.7:
            said["metric"] = self.chance.choice([*METRICS, *WORK, "spending"])
        else:
            said["definition"] = self.chance.choice(list(READ))
        if self.chance.random() < 0.5:
            said["kecamatan"] = self.chance.choice(PLACES)
        if self.chance.random() < 0.4:
            said["vintage"] = self.chance.choice(["first", "adjustments"])
        return self.made("records", "/records/", self.as_of_said(said))

    def public(self):
        return self.made("public", "/public/", {})
