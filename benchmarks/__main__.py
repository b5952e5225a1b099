"""`make bench`: measure, print one table, keep it as JSON, and exit 1 when a ratio or a count does not hold."""

import argparse
import sys
import time

from benchmarks import start
from okoce import environment

PARTS = ["pages", "api", "click", "counting", "writes", "fresh", "phone"]
# At three sizes side by side, or of a whole city: much longer.
FULL = [
    "roll-up", "recount", "triggers", "closing", "search", "import", "export", "lists", "quality", "duplicates", "run",
]  # fmt: skip


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--small", action="store_true", help="a tenth of the data")
    parser.add_argument("--full", action="store_true", help="three sizes, and a whole city: hours")
    parser.add_argument("--sizes", nargs="+", metavar="ATTENDANCES", help="of these, as 200k 2m; with --full alone")
    parser.add_argument("--only", nargs="+", choices=[*PARTS, *FULL], metavar="PART", help="of the parts, these")
    asked = parser.parse_args()
    parts = FULL if asked.full else PARTS
    asked.only = asked.only or parts
    if not set(asked.only) <= set(parts) or (asked.sizes and not asked.full):
        parser.error(f"of {'--full ' if asked.full else ''}there is: {' '.join(parts)}")
    return asked


def main() -> int:
    asked = arguments()
    folder = environment.home() / "bench" / ("full" if asked.full else "")
    start.alone(folder)
    from benchmarks import full, parts  # noqa: PLC0415 - they reach the models, which wait for django.setup

    began = time.monotonic()
    if asked.full:
        report = full.measure(folder, asked.sizes or full.THREE, only=asked.only)
    else:
        report = parts.measure(folder, parts.SMALL if asked.small else parts.TEN_MINUTES, only=asked.only)
    report.number("the whole bench", time.monotonic() - began, "s")
    return report.close(folder / "report.json")


if __name__ == "__main__":
    sys.exit(main())
