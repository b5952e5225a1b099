"""`make bench`: measure, print one table, keep it as JSON, and exit 1 when a ratio or a count does not hold."""

import argparse
import sys
import time

from benchmarks import start
from okoce import environment

PARTS = [
    "pages",
    "api",
    "click",
    "counting",
    "writes",
    "fresh",
    "closing",
    "search",
    "import",
    "export",
    "lists",
    "quality",
    "duplicates",
    "phone",
    "run",
]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--small", action="store_true", help="a tenth of the data: two minutes, not seven")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="of the parts, these")
    return parser.parse_args()


def main() -> int:
    asked = arguments()
    folder = environment.home() / "bench"
    start.alone(folder)
    from benchmarks import parts  # noqa: PLC0415 - they reach the models, which wait for django.setup

    began = time.monotonic()
    report = parts.measure(folder, parts.SMALL if asked.small else parts.FULL, only=asked.only)
    report.number("the whole bench", time.monotonic() - began, "s")
    return report.close(folder / "report.json")


if __name__ == "__main__":
    sys.exit(main())
