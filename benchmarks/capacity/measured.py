"""The figures of reports that capacity is reckoned from, by words of their own."""

import re
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One that is measured: where its row stands in a report, its size left out of the names, and … for a number in them.

    Several of one word are the same, measured by another bench.
    """

    word: str
    part: str
    what: str
    unit: str = ""


FIGURES = [
    Figure("people", "room", "people: rows"),
    Figure("facts", "room", "facts: rows"),
    Figure("facts room", "room", "facts: room", "MB"),
    Figure("shown", "room", "shown: rows"),
    Figure("trail", "room", "trail: rows"),
    Figure("trail room", "room", "trail: room", "MB"),
    Figure("ledger", "room", "ledger: rows"),
    Figure("ledger room", "room", "ledger: room", "MB"),
    Figure("rollups", "room", "rollups: rows"),
    Figure("rollups room", "room", "rollups: room", "MB"),
    Figure("places", "room", "months of a kecamatan with entries"),
    Figure("approved", "a big change", "approve a training of 100: the drain", "sources a second"),
    Figure("imported", "a big change", "import … people: the drain", "people a second"),
    Figure("burst", "a burst", "… facts in one transaction: until all are posted", "s"),
    Figure("commits", "a burst", "… commits: until all are posted", "s"),
    Figure("check", "everything", "roll_up --check", "s"),
    Figure("check", "recount", "a recount", "s"),
    Figure("rebuild", "everything", "roll_up --rebuild", "s"),
    Figure("rebuild", "recount", "a rebuild", "s"),
    Figure("home", "pages", "facilitator's home", "ms"),
    Figure("home asks", "pages", "facilitator's home: in the database", "ms"),
    Figure("record", "pages", "one training to verify", "ms"),
    Figure("record asks", "pages", "one training to verify: in the database", "ms"),
    Figure("dashboard", "pages", "dashboard, this month", "ms"),
    Figure("dashboard asks", "pages", "dashboard, this month: in the database", "ms"),
    Figure("counts", "the API under load", "counts/: the server's processor for a request", "microseconds"),
    Figure("web", "make run", "idle: web, 2 processes", "MB (PSS)"),
]
# Each tells, in its own way, how many sources a second the one job posts.
POSTED = ("approved", "imported", "burst", "commits")


class Measured:
    """The figures of the reports by their words, each at its largest size; a KeyError for one that none measured."""

    def __init__(self, *reports: dict[str, Any]):
        self.rows: dict[str, dict[str, Any]] = {}
        for report in reports:
            for figure in FIGURES:
                # Of the same size the last.
                known = [self.rows[figure.word]] if figure.word in self.rows else []
                if found := known + rows_of(figure, report):
                    self.rows[figure.word] = max(reversed(found), key=size_of)

    def __getitem__(self, word: str) -> float:
        return self.rows[word]["median"]

    def each(self, word: str, other: str = "people") -> float:
        """So much of one for each of the other."""
        return self[word] / self[other]

    def octets(self, word: str) -> float:
        """Of one row, with its indexes."""
        return self[f"{word} room"] * 1_000_000 / self[word]

    def attendances(self, word: str) -> int:
        """Among how many it was measured."""
        return size_of(self.rows[word])

    @property
    def posted(self) -> float:
        """Sources a second that the one job posts: the least of what was measured."""
        found = [rate(self.rows[word]) for word in POSTED if word in self.rows]
        if not found:
            raise KeyError(POSTED)
        return min(found)


# What stands in a name besides the thing itself: among how many attendances it was, and what a page weighed.
SIZE = re.compile(r" at ([\d,]+)(?: attendances)?")
WEIGHT = re.compile(r": [\d,]+ bytes, \d+ queries$")
NUMBER = re.compile(r"[\d,]*\d")


def rows_of(figure: Figure, report: dict[str, Any]) -> list[dict[str, Any]]:
    """The report's rows of the figure, one for each size."""
    what = re.compile(re.escape(figure.what).replace("…", NUMBER.pattern))
    asked = (figure.part, figure.unit)
    return [
        row
        for row in report["rows"]
        if asked == (plain(row["part"]), row["unit"]) and what.fullmatch(plain(row["what"]))
    ]


def plain(name: str) -> str:
    return WEIGHT.sub("", SIZE.sub("", name))


def rate(row: dict[str, Any]) -> float:
    """As it is told, or so many as the name says in the seconds that they took."""
    if row["unit"].endswith("a second"):
        return row["median"]
    return int(NUMBER.match(row["what"])[0].replace(",", "")) / row["median"]


def size_of(row: dict[str, Any]) -> int:
    """Attendances; 0 of what has no size."""
    found = SIZE.search(f"{row['part']} {row['what']}")
    return int(found[1].replace(",", "")) if found else 0
