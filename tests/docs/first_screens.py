"""The pictures of docs/five-seconds.md: `python -m tests.docs.first_screens FOLDER`, with people who do not exist."""

import argparse
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from okoce.core.months import Month, today
from tests.docs.pictures import CHROMIUM, PHONE, first_screen
from tests.site import Site

LAPTOP = {"viewport": {"width": 1366, "height": 768}}
PAGES = {"dashboard": "/dashboard/", "where": "/dashboard/where/", "when": "/dashboard/when/"}


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.docs.first_screens", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--people", default=12_000, type=int, help="in the made-up city")
    said = parser.parse_args()
    said.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        first = str(Month.of(today()) + -23)
        site = Site(Path(folder) / "home", OKOCE_FIRST_MONTH=first, DJANGO_SETTINGS_MODULE="okoce.settings")
        try:
            # Before the first start, which would make somebody.
            site.command("load_demo", "--people", str(said.people))
            site.start().command("roll_up")
            with sync_playwright() as playwright:
                chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
                for name, address in PAGES.items():
                    for size, device in (("laptop", LAPTOP), ("phone", PHONE)):
                        picture = first_screen(chromium, site, "staf", address, device, language="id-ID")
                        picture.save(said.folder / f"{name}-{size}.png")
                chromium.close()
        finally:
            site.remove()


if __name__ == "__main__":
    main()
