"""What was measured: one table in Markdown, the same as JSON, and whether every ratio and count held."""

import datetime
import json
import statistics
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks import machine
from benchmarks.timing import Times

# Of fewer there is no 99th percentile.
MANY = 100


@dataclass(frozen=True)
class Row:
    """One thing: its least, median, 99th percentile and most in a unit, and the bounds that its median must keep.

    A ratio is what a second run must tell alike, unlike seconds, megabytes and rates, which are the machine's.
    """

    part: str
    what: str
    unit: str
    median: float
    least: float | None = None
    p99: float | None = None
    most: float | None = None
    at_most: float | None = None
    at_least: float | None = None
    ratio: bool = False

    @property
    def held(self) -> bool:
        return (self.at_most is None or self.median <= self.at_most) and (
            self.at_least is None or self.median >= self.at_least
        )

    @property
    def must(self) -> str:
        """What it must be, in words; empty for what is told and never judged."""
        if self.at_most is not None:
            return f"at most {self.at_most:g}"
        return "" if self.at_least is None else f"at least {self.at_least:g}"

    @property
    def cells(self) -> list[str]:
        """As a table tells it, but for its part."""
        judged = self.must and f"{self.must}: {'held' if self.held else '**broken**'}"
        return [self.what, *map(number, (self.least, self.median, self.p99, self.most)), self.unit, judged]


@dataclass
class Report:
    part: str = ""
    rows: list[Row] = field(default_factory=list)
    # As it began: whoever commits meanwhile is not measured.
    commit: str | None = field(default_factory=machine.commit)
    kept: bool = False
    whole: bool = False

    def begin(self, part: str) -> None:
        self.part = part
        print(f"\n{part}", flush=True)

    def times(self, what: str, times: Times) -> None:
        """Milliseconds; told, never judged."""
        least, median, p99 = (seconds * 1000 for seconds in (times.least, times.median, times.p99))
        # Of a few it is the slowest, and named so.
        last = {"p99": p99} if len(times.seconds) >= MANY else {"most": p99}
        self._add(Row(self.part, what, "ms", median, least, **last))

    def number(self, what: str, value: float, unit: str = "") -> None:
        self._add(Row(self.part, what, unit, value))

    def spread(self, what: str, values: Sequence[float], unit: str = "") -> None:
        """The same thing measured in several turns."""
        self._add(Row(self.part, what, unit, **_spread(values)))

    def ratio(self, what: str, *values: float) -> None:
        """How many times as much, in each of several turns: told, and judged by nothing but a second run."""
        self._add(Row(self.part, what, "times", **_spread(values), ratio=True))

    def at_most(self, limit: float, what: str, *values: float, ratio: bool = True) -> None:
        """A count, or a ratio in each of several turns: a median that exceeds its limit fails the whole run.

        A second run need not tell it alike where it is no ratio, but what the machine makes of it.
        """
        self._add(Row(self.part, what, "", **_spread(values), at_most=limit, ratio=ratio))

    def at_least(self, limit: float, what: str, *values: float, ratio: bool = True) -> None:
        """The same for a median that does not reach its limit."""
        self._add(Row(self.part, what, "", **_spread(values), at_least=limit, ratio=ratio))

    def _add(self, row: Row) -> None:
        self.rows.append(row)
        print(f"  {_line(row)}", flush=True)

    @property
    def broken(self) -> list[Row]:
        return [row for row in self.rows if not row.held]

    def close(self, path: Path) -> int:
        """Keep it, print it, say what is broken; returns the exit code."""
        self.whole = True
        self.write(path)
        print(f"\n{self.markdown()}\n")
        for row in self.broken:
            print(f"bench: {row.part}, {row.what}: {row.median} is not {row.must}")
        return 1 if self.broken else 0

    def markdown(self) -> str:
        head = "| part | what | min | median | p99 | max | unit | must be |\n|---|---|---:|---:|---:|---:|---|---|"
        return "\n".join([head, *(f"| {row.part} {_line(row)}" for row in self.rows)])

    def write(self, path: Path) -> None:
        """Into the file; what an earlier run of the same command left there is put beside it first."""
        told = {
            "at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            "command": command(),
            "commit": self.commit,
            "whole": self.whole,
            "machine": machine.told(),
            "versions": machine.versions() | machine.pinned(path.parent),
            "rows": [asdict(row) | {"held": row.held} for row in self.rows],
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        if not self.kept:
            keep(path)
            self.kept = True
        path.write_text(json.dumps(told, indent=1) + "\n")


def keep(path: Path) -> None:
    """As `report.before.json`, if it is of the same command; one that broke off is no run to hold another against."""
    before = json.loads(path.read_text()) if path.exists() else {}
    if before.get("command") == command() and before.get("whole", True):
        path.replace(path.with_suffix(".before.json"))


def command() -> str:
    """What was called, without the folder of its Python."""
    spec = sys.modules["__main__"].__spec__
    return " ".join(["python", "-m", spec.name.removesuffix(".__main__") if spec else "", *sys.argv[1:]])


def number(value: float | None) -> str:
    """To two places, and of less than one two digits; empty for none."""
    if value is None:
        return ""
    return f"{value:.2g}" if abs(value) < 1 else f"{round(value, 2):,.10g}"


def _spread(values: Sequence[float]) -> dict[str, float]:
    if len(values) == 1:
        return {"median": values[0]}
    return {"least": min(values), "median": statistics.median(values), "most": max(values)}


def _line(row: Row) -> str:
    return f"| {' | '.join(row.cells)} |"
