"""The reports of a bench that ran once or twice, row beside row."""

from dataclasses import dataclass, fields
from typing import Any

from benchmarks.report import Row

# From one run to the other a ratio moves by no more.
WITHIN = 1.2


@dataclass(frozen=True)
class Twice:
    """What one row told, and what it told again; None when there was no second run of it."""

    row: Row
    again: Row | None = None

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
        """Of what is judged: moved by a fifth at most. Seconds are the machine's, and told alone."""
        if self.again is None or not self.row.must:
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
    first, second = rows_of(runs[0]), rows_of(runs[-1]) if len(runs) > 1 else {}
    parts: dict[str, list[Twice]] = {}
    for name, row in first.items():
        parts.setdefault(row.part, []).append(Twice(row, second.get(name)))
    return Bench(command, runs, parts)


def rows_of(report: dict[str, Any]) -> dict[tuple[str, str, str], Row]:
    """By part, name and unit."""
    known = {field.name for field in fields(Row)}
    rows = [Row(**{name: value for name, value in told.items() if name in known}) for told in report["rows"]]
    return {(row.part, row.what, row.unit): row for row in rows}
