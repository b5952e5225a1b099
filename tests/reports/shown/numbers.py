"""Which number an address of /records/ asks for, read without the project's own reading of it; and what it must be."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from okoce.core.months import Month
from tests.reports.shown.city import FIRST, LAST, NAMED_FROM, SECOND
from tests.reports.shown.figures import numbers
from tests.reports.shown.memory import Memory
from tests.reports.shown.page import main_of

# docs/counting.md: what the headline reads, less what.
READ = {
    "OKOCE-2026.1": ("new_entrepreneurs", ""),
    "2018-P4": ("licensed", "level_up"),
    "2020-P1": ("registered", ""),
    "COUNCIL-P7": ("funded", ""),
    SECOND: (f"new_entrepreneurs@{SECOND}", ""),
}
# What only the page of records understands.
OF_THE_PAGE = {"from", "registered"}
KNOWN = {"metric", "definition", "month", "span", "kecamatan", "vintage", "as_of"} | OF_THE_PAGE


@dataclass(frozen=True)
class Reading:
    """Of which moment and vintage."""

    vintage: str = "latest"
    as_of: int | None = None


@dataclass(frozen=True)
class Asked:
    """The number that an address asks for."""

    metric: str
    less: str
    first: Month
    last: Month
    kecamatan: str
    reading: Reading
    # Of those alone who registered in that month, whoever has come to the rung by the end of the last one.
    registered: Month | None = None

    @classmethod
    def of(cls, address: str) -> "Asked":
        said = dict(parse_qsl(urlsplit(address).query))
        assert set(said) <= KNOWN, address
        month = Month.parse(said["month"]) if "month" in said else LAST
        metric, less = said.get("metric"), ""
        if not metric:
            metric, less = READ[said.get("definition") or named(month)]
        as_of = int(said["as_of"]) if "as_of" in said else None
        reading = Reading(said.get("vintage", "latest"), as_of)
        first = Month.parse(said["from"]) if "from" in said else began(said.get("span", "month"), month)
        registered = Month.parse(said["registered"]) if "registered" in said else None
        return cls(metric, less, first, month, said.get("kecamatan", ""), reading, registered)

    @property
    def months(self) -> list[Month]:
        return self.first.until(self.last)

    def read(self, vintage: str) -> "Asked":
        return replace(self, reading=replace(self.reading, vintage=vintage))

    def sign(self, metric: str, kecamatan: str) -> int:
        """1 where that is counted in it, -1 where it is taken off, else 0."""
        if not self.holds(kecamatan):
            return 0
        return (metric == self.metric) - (metric == self.less)

    def value(self, cells: Counter) -> int:
        """Of what is counted in each (metric, month, kecamatan)."""
        return sum(
            value if metric == self.metric else -value
            for (metric, month, kecamatan), value in cells.items()
            if metric in {self.metric, self.less} and self.first <= month <= self.last and self.holds(kecamatan)
        )

    def holds(self, kecamatan: str) -> bool:
        return kecamatan == self.kecamatan if self.kecamatan else kecamatan != "LUAR"


def named(month: Month) -> str:
    return SECOND if month >= NAMED_FROM else "OKOCE-2026.1"


def began(span: str, month: Month) -> Month:
    """The first month of what is added up until that one."""
    match span:
        case "through":
            return FIRST
        case "year":
            return max(FIRST, Month(month.year, 1))
        case "programme_year":
            return FIRST + (month - FIRST) // 12 * 12
    assert span == "month"
    return month


class Answers:
    """What plain Python and the API say of each cell, asked once for each reading."""

    browser: Any = None

    def __init__(self, memory: Memory):
        self.memory = memory
        self.kept: dict[Reading, tuple[Counter, Counter]] = {}
        self.answered: dict[tuple[str, str], Any] = {}
        self.values: dict[Asked, tuple[int, int]] = {}
        self.read: dict[tuple[Any, ...], Any] = {}

    def once(self, read: Callable[..., Any], *said: Any) -> Any:
        """What is read of the facts, which are over."""
        if (read, *said) not in self.read:
            self.read[read, *said] = read(*said)
        return self.read[read, *said]

    def of(self, asked: Asked) -> tuple[int, int]:
        """By the recount, and by the API."""
        if asked not in self.values:
            recounted, told = self.cells(asked.reading)
            of_cells = asked.value(recounted), asked.value(told)
            self.values[asked] = self.of_cohort(asked, asked.registered) if asked.registered else of_cells
        return self.values[asked]

    def of_cohort(self, asked: Asked, registered: Month) -> tuple[int, int]:
        """How many of those who registered then had come to the rung, by the recount and by cohorts/ of the API."""
        assert (asked.reading.vintage, asked.kecamatan, asked.less) == ("latest", "", ""), asked
        after = asked.last - registered
        _people, reached = self.once(self.memory.cohorts, asked.metric, asked.reading.as_of)[registered.first]
        return reached[after], self.told_cohorts(asked)[registered]["reached"][after]

    def told_cohorts(self, asked: Asked) -> dict[Month, Any]:
        said = {"metric": asked.metric} | ({"as_of": asked.reading.as_of} if asked.reading.as_of else {})
        return {Month.parse(row["month"]): row for row in self.get(f"cohorts/?{urlencode(said)}")["results"]}

    def recounted(self, asked: Asked) -> int:
        return self.of(asked)[0]

    def since(self, asked: Asked) -> tuple[int, Counter, Counter, Counter]:
        """What closings published of it since, what waits for which closing, and by which month both are told and moved."""
        published, waits, posted, moved = 0, Counter(), Counter(), Counter()
        as_of = asked.reading.as_of
        for one, month in self.memory.rows("latest", as_of):
            value = one.delta * asked.sign(one.metric, one.kecamatan)
            if value and asked.first <= month <= asked.last and one.vintage != "first":
                moved[month] += value
                posted[one.posted] += value
                if self.memory.is_published(one, as_of):
                    published += value
                elif one.vintage != "backcast":
                    waits[one.posted] += value
        return published, waits, posted, moved

    def cells(self, reading: Reading) -> tuple[Counter, Counter]:
        if reading not in self.kept:
            self.kept[reading] = self.memory.cells(reading.vintage, reading.as_of), self.told(reading)
        return self.kept[reading]

    def told(self, reading: Reading) -> Counter:
        """By counts/ of the API."""
        rows = self.get(self.of_every_cell(reading))["results"]
        return Counter({(row["metric"], Month.parse(row["month"]), row["kecamatan"]): row["value"] for row in rows})

    def of_every_cell(self, reading: Reading) -> str:
        said = {
            "metric": ",".join(sorted({metric for metric, *_cell in self.memory.seen})),
            "from": FIRST,
            "to": LAST,
            "by": "month,kecamatan",
            "resident": "all",
            "vintage": reading.vintage,
        } | ({"as_of": reading.as_of} if reading.as_of else {})
        return f"counts/?{urlencode(said)}"

    def file(self, reading: Reading) -> str:
        return self.browser.get(f"/api/v1/{self.of_every_cell(reading)}&format=csv").content.decode()

    def asked(self, address: str) -> int:
        return self.recounted(Asked.of(address))

    def explained(self, address: str) -> int:
        """By the API; what the page of records alone adds up, as that page says it."""
        query = urlsplit(address).query
        if OF_THE_PAGE & dict(parse_qsl(query)).keys():
            return self.on_its_page(address)
        return self.get(f"counts/explain/?{query}")["value"]

    def on_its_page(self, address: str) -> int:
        page = self.browser.get(address, headers={"accept-language": "en"})
        assert page.status_code == 200, address
        main = main_of(page.content.decode())
        figure = next(one for one in main.inside() if "figure-value" in one.said.get("class", ""))
        return int(numbers(figure.text(), "en")[0])

    def get(self, address: str, language: str = "en"):
        """What the API answers; asked once."""
        if (address, language) not in self.answered:
            answer = self.browser.get(f"/api/v1/{address}", headers={"accept-language": language})
            assert answer.status_code == 200, (address, answer.content)
            self.answered[address, language] = answer.json()
        return self.answered[address, language]

    def open_table(self, name: str) -> list[dict[str, Any]]:
        if ("open", name) not in self.answered:
            answer = self.browser.get(f"/public/data/{name}.json")
            self.answered["open", name] = answer.json()["rows"]
        return self.answered["open", name]
