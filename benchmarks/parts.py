"""The parts of `make bench`, one after the other, on two databases in one server."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import (
    api,
    approving,
    counting,
    data,
    databases,
    duplicates,
    exporting,
    fresh,
    importing,
    pages,
    phone,
    quality,
    reconciling,
    room,
    running,
    saving,
    searching,
)
from benchmarks.data import Size
from benchmarks.report import Report
from okoce.core.months import today
from okoce.embedded.setup import collect_static


@dataclass(frozen=True)
class Scale:
    """Two sizes to hold against each other, how much the other parts have, and how often to do what takes long."""

    small: Size
    large: Size
    people: int
    clicks: int
    losses: int
    turns: int
    city: int
    rows: int
    lines: int
    quality: Size
    alike: int
    # Of writes at fifty a second, and changes at once.
    seconds: int
    changes: int


TEN_MINUTES = Scale(
    Size("bench_small", people=44_000, trainings=5_000, waiting=60),
    Size("bench_large", people=440_000, trainings=50_000, waiting=320),
    people=10_000,
    clicks=51,
    losses=4,
    turns=7,
    city=200_000,
    rows=20_000,
    lines=100_000,
    # So many that everything planted has its place.
    quality=Size("bench_quality", people=100_000, trainings=36_000, waiting=60),
    alike=100_000,
    seconds=20,
    changes=10_000,
)
# The parts with a database of their own at the size of a city, and a file of a hundred thousand people.
HOURS = replace(
    TEN_MINUTES,
    city=2_000_000,
    rows=100_000,
    lines=200_000,
    quality=Size("bench_quality", people=100_000, trainings=50_000, waiting=60),
    alike=300_000,
)
SMALL = replace(
    TEN_MINUTES,
    small=Size("bench_small", people=4_400, trainings=500, waiting=20),
    large=Size("bench_large", people=44_000, trainings=5_000, waiting=60),
    people=1_000,
    clicks=21,
    losses=3,
    seconds=5,
    changes=1_000,
)


def measure(folder: Path, scale: Scale, *, only: list[str]) -> Report:
    report = Report()
    home, sizes = folder / "engines", (scale.small, scale.large)
    # People are looked for, and come in, in databases of their own.
    sizes = () if set(only) <= ALONE.keys() else sizes
    first = data.first_month().first
    loading(report, databases.make(home, sizes, first=first, days=(today() - first).days - 1))
    collect_static()
    # From here on with the settings of `make run`.
    with databases.server(home, fast=False):
        if "pages" in only:
            pages.measure(report, *sizes)
        if "api" in only:
            api.measure(report, home, scale.large, turns=scale.turns)
        if "click" in only:
            approving.measure(report, home, scale.large, clicks=scale.clicks, losses=scale.losses)
        if "counting" in only:
            counting.measure(report, *sizes, people=scale.people)
            room.measure(report, *sizes)
        if "writes" in only:
            saving.measure(report, home, scale.large, turns=3)
        if "fresh" in only:
            fresh.measure(report, home, scale.large, seconds=scale.seconds, changes=scale.changes)
    alone(report, home, scale, only)
    shutil.rmtree(home / "postgres")
    if "phone" in only:
        phone.measure(report, folder)
    if "run" in only:
        running.measure(report, folder)
    return report


def alone(report: Report, home: Path, scale: Scale, only: list[str]) -> None:
    for name, part in ALONE.items():
        if name in only:
            part(report, home, scale)


# What has a database of its own.
ALONE: dict[str, Callable[[Report, Path, Scale], None]] = {
    "search": lambda report, home, scale: searching.measure(report, home, scale.city),
    "import": lambda report, home, scale: importing.measure(report, home, scale.rows, turns=3),
    "export": lambda report, home, scale: exporting.measure(report, home, scale.lines, turns=3),
    "lists": lambda report, home, scale: reconciling.measure(report, home, scale.rows),
    "quality": lambda report, home, scale: quality.measure(report, home, scale.quality),
    "duplicates": lambda report, home, scale: duplicates.measure(report, home, scale.alike),
}


def loading(report: Report, taken: dict[Size, dict[str, float]]) -> None:
    report.begin("loading, without fsync and without triggers")
    for size, steps in taken.items():
        for name, seconds in steps.items():
            report.number(f"{name} at {size} attendances", seconds, "s")
        report.number(f"all at {size} attendances", sum(steps.values()), "s")
        report.number(f"counting for each 200,000 people at {size} attendances", rate(steps["counting"], size), "s")


def rate(seconds: float, size: Size) -> float:
    return seconds * 200_000 / size.people
