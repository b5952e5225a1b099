"""What a facilitator's screens weigh at a first visit, and when they are seen on a slow line with a slow phone."""

import datetime
import shutil
import statistics
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.report import Report
from okoce.core.months import Month, today
from tests.e2e import people, wire
from tests.e2e.conftest import CHROMIUM
from tests.e2e.pages import PHONE, Window
from tests.site import Site

MOST, TURNS = 60_000, 3


def measure(report: Report, folder: Path) -> None:
    report.begin("phone")
    site = Site(folder / "phone", OKOCE_FIRST_MONTH=str(Month.of(today()) + -11))
    try:
        site.start()
        people.make_users(site)
        screens = wire.addresses(wire.full(site, "sari", today() - datetime.timedelta(days=1)))
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
            with Window(browser, site) as window:
                people.sign_in(window.page, "sari")
                known = window.context.storage_state()
            for name, address in screens.items():
                said = {"size": PHONE, "language": "id", "storage_state": known}
                weighed(report, name, address, lambda said=said: Window(browser, site, **said))
            browser.close()
    finally:
        site.remove()


def weighed(report: Report, name: str, address: str, window) -> None:
    with window() as opened:
        size, _hosts = wire.visited(opened.page, address)
    report.at_most(MOST, f"{name}: bytes of a first visit", size)
    seen = []
    for _ in range(TURNS):
        with window() as opened:
            seen.append(wire.largest_paint(opened.page, address))
    report.number(f"{name}: largest paint at 400 kbit/s, 400 ms, processor / 6", statistics.median(seen), "s")
