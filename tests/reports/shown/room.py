"""A page as it was got, and what its numbers are held against: the API, the recount, and what is written down elsewhere."""

import csv
import functools
import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from okoce.core.months import JAKARTA, Month
from reports.models import Closing, LedgerEntry, Revision
from tests.reports import recount
from tests.reports.shown import today
from tests.reports.shown.city import FIRST, SECOND, TODAY
from tests.reports.shown.figures import numbers
from tests.reports.shown.filters import Filter
from tests.reports.shown.numbers import READ, Answers, Asked, Reading, began, named
from tests.reports.shown.page import Element, Piece, main_of
from tests.reports.shown.plan import Plan, shown
from tests.reports.shown.written import MONTHS, Written

GOAL = 200_000
CLAIMS = Path("programs/data/published_claims.csv")


@dataclass(eq=False)
class Room(Written):
    asked: Filter
    main: Element
    answers: Answers

    @classmethod
    def of(cls, asked: Filter, html: str, answers: Answers) -> "Room":
        return cls(asked, main_of(html), answers)

    def once(self, read: Callable[..., Any], *said: Any) -> Any:
        return self.answers.once(read, *said)

    # What it is asked.

    @property
    def month(self) -> Month:
        path = [part for part in self.asked.path.split("/") if part[:3] == "201"]
        return Month.parse(path[0]) if path else self.asked.month

    @property
    def as_of(self) -> int | None:
        return int(self.asked.said["as_of"]) if "as_of" in self.asked.said else None

    @property
    def reading(self) -> Reading:
        return Reading(self.asked.said.get("vintage", "latest"), self.as_of)

    @property
    def kecamatan(self) -> str:
        found = [part for part in self.asked.path.split("/") if part.startswith("31.")]
        return found[0] if found else self.asked.said.get("kecamatan", "")

    @functools.cached_property
    def definition(self) -> str:
        """Its code: the one that is asked for, or by which the month was named by then."""
        if code := self.asked.said.get("definition"):
            return code
        too_early = self.as_of is not None and self.as_of < self.answers.memory.named_at
        return "OKOCE-2026.1" if too_early else named(self.month)

    @functools.cached_property
    def lately(self) -> list[Month]:
        """The last six months, as far as the programme had begun."""
        return max(FIRST, self.month + -5).until(self.month)

    def question(self, metric: str, span: str, kecamatan: str = "", month: Month | None = None) -> Asked:
        """Of the page's month, vintage and moment; of the headline where no metric is said."""
        read, less = (metric, "") if metric else READ[self.definition]
        month = month or self.month
        return Asked(read, less, began(span, month), month, kecamatan, self.reading)

    def city(self, metric: str, span: str) -> int:
        return self.answers.recounted(self.question(metric, span))

    def here(self, metric: str, span: str, month: Month | None = None) -> int:
        """Of the kecamatan that the page is of, or of the city."""
        return self.answers.recounted(self.question(metric, span, self.kecamatan, month))

    def through(self, asked: Asked) -> Asked:
        return replace(asked, first=FIRST)

    # What the API says.

    def api(self, address: str, *, language: str = "en", **said: Any) -> Any:
        said = {name: value for name, value in said.items() if value}
        return self.answers.get(f"{address}?{urlencode(said)}", language)

    @functools.cached_property
    def summary(self) -> dict[str, Any]:
        return self.api("summary/", month=self.month, definition=self.definition, as_of=self.as_of)

    @functools.cached_property
    def diagnosis(self) -> list[dict[str, Any]]:
        said = {"month": self.month, "definition": self.definition}
        return self.api("diagnosis/", language=self.language, **said)["results"]

    @functools.cached_property
    def forecast(self) -> dict[str, Any]:
        return self.api("forecast/", month=self.month, definition=self.definition, as_of=self.as_of)

    @functools.cached_property
    def explained(self) -> dict[str, Any]:
        return self.answers.get(f"counts/explain/?{urlsplit(self.asked.address).query}")

    @functools.cached_property
    def drawn(self) -> set[int]:
        return {row["drawn"] for row in self.api("samples/")["results"]}

    def told_openly(self, metric: str) -> dict[str, int]:
        """By month, what everybody may read of a metric of the city: what is published, or counted in a month that never was; unless hidden."""
        rows = [row for row in self.open_table("months") if row["metric"] == metric and row["value"] is not None]
        assert all(row["value"] == self.published_so_far(metric, Month.parse(row["month"])) for row in rows), metric
        return {row["month"]: row["value"] for row in rows}

    def published_so_far(self, metric: str, month: Month) -> int:
        """What is counted, without what waits for a closing."""
        _published, waits, *_others = self.answers.since(self.question(metric, "month", month=month))
        return self.here(metric, "month", month) - sum(waits.values())

    def open_table(self, name: str) -> list[dict[str, Any]]:
        """What everybody may read, as it is written for programs."""
        return self.answers.open_table(name)

    @functools.cached_property
    def diagnoses(self) -> dict[str, set[str]]:
        """What is said of each kecamatan, by code; of an earlier moment it cannot be asked."""
        return {row["kecamatan"]: {each["sentence"] for each in row["diagnosis"]} for row in self.diagnosis}

    def is_digest(self, text: str) -> bool:
        return any(one.startswith(text.strip()) for one in Closing.objects.values_list("digest", flat=True))

    # What is asked for.

    @functools.cached_property
    def own(self) -> dict[str, dict[str, int]]:
        """The kecamatan's own targets: by code, of the month and through it."""
        return {
            row["kecamatan"]: {span: row[span]["target"] for span in ("month", "through")} for row in self.diagnosis
        }

    @functools.cached_property
    def targets(self) -> set[int]:
        told = self.summary
        found = {told["headline"]["month"]["target"], told["headline"]["programme"]["target"]}
        found |= {told["jobs_created"]["target"], told["spending"]["target"]}
        for span in ("month", "through"):
            each = [targets[span] for targets in self.own.values()]
            found |= {*each, sum(each)}
        # Of the whole programme a kecamatan has its equal part: nobody has loaded how many people live where.
        return found | {GOAL // 44, -(-GOAL // 44)}

    @functools.cached_property
    def paces(self) -> set[int]:
        """How many a month still reach the programme's target, of the city and of the kecamatan."""
        goals = {GOAL // 44, GOAL // 44 + 1} if self.kecamatan else {GOAL}
        left = MONTHS - (self.month - FIRST)
        told = {max(0, math.ceil(Decimal(goal - self.before(self.kecamatan)) / left)) for goal in goals}
        return told | {self.summary["headline"]["required_per_month"]}

    def before(self, kecamatan: str) -> int:
        """What counts before the month, by the page's definition."""
        asked = replace(self.question("", "through", kecamatan), last=self.month + -1)
        return self.answers.recounted(asked) if self.month > FIRST else 0

    # What plain Python says of it.

    @functools.cached_property
    def reporting(self) -> int:
        """In how many kecamatan anything but money is counted in the month."""
        cells, _told = self.answers.cells(Reading(self.reading.vintage, self.as_of))
        places = {
            kecamatan
            for (metric, month, kecamatan), value in cells.items()
            if month == self.month and value > 0 and metric != "spending"
        }
        return len(places - {"LUAR"})

    @functools.cached_property
    def declared(self) -> int:
        people, _trainings = self.answers.memory.facts_at()
        first = began("programme_year", self.month).first
        told = today.declared(people.values(), first, self.month.days()[1])
        return told[self.kecamatan] if self.kecamatan else sum(told.values()) - told["LUAR"]

    @functools.cached_property
    def trading(self) -> today.Trading:
        """Of the page's place: who still trades of those whose half year was over when the month began."""
        people, trainings = self.answers.memory.facts_at()
        told = today.still_trading(people, recount.new_entrepreneurs(people, trainings), self.month)
        here = [
            each for code, each in told.items() if code == self.kecamatan or (not self.kecamatan and code != "LUAR")
        ]
        return today.Trading(
            **{one.name: sum(getattr(each, one.name) for each in here) for one in fields(today.Trading)}
        )

    @functools.cached_property
    def cohorts(self) -> dict[Any, tuple[int, dict[int, int]]]:
        return self.once(self.answers.memory.cohorts, self.asked.said.get("rung", "licensed"), self.as_of)

    @functools.cached_property
    def largest_share(self) -> int:
        """In whole per cent, of the cohorts and the months that the table shows."""
        last = max((one.last for one in [self.question("", "month")]), default=self.month)
        shares = [
            math.ceil(Decimal(100 * people) / registered)
            for month, (registered, reached) in self.cohorts.items()
            for late, people in reached.items()
            if month <= last.first and Month.of(month) + late < self.current
        ]
        return max(shares, default=0)

    @property
    def current(self) -> Month:
        """The month that is not over, or was not."""
        if self.as_of is None:
            return Month.of(TODAY.date())
        return Month.of(Revision.objects.get(pk=self.as_of).at.astimezone(JAKARTA).date())

    @functools.cached_property
    def this_morning(self) -> int:
        """The last revision of the days before."""
        return max(one.pk for one in Revision.objects.all() if one.at.astimezone(JAKARTA).date() < TODAY.date())

    def adjusted(self, asked: Asked) -> Counter:
        """By month: how much of what these months adjusted is of it."""
        told: Counter = Counter()
        for one, posted in self.answers.memory.rows("adjustments", asked.reading.as_of):
            if asked.first <= posted <= asked.last:
                told[one.month] += one.delta * asked.sign(one.metric, one.kecamatan)
        return told

    def adjustments_published(self, asked: Asked) -> int:
        return sum(
            one.delta * asked.sign(one.metric, one.kecamatan)
            for one, posted in self.answers.memory.rows("adjustments", asked.reading.as_of)
            if asked.first <= posted <= asked.last and self.answers.memory.is_published(one, asked.reading.as_of)
        )

    @functools.cached_property
    def closings(self) -> range:
        return range(1, Closing.objects.count() + 1)

    @property
    def last_closed(self) -> str:
        return str(max(self.answers.memory.final_at()))

    @functools.cached_property
    def mapped(self) -> str:
        return "new_entrepreneurs"

    @functools.cached_property
    def claimed(self) -> set[int]:
        """What offices gave the press, and wrote beside it."""
        with CLAIMS.open(encoding="utf-8") as file:
            written = " ".join(" ".join(map(str, row)) for row in csv.reader(file))
        return {*numbers(written, "id"), *numbers(written, "en")}

    def is_member(self, piece: Piece, number: Decimal | None) -> bool:
        """A line of who counts: the entry and the revision that are in the ledger, and what they are worth there."""
        line = [self.numbers(cell.text()) for cell in piece.element.within("tr").all("td")][-3:]
        revision = line[2][0]
        entries = LedgerEntry.objects.filter(revision=int(revision))
        if line[1]:
            entries = entries.filter(pk=int(line[1][0]))
        return entries.exists() and number in {number for cell in line for number in cell}

    @property
    def members(self) -> int:
        """How many lines of a page of records there are: whoever's entries do not even out, in each cell."""
        asked, sums = Asked.of(self.asked.address), Counter()
        vintage, as_of = asked.reading.vintage, asked.reading.as_of or max(self.answers.memory.revisions)
        for one in LedgerEntry.objects.filter(revision__lte=as_of):
            month = Month.of(one.posting_month if vintage == "adjustments" else one.month)
            published = self.answers.memory.closed_at.get(month, as_of + 1) <= as_of
            told = {
                "latest": True,
                "first": one.vintage == "first" and published,
                "adjustments": one.vintage == "adjustment",
            }
            if told[vintage] and asked.first <= month <= asked.last:
                cell = one.source_id, one.month, one.kecamatan, one.gender, one.age_band
                sums[cell] += one.delta * asked.sign(one.metric, one.kecamatan)
        return sum(value != 0 for value in sums.values())

    def off_by(self, row: dict[str, int]) -> set[int]:
        off = abs(row["value"] - row["reached"])
        return {round(100 * off / row["reached"]), math.floor(100 * off / row["reached"])} if row["reached"] else set()

    # The planner.

    @functools.cache  # noqa: B019 - a page is soon gone
    def plan(self, kecamatan: str) -> Plan:
        return Plan(self, kecamatan)

    def is_planned(self, number: Decimal | None) -> bool:
        """People of the headline in a month."""
        made = self.plan(self.kecamatan).a_month()[-1] if self.asked.page == "planner" else None
        return number in shown(made)

    def goals(self) -> set[int]:
        """What is asked of the page's place: of the month, and of each month that is left."""
        month = self.own[self.kecamatan]["month"] if self.kecamatan else self.summary["headline"]["month"]["target"]
        return {month, *self.paces}

    # The page of a month.

    @functools.cached_property
    def published(self) -> list[Counter]:
        """By (month, metric, outside): what each of its closings published, and what it would publish as it is now."""
        memory, told = self.answers.memory, []
        ends = [revision for revision, month, final in memory.standing if final and month == self.month]
        for end in [*ends, max(memory.revisions)]:
            sums: Counter = Counter()
            for one in memory.came:
                if one.posted == self.month and one.revision <= end:
                    sums[one.month, one.metric, one.kecamatan == "LUAR"] += one.delta
            told.append(sums)
        return told

    def figures(self, piece: Piece) -> set[int]:
        """What a line of it may say."""
        line = piece.element.within("tr")
        named = [self.months_named[cell.text()] for cell in line.all("td") if cell.text() in self.months_named]
        month = named[0] if named else self.month
        column = piece.column.startswith(self.words("From outside"))
        outside = column or f", {self.words('from outside Jakarta')}" in piece.row
        cell = month, self.metric_named(piece.row), outside
        return {sums[cell] for sums in self.published}

    def changes(self, piece: Piece) -> set[int]:
        """By how much what the line says differs from one of these to another."""
        told = self.figures(piece)
        return {later - earlier for later in told for earlier in told}

    @functools.cached_property
    def waiting(self) -> int:
        """How many records wait for a verifier before the month is over."""
        after = (self.month if self.asked.page == "month" else Month(2018, 7)).days()[1]
        people, _trainings = self.answers.memory.facts_at()
        return today.waiting(after, people.values())

    @functools.cached_property
    def posted(self) -> set[int]:
        """How many entries were posted in the month until each of its closings."""
        entries = LedgerEntry.objects.filter(posting_month=self.month.first)
        closings = Closing.objects.filter(month=self.month.first)
        return {entries.filter(revision__lte=one.last_revision_id).count() for one in closings}

    @functools.cached_property
    def backwards(self) -> int:
        """How many numbers were posted in it that are counted backwards."""
        sums: Counter = Counter()
        for one in self.answers.memory.came:
            if one.posted == self.month and one.vintage == "backcast":
                sums[one.month, one.metric, one.kecamatan == "LUAR"] += one.delta
        return len({(month, metric) for (month, metric, _out), value in sums.items() if value})

    # What changed since it was published.

    def moved(self, piece: Piece) -> Asked:
        """The headline of the month of the item, by the definition that the page tells of."""
        item = piece.element.within("li")
        while item and not item_link(item):
            item = item.parent.within("li") if item.parent else None
        month = Month.parse(item_link(item).split("/")[2]) if item else self.months_named[piece.text.partition(":")[0]]
        read, less = READ[SECOND]
        return Asked(read, less, month, month, "", Reading())


def item_link(item: Element) -> str:
    links = [link.said.get("href", "") for link in item.all("a")]
    return next((link for link in links if link.startswith("/months/2")), "")
