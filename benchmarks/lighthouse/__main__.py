"""`make lighthouse`: what Lighthouse says of the city's pages on a phone, five looks at each; below 95 it ends with 1.

Not part of `make bench` or `make test`: it needs Node, and packages of npm that `make` lays down beside a copy of look.mjs.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from benchmarks.report import Report
from okoce import environment
from okoce.core.months import Month, today
from tests.site import Site

THERE = environment.BASE_DIR / "var" / "lighthouse"
SIGNED_IN = ["/dashboard/", "/dashboard/where/", "/dashboard/when/", "/records/"]
OPEN = ["/public/", "/sign-in/"]
LEAST = 95
SESSION = "from benchmarks import users; print(users.session_of('staf'))"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lighthouse", description=__doc__)
    parser.add_argument("--people", default=2_000, type=int, help="in the made-up city")
    parser.add_argument("--times", default=5, type=int, help="looks at each page")
    parser.add_argument(
        "--only", nargs="+", choices=SIGNED_IN + OPEN, default=SIGNED_IN + OPEN, help="of the pages, these"
    )
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = Site(
            Path(folder) / "home",
            OKOCE_FIRST_MONTH=str(Month.of(today()) + -23),
            DJANGO_SETTINGS_MODULE="okoce.settings",
        )
        try:
            # Before the first start, which would make somebody.
            site.command("load_demo", "--people", str(said.people))
            looks = looked(site.start(), said.only, times=said.times)
        finally:
            site.remove()
    return judged(looks).close(environment.home() / "bench" / "lighthouse.json")


def looked(site: Site, pages: list[str], *, times: int) -> list[dict[str, Any]]:
    """Each look: the name of the page, its scores by category, and what took from them."""
    cookie = {"name": "sessionid", "value": site.do(SESSION).strip(), "domain": "127.0.0.1", "path": "/"}
    asked = {
        "pages": [{"name": page, "address": site.address + page, "signedIn": page in SIGNED_IN} for page in pages],
        "cookie": cookie,
        "times": times,
        "chromium": os.environ.get("CHROME_PATH") or shutil.which("chromium"),
    }
    done = subprocess.run(
        ["node", "look.mjs"], cwd=THERE, input=json.dumps(asked), stdout=subprocess.PIPE, text=True, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def judged(looks: list[dict[str, Any]]) -> Report:
    """The median of each page and category; what took from any of them is named under it."""
    report, scores, lost = Report(), defaultdict(list), defaultdict(set)
    for look in looks:
        for category, score in look["scores"].items():
            scores[look["name"], category].append(score)
        lost[look["name"]] |= {one["audit"] for one in look["lost"] if one["score"] < LEAST / 100}
    report.begin("Lighthouse, as on a phone")
    for (page, category), values in scores.items():
        report.at_least(LEAST, f"{page} {category}", *values)
    for page, audits in lost.items():
        if audits:
            print(f"  {page}: {', '.join(sorted(audits))}")
    return report


if __name__ == "__main__":
    sys.exit(main())
