"""`python -m benchmarks.others`: one question to this project, to Datasette and to Superset, in turns in one run.

Not part of `make bench`: what the others need is installed first, in environments of their own (some minutes, 900 MB).
"""

import argparse
import sys
from contextlib import ExitStack
from operator import attrgetter
from pathlib import Path

from benchmarks import data, load, start
from benchmarks.data import Size
from benchmarks.report import Report
from okoce import environment
from okoce.core.months import today

SIZE = Size("bench_others", people=44_000, trainings=5_000, waiting=60)
OTHERS = {"datasette": 50, "superset": 100}
TURNS, SECONDS, FEW = 9, 2, 4


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.others", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=OTHERS, default=list(OTHERS), help="of the others, these")
    folder = environment.home() / "bench" / "others"
    only = parser.parse_args().only
    start.alone(folder)
    return measure(folder, only).close(folder / "report.json")


def measure(folder: Path, only: list[str]) -> Report:
    from benchmarks import api, databases, serving  # noqa: PLC0415 - they reach the models, which wait for django.setup
    from benchmarks.others import datasette, superset  # noqa: PLC0415 - the same

    report, home, first = Report(), folder / "engines", data.first_month().first
    report.begin("the same rows elsewhere")
    databases.make(home, (SIZE,), first=first, days=(today() - first).days - 1)
    with databases.server(home, fast=False), databases.at(SIZE.database), ExitStack() as stack:
        web = stack.enter_context(serving.served(home, SIZE.database))
        counts, rows = api.counted(report, web.address, api.token())
        asks, said = {"counts/": counts}, {"metric": api.METRIC, "connections": FEW}
        if "datasette" in only:
            asks["datasette"] = stack.enter_context(datasette.served(folder, rows, **said))
        if "superset" in only:
            asks["superset"] = stack.enter_context(superset.served(folder, rows, database=SIZE.database, **said))
        load.in_turns(asks, turns=1, seconds=SECONDS)
        judge(report, load.in_turns(asks, turns=TURNS, seconds=SECONDS))
    return report


def judge(report: Report, taken: dict[str, list[load.Load]]) -> None:
    for name, loads in taken.items():
        report.spread(name, [one.rate for one in loads], "requests a second")
    counts = taken.pop("counts/")
    for name, loads in taken.items():
        report.at_least(OTHERS[name], f"counts/ to {name}", *load.ratios(counts, loads, of=attrgetter("rate")))


if __name__ == "__main__":
    sys.exit(main())
