"""The parts of `make bench`, one after the other, on two databases in one server."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from benchmarks import (
    api,
    approving,
    counting,
    data,
    databases,
    fresh,
    pages,
    phone,
    room,
    saving,
)
from benchmarks.data import Size
from benchmarks.report import Report
from okoce.core.months import today
from okoce.embedded.setup import collect_static


@dataclass(frozen=True)
class Scale:
    """Two sizes to hold against each other, and how often to do what takes long."""

    small: Size
    large: Size
    people: int
    clicks: int
    losses: int
    turns: int
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
    seconds=20,
    changes=10_000,
)
SMALL = Scale(
    Size("bench_small", people=4_400, trainings=500, waiting=20),
    Size("bench_large", people=44_000, trainings=5_000, waiting=60),
    people=1_000,
    clicks=21,
    losses=3,
    turns=7,
    seconds=5,
    changes=1_000,
)


def measure(folder: Path, scale: Scale, *, only: list[str]) -> Report:
    report = Report()
    home, sizes = folder / "engines", (scale.small, scale.large)
    first = data.first_month().first
    loading(report, databases.make(home, sizes, first=first, days=(today() - first).days - 1))
    collect_static()
    # From here on with the settings of `make run`.
    with databases.server(home, fast=False):
        if "pages" in only:
            pages.measure(report, scale.large)
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
    shutil.rmtree(home / "postgres")
    if "phone" in only:
        phone.measure(report, folder)
    return report


def loading(report: Report, taken: dict[Size, dict[str, float]]) -> None:
    report.begin("loading, without fsync and without triggers")
    for size, steps in taken.items():
        for name, seconds in steps.items():
            report.number(f"{name} at {size} attendances", seconds, "s")
        report.number(f"all at {size} attendances", sum(steps.values()), "s")
        report.number(f"counting for each 200,000 people at {size} attendances", rate(steps["counting"], size), "s")


def rate(seconds: float, size: Size) -> float:
    return seconds * 200_000 / size.people
