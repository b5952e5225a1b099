"""`make bench-full`: what must cost the same however much there is, at three sizes in one server; and a whole city."""

import shutil
from collections.abc import Callable
from pathlib import Path

from benchmarks import (
    closing,
    data,
    databases,
    duplicates,
    exporting,
    importing,
    parts,
    quality,
    reconciling,
    recount,
    rolling,
    running,
    searching,
    triggers,
)
from benchmarks.data import Size
from benchmarks.report import Report
from okoce.core.months import today

# By their attendances: a city after five years is the third, and ten such cities are the last.
SIZES = {
    "20k": Size("bench_20k", people=4_400, trainings=500, waiting=20),
    "200k": Size("bench_200k", people=44_000, trainings=5_000, waiting=60),
    "2m": Size("bench_2m", people=440_000, trainings=50_000, waiting=320),
    "20m": Size("bench_20m", people=4_400_000, trainings=500_000, waiting=320),
}
THREE = ["200k", "2m", "20m"]
# What has a database of its own, of a city after five years.
ALONE: dict[str, Callable[[Report, Path], None]] = {
    "search": lambda report, home: searching.measure(report, home, 2_000_000),
    "import": lambda report, home: importing.measure(report, home, 100_000, turns=3),
    "export": lambda report, home: exporting.measure(report, home, 200_000, turns=3),
    "lists": lambda report, home: reconciling.measure(report, home, 100_000),
    "quality": lambda report, home: quality.measure(
        report, home, Size("bench_quality", people=100_000, trainings=50_000, waiting=60)
    ),
    "duplicates": lambda report, home: duplicates.measure(report, home, 300_000),
    "run": lambda report, home: running.measure(report, home.parent),
}


def measure(folder: Path, names: list[str], *, only: list[str]) -> Report:
    """A KeyError for a size of another name than those above."""
    report = Report()
    home = folder / "engines"
    sizes = () if set(only) <= ALONE.keys() else tuple(SIZES[name] for name in names)
    first = data.first_month().first
    parts.loading(report, databases.make(home, sizes, first=first, days=(today() - first).days - 1))
    measures = {
        "roll-up": lambda: rolling.measure(report, sizes),
        "recount": lambda: recount.measure(report, sizes),
        "triggers": lambda: triggers.measure(report, home, sizes[0]),
        # Last: facts that come afterwards are published in other months than their own.
        "closing": lambda: closing.measure(report, *sizes[:2]),
    }
    with databases.server(home, fast=False):
        for part, measure_it in measures.items():
            if part in only:
                measure_it()
                # What took an hour is kept, whatever becomes of the next.
                report.write(folder / "report.json")
    for part, measure_it in ALONE.items():
        if part in only:
            measure_it(report, home)
            report.write(folder / "report.json")
    shutil.rmtree(home / "postgres")
    return report
