"""`python -m benchmarks.others`: the same numbers as a user would get them otherwise, in turns in one run.

Asked are `registered`, which is counted from people and their homes, and `attendances`, from the marks at all sessions; both by
month and kecamatan. Django's models each time, a materialized view, DuckDB over exported facts, Datasette and Superset. Not
part of `make bench`: what the others need is installed first, in environments of their own (a minute or some, 900 MB).
"""

import argparse
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks import data, start
from benchmarks.data import Size
from benchmarks.others.question import QUESTIONS, Question
from benchmarks.report import Report
from okoce import environment
from okoce.core.months import today

SMALL = Size("bench_others_small", people=44_000, trainings=5_000, waiting=60)
LARGE = Size("bench_others_large", people=440_000, trainings=50_000, waiting=320)
FULL = Size("bench_others_full", people=4_400_000, trainings=500_000, waiting=320)

# What is read of each metric to count it.
READ: dict[str, Callable[[Size], str]] = {
    "registered": lambda size: f"{size.people:,} people",
    "attendances": lambda size: f"{size} attendances",
}

OURS, UNKEPT = "counts/", "counts/, nothing kept"
OTHERS = {
    "models": "Django's models",
    "view": "a materialized view",
    "duckdb": "DuckDB over Parquet",
    "datasette": "Datasette",
    "superset": "Superset",
}
# How many times as many answers ours gives at each size, at least: about half of what was measured on a busy machine. At
# the largest no more is asked for than at the one before. Of attendances the answer is as long, so whoever only hands it out
# has the same bounds; whoever counts them has generous ones.
HANDED_OUT = {
    name: dict.fromkeys((SMALL, LARGE, FULL), least)
    for name, least in {"view": 8, "datasette": 20, "superset": 50}.items()
}
KEPT = {
    "registered": HANDED_OUT
    | {"models": {SMALL: 60, LARGE: 300, FULL: 300}, "duckdb": {SMALL: 25, LARGE: 80, FULL: 80}},
    "attendances": HANDED_OUT
    | {"models": {SMALL: 20, LARGE: 100, FULL: 100}, "duckdb": {SMALL: 10, LARGE: 20, FULL: 20}},
}
# The same where nothing of ours is kept and the rollups are read each time: held against whoever counts all the facts, from
# where there are many; whoever hands out a counted answer may well be quicker, and is told.
ANEW = {"models": {LARGE: 2, FULL: 2}, "duckdb": {FULL: 2}}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.others", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=OTHERS, default=list(OTHERS), help="of the others, these")
    sizes = parser.add_mutually_exclusive_group()
    sizes.add_argument(
        "--small", action="store_true", help="among 44 thousand people with 200 thousand attendances alone"
    )
    sizes.add_argument("--full", action="store_true", help="among 4.4 million people with 20 million as well")
    asked = parser.parse_args()
    folder = environment.home() / "bench" / "others"
    start.alone(folder)
    chosen = (SMALL,) if asked.small else (SMALL, LARGE, FULL) if asked.full else (SMALL, LARGE)
    return measure(folder, chosen, asked.only).close(folder / "report.json")


def measure(folder: Path, sizes: tuple[Size, ...], only: list[str]) -> Report:
    from benchmarks import databases  # noqa: PLC0415 - it reaches the models, which wait for django.setup
    from benchmarks.others import comparing  # noqa: PLC0415 - the same

    report, home, first = Report(), folder / "engines", data.first_month().first
    databases.make(home, sizes, first=first, days=(today() - first).days - 1)
    with databases.server(home, fast=False):
        for size in sizes:
            for question in QUESTIONS.values():
                report.begin(f"{question.metric} by month and kecamatan otherwise, among {READ[question.metric](size)}")
                with databases.at(size.database), ways(folder, size, question, only) as opened:
                    comparing.measure(report, question, opened, bounds(question, size, only))
                # What took an hour is kept, whatever becomes of the next.
                report.write(folder / "report.json")
    shutil.rmtree(home / "postgres")
    return report


def bounds(question: Question, size: Size, only: list[str]) -> dict[str, dict[str, float]]:
    """Of each of ours, what it must be at this size to those of the others for which something is said."""
    said = {OURS: KEPT[question.metric], UNKEPT: ANEW}
    return {
        ours: {OTHERS[name]: least[name][size] for name in only if size in least.get(name, {})}
        for ours, least in said.items()
    }


@contextmanager
def ways(folder: Path, size: Size, question: Question, only: list[str]) -> Iterator[dict]:
    """Ours first, then each of those named, for as long as they are asked."""
    from benchmarks import serving  # noqa: PLC0415 - it reaches the models, which wait for django.setup
    from benchmarks.others import datasette, duckdb, inside, superset  # noqa: PLC0415 - the same

    engines = folder / "engines"
    with ExitStack() as stack:
        web = stack.enter_context(serving.served(engines, size.database))
        made = {
            "models": lambda: inside.by_models(web.address, question),
            "view": lambda: inside.from_view(web.address, engines, size.database, question),
            "duckdb": lambda: stack.enter_context(duckdb.served(folder, size.database, question)),
            "datasette": lambda: stack.enter_context(datasette.served(folder, question)),
            "superset": lambda: stack.enter_context(superset.served(folder, size.database, question)),
        }
        ours = {OURS: inside.ours(web.address, question), UNKEPT: inside.ours_unkept(web.address, question)}
        yield ours | {OTHERS[name]: made[name]() for name in only}


if __name__ == "__main__":
    sys.exit(main())
