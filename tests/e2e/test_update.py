"""A new version of the site reaches a phone that has it open: by a tap, whole, and with everything that was typed."""

import json
import re
import shutil

import pytest
from playwright.sync_api import Error, expect

from okoce.core.months import Month, today
from okoce.environment import BASE_DIR
from tests.e2e import people
from tests.e2e.pages import PHONE, Window
from tests.e2e.stored import STORED
from tests.site import Site, until

NOT_DEPLOYED = shutil.ignore_patterns(".*", "var", "__pycache__", "tests", "benchmarks", "docs")
PLACE = "Aula yang sedang diketik"
# What a page is made of, and what came with it.
MADE_OF = """() => [...document.querySelectorAll("link[href*='/static/'], script[src]")].map((one) => one.href || one.src)
    .concat(performance.getEntriesByType("resource").map((one) => one.name))
    .map((one) => new URL(one).pathname).filter((one) => one.startsWith("/static/"))"""
CACHES = "() => caches.keys()"
BASE_VERSION = "async () => (await indexedDB.databases()).find((one) => one.name === 'okoce')?.version"


class Deployed(Site):
    """A site that runs from a folder of its own, in which another version can be put."""

    def deploy(self, **changes):
        """Start anew with each file changed: {path: (words, other words)}, and with what is `said` to it."""
        self.stop()
        for path, (words, others) in changes.pop("files", {}).items():
            file = self.folder / path
            assert words in file.read_text()
            file.write_text(file.read_text().replace(words, others))
        self.environment |= changes
        self.start()


@pytest.fixture(scope="module")
def deployed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("deployed")
    shutil.copytree(BASE_DIR, folder / "app", ignore=NOT_DEPLOYED)
    # Tests and factories are no part of what is deployed, but make its users.
    shutil.copytree(BASE_DIR / "tests", folder / "app" / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    site = Deployed(folder / "home", folder=folder / "app", OKOCE_FIRST_MONTH=str(Month.of(today()) + -11))
    site.start()
    people.make_users(site)
    yield site
    site.remove()


@pytest.fixture(scope="module")
def phone(deployed, chromium):
    """Signed in, with everything kept, and half a training typed."""
    with Window(chromium, deployed, size=PHONE, service_workers="allow") as window:
        people.sign_in(window.page, "sari")
        until(lambda: window.page.evaluate(STORED, "names") is not None)
        until(lambda: window.page.evaluate(STORED, "pages"))
        yield window


def version_of(site):
    """(its name, the files that belong to it) as the worker is told them."""
    told = json.loads(re.search(r"begin\((.*)\);", site.get("/sw.js")[1])[1])
    return told["version"], set(told["statics"])


def caches(page):
    """What the browser keeps files under; None while it goes to another page."""
    try:
        return page.evaluate(CACHES)
    except Error:
        return None


def belongs(page, *versions):
    """Of which of the versions all that the page is made of is."""
    made_of = set(page.evaluate(MADE_OF))
    return [name for name, files in versions if made_of <= files]


def test_a_new_version_is_taken_by_a_tap_and_one_reload(deployed, phone):
    page, first = phone.page, version_of(deployed)
    page.goto("/trainings/new/")
    page.get_by_label("Another place").check()
    page.get_by_label("Name of the place").fill(PLACE)
    until(lambda: page.evaluate(STORED, "drafts") == 1)
    assert (page.evaluate(CACHES), page.evaluate(BASE_VERSION)) == ([f"okoce-{first[0]}"], 1)

    files = {
        "static/css/base.css": ("body {", "body {\n  --deployed: second;"),
        "static/js/store.js": ('indexedDB.open("okoce", 1)', 'indexedDB.open("okoce", 2)'),
    }
    deployed.deploy(files=files)
    second = version_of(deployed)
    assert second[0] != first[0]
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("A new version is ready.")).to_be_visible()
    # Until then both are whole: the page that is open, its kept copies, and the new one that waits.
    assert set(page.evaluate(CACHES)) == {f"okoce-{first[0]}", f"okoce-{second[0]}"}
    assert belongs(page, first, second) == [first[0]]

    loads = []
    page.on("load", lambda _page: loads.append(page.url))
    page.get_by_role("button", name="Take it now").click()
    until(lambda: caches(page) == [f"okoce-{second[0]}"])
    until(lambda: loads)
    expect(page.get_by_label("Name of the place")).to_have_value(PLACE)
    page.wait_for_timeout(1_500)
    assert len(loads) == 1
    assert belongs(page, first, second) == [second[0]]
    assert (page.evaluate(BASE_VERSION), page.evaluate(STORED, "drafts")) == (2, 1)
    expect(page.get_by_text("A new version is ready.")).to_be_hidden()

    # The new one brought the day's pages along: they open in a hall.
    phone.context.set_offline(True)
    page.goto("/")
    expect(page.get_by_role("heading", name="Today's sessions")).to_be_visible()
    assert belongs(page, first, second) == [second[0]]
    phone.context.set_offline(False)
    phone.faults.clear()


def test_turned_off_it_goes_from_every_phone_and_what_waits_stays(deployed, phone):
    page = phone.page
    deployed.deploy(OKOCE_OFFLINE="no")
    page.goto("/")
    until(lambda: page.evaluate(CACHES) == [])
    until(lambda: page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0)
    assert [page.evaluate(STORED, name) for name in ("pages", "names", "drafts")] == [0, 0, 1]
    page.reload()
    expect(page.get_by_role("heading", name="Today's sessions")).to_be_visible()
    assert page.evaluate(CACHES) == []
