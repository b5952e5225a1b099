"""`make bench`: measure, print one table, keep it as JSON, and exit 1 when a ratio or a count does not hold."""

import argparse
import os
import sys
import time

import django

from benchmarks import data
from okoce import environment

PARTS = ["pages", "api", "click", "counting", "run"]
# Said as nothing: the bench has engines and keys of its own.
UNSAID = ["DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY", "ALLOWED_HOSTS", "OKOCE_HTTPS"]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--small", action="store_true", help="a tenth of the data: two minutes, not seven")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="of the parts, these")
    return parser.parse_args()


def main() -> int:
    asked = arguments()
    folder = environment.home() / "bench"
    os.environ |= dict.fromkeys(UNSAID, "") | {
        "DJANGO_SETTINGS_MODULE": "okoce.settings",
        "OKOCE_HOME": str(folder / "engines"),
        "OKOCE_FIRST_MONTH": str(data.first_month()),
        "OKOCE_LOG_LEVEL": "ERROR",
    }
    django.setup()
    from benchmarks import parts  # noqa: PLC0415 - they reach the models, which wait for django.setup

    began = time.monotonic()
    report = parts.measure(folder, parts.SMALL if asked.small else parts.FULL, only=asked.only)
    report.number("the whole bench", time.monotonic() - began, "s")
    report.write(folder / "report.json")
    print(f"\n{report.markdown()}\n")
    for row in report.broken:
        print(f"bench: {row.part}, {row.what}: {row.median} is not {row.must}")
    return 1 if report.broken else 0


if __name__ == "__main__":
    sys.exit(main())
