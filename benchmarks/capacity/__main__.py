"""`python -m benchmarks.capacity REPORT...`: what a thousand kecamatan, and the country, would ask for (docs/capacity.md).

Reckoned from the report.json that `python -m benchmarks` leaves, and from others: each figure at the largest size that any of
them has, and of the same size from the last. Prints four tables; --into puts them into a page, between its two marks.
"""

import argparse
import json
import sys
from pathlib import Path

from benchmarks.capacity import tables
from benchmarks.marked import put_into


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.capacity", description=__doc__)
    parser.add_argument("reports", metavar="REPORT", nargs="+", type=Path, help="report.json of one or more benches")
    parser.add_argument("--into", metavar="PAGE", type=Path, help="put the tables there")
    asked = parser.parse_args()
    text = tables.reckoned(*(json.loads(path.read_text()) for path in asked.reports))
    if asked.into:
        put_into(asked.into, "reckoned", text)
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
