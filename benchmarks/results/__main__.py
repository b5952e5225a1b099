"""`python -m benchmarks.results REPORT...`: what was measured, as tables in benchmarks/RESULTS.md.

Each report is a report.json that a bench left; of two that the same command made, the second is held against the first.
Ends with 1 when a ratio or a count does not hold, when one moved by more than a fifth from one run to the other, told or
judged, and when a row is in one of both runs alone.
"""

import argparse
import json
import sys
from pathlib import Path

from benchmarks.marked import put_into
from benchmarks.results import tables
from benchmarks.results.runs import measured

PAGE = Path(__file__).parents[1] / "RESULTS.md"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.results", description=__doc__)
    parser.add_argument("reports", metavar="REPORT", nargs="+", type=Path, help="report.json of one or more benches")
    parser.add_argument("--into", metavar="PAGE", type=Path, default=PAGE, help="put the tables there")
    asked = parser.parse_args()
    found = measured([json.loads(path.read_text()) for path in asked.reports])
    put_into(asked.into, "measured", tables.told(found))
    short = tables.short(found)
    print("\n".join(short or ["results: every ratio and count holds"]))
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
