"""The figures of reports that capacity is reckoned from, by words of their own."""

import re
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One that is measured: where its row stands in a report, its size left out of the names."""

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
    Figure("lane", "a big change", "approve a training of 100: the drain", "sources a second"),
    Figure("check", "everything", "roll_up --check", "s"),
    Figure("rebuild", "everything", "roll_up --rebuild", "s"),
    Figure("home", "pages", "facilitator's home", "ms"),
    Figure("record", "pages", "one training to verify", "ms"),
    Figure("dashboard", "pages", "dashboard, this month", "ms"),
    Figure("counts", "the API under load", "counts/: the server's processor for a request", "microseconds"),
    Figure("web", "make run", "idle: web, 2 processes", "MB (PSS)"),
]


class Measured:
    """The figures of the reports by their words; a KeyError for one that none measured."""

    def __init__(self, *reports: dict[str, Any]):
        self.rows = {}
        for figure in FIGURES:
            for report in reports:
                if found := rows_of(figure, report):
                    self.rows[figure.word] = max(found, key=size_of)

    def __getitem__(self, word: str) -> float:
        return self.rows[word]["median"]

    def each(self, word: str, other: str = "people") -> float:
        """So much of one for each of the other."""
        return self[word] / self[other]

    def octets(self, word: str) -> float:
        """Of one row, with its indexes."""
        return self[f"{word} room"] * 1_000_000 / self[word]


# What stands in a name besides the thing itself: among how many attendances it was, and what a page weighed.
SIZE = re.compile(r" at ([\d,]+)(?: attendances)?")
WEIGHT = re.compile(r": [\d,]+ bytes, \d+ queries$")


def rows_of(figure: Figure, report: dict[str, Any]) -> list[dict[str, Any]]:
    """The report's rows of the figure, one for each size."""
    asked = (figure.part, figure.what, figure.unit)
    return [row for row in report["rows"] if asked == (plain(row["part"]), plain(row["what"]), row["unit"])]


def plain(name: str) -> str:
    return WEIGHT.sub("", SIZE.sub("", name))


def size_of(row: dict[str, Any]) -> int:
    """Attendances; 0 of what has no size."""
    found = SIZE.search(f"{row['part']} {row['what']}")
    return int(found[1].replace(",", "")) if found else 0
