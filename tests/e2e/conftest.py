"""A browser at the real thing: PostgreSQL, broker, web, worker and beat, started by the one command."""

import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

from okoce.core.months import Month, today
from tests import engines
from tests.e2e import people
from tests.e2e.pages import Window
from tests.errands import BusySite

CHROMIUM = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip


# For this folder only: while Playwright runs, Django takes every other test for an asynchronous one.
@pytest.fixture(scope="package")
def chromium():
    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def site(tmp_path_factory):
    """Begun eleven months ago, so that the targets are those of today."""
    home = tmp_path_factory.mktemp("site") / "home"
    site = BusySite(home, OKOCE_FIRST_MONTH=str(Month.of(today()) + -11), **engines.pooled())
    site.start()
    people.make_users(site)
    yield site
    site.remove()


@pytest.fixture(scope="package")
def signed_in(site, chromium):
    """The cookies of each user who has signed in, by the pages and both factors; once, to be quick."""
    known = {}

    def cookies(name):
        if name not in known:
            with Window(chromium, site) as window:
                people.sign_in(window.page, name)
                known[name] = window.context.storage_state()
        return known[name]

    return cookies


@pytest.fixture
def window(site, chromium, signed_in):
    """Windows that a test opens; at its end, none of them has seen an error or a violation of the policy."""
    opened = []

    def open_window(name=None, **said):
        opened.append(Window(chromium, site, storage_state=signed_in(name) if name else None, **said))
        return opened[-1]

    yield open_window
    for window in opened:
        window.close()
    assert [fault for window in opened for fault in window.faults] == []
