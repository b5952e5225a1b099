"""What was measured: one table in Markdown, the same as JSON, and whether every ratio and count held."""

import datetime
import json
import os
import platform
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.timing import Times


@dataclass(frozen=True)
class Row:
    """One thing: its least, median and 99th percentile in a unit; `limit` is what it must not exceed."""

    part: str
    what: str
    unit: str
    median: float
    least: float | None = None
    p99: float | None = None
    limit: float | None = None

    @property
    def held(self) -> bool:
        return self.limit is None or self.median <= self.limit


@dataclass
class Report:
    part: str = ""
    rows: list[Row] = field(default_factory=list)

    def begin(self, part: str) -> None:
        self.part = part
        print(f"\n{part}", flush=True)

    def times(self, what: str, times: Times) -> None:
        """Milliseconds; told, never judged."""
        least, median, p99 = (seconds * 1000 for seconds in (times.least, times.median, times.p99))
        self._add(Row(self.part, what, "ms", median, least, p99))

    def number(self, what: str, value: float, unit: str = "") -> None:
        self._add(Row(self.part, what, unit, value))

    def at_most(self, limit: float, what: str, value: float) -> None:
        """A ratio or a count: one that exceeds its limit fails the whole run."""
        self._add(Row(self.part, what, "", value, limit=limit))

    def _add(self, row: Row) -> None:
        self.rows.append(row)
        print(f"  {_line(row)}", flush=True)

    @property
    def broken(self) -> list[Row]:
        return [row for row in self.rows if not row.held]

    def markdown(self) -> str:
        head = "| part | what | min | median | p99 | unit | at most |\n|---|---|---:|---:|---:|---|---|"
        return "\n".join([head, *(f"| {row.part} {_line(row)}" for row in self.rows)])

    def write(self, path: Path) -> None:
        told = {
            "at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            "machine": {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()},
            "rows": [asdict(row) | {"held": row.held} for row in self.rows],
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(told, indent=1) + "\n")


def _line(row: Row) -> str:
    least, median, p99 = (
        "" if value is None else f"{round(value, 2):,.10g}" for value in (row.least, row.median, row.p99)
    )
    must = "" if row.limit is None else f"{row.limit:g} {'held' if row.held else '**broken**'}"
    return f"| {row.what} | {least} | {median} | {p99} | {row.unit} | {must} |"
