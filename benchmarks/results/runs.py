"""The reports of a bench that ran once or twice, row beside row."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from benchmarks.report import Row

# From one run to the other a ratio moves by no more.
WITHIN = 1.2
# In a row's name, what its run counted: another run may count otherwise, and it is the same row.
COUNTED = re.compile(r"[\d,.]+(?= (?:bytes|queries|entries|processes|times the rows|planted|found|who|that are)\b)")


@dataclass(frozen=True)
class Twice:
    """What one row told, and what it told again; None when there was no second run of it.

    A row of one run alone says in which of both it is missing; it stands first, whichever it is of.
    """

    row: Row
    again: Row | None = None
    missing: str = ""

    @property
    def moved(self) -> float | None:
        """The second median to the first; None when there is no second, or no telling."""
        if self.again is None:
            return None
        if self.again.median == self.row.median:
            return 1
        return self.again.median / self.row.median if self.row.median else None

    @property
    def steady(self) -> bool:
        """Of a ratio: moved by a fifth at most. Seconds are the machine's, and told alone."""
        if self.again is None or not self.row.ratio:
            return True
        return self.moved is not None and 1 / WITHIN <= self.moved <= WITHIN

    @property
    def held(self) -> bool:
        return self.row.held and (self.again is None or self.again.held)


@dataclass(frozen=True)
class Bench:
    """A command, what its reports say of the machine, and what it measured, by part."""

    command: str
    reports: list[dict[str, Any]]
    parts: dict[str, list[Twice]]

    @property
    def rows(self) -> list[Twice]:
        return [row for rows in self.parts.values() for row in rows]


def measured(reports: list[dict[str, Any]]) -> list[Bench]:
    """In the order in which the commands come first; fails when one of them ran more than twice."""
    of_command: dict[str, list[dict[str, Any]]] = {}
    for report in reports:
        of_command.setdefault(report["command"], []).append(report)
    return [bench(command, runs) for command, runs in of_command.items()]


def bench(command: str, runs: list[dict[str, Any]]) -> Bench:
    assert len(runs) <= 2, f"{command}: two reports at most"
    first, *second = map(rows_of, runs)
    parts: dict[str, list[Twice]] = {}
    for one in beside(first, *second) if second else map(Twice, first):
        parts.setdefault(one.row.part, []).append(one)
    return Bench(command, runs, parts)


def rows_of(report: dict[str, Any]) -> list[Row]:
    return [row_of(told) for told in report["rows"]]


def row_of(told: dict[str, Any]) -> Row:
    """Of a report from before rows said whether they are ratios: one that is judged, or told in times."""
    known = {field.name for field in fields(Row)}
    row = Row(**{name: value for name, value in told.items() if name in known})
    return row if "ratio" in told else replace(row, ratio=bool(row.must) or row.unit == "times")


def beside(first: list[Row], second: list[Row]) -> Iterator[Twice]:
    """Every row of either, in the order of the first; those of the second alone are last.

    A row's other is the one of its very name, else one that differs in nothing but what its run counted.
    """
    exact = {named(row): row for row in second}
    of_first = set(map(named, first))
    left = [row for name, row in exact.items() if name not in of_first]
    for row in first:
        again = exact.get(named(row)) or next((one for one in left if plain(one) == plain(row)), None)
        if again in left:
            left.remove(again)
        yield Twice(row, again, missing="" if again else "second")
    yield from (Twice(row, missing="first") for row in left)


def named(row: Row) -> tuple[str, str, str]:
    return row.part, row.what, row.unit


def plain(row: Row) -> tuple[str, str, str]:
    return row.part, COUNTED.sub("", row.what), row.unit
