"""The browser is killed by its process id while somebody types, and started again: at most the last field is lost."""

import contextlib
import datetime
import json
import os
import random
import re
import shutil
import threading

import psutil
import pytest
from playwright.sync_api import Error, expect

from okoce.core.months import today
from tests.e2e.conftest import CHROMIUM
from tests.e2e.pages import PHONE

ROUNDS = 20 if os.environ.get("OKOCE_LONG") == "yes" else 4
YESTERDAY = today() - datetime.timedelta(days=1)
# A thumb is slower than this (docs/decisions/0024).
BETWEEN_KEYS = 0.1
THERE = """
import json
from okoce.accounts.models import User
from tests import factories
by = User.objects.get(username="sari")
session = factories.training(factories.meeting({day!r}), by=by, place="Aula mati").sessions.get()
person = factories.person(by=by, on={day!r}, name="Tamu Mati", born="1977-07-07")
new = f"/trainings/{{session.training_id}}/sessions/{{session.pk}}/people/new/?kept"
print(json.dumps({{"training": "/trainings/new/", "person": new, "visit": f"/participants/{{person.pk}}/visits/new/"}}))
"""
# What is tapped, the field that is typed into then, if one is, and what; in this order.
FORMS = {
    "training": [
        ("[name=topic][value=other]", "", ""),
        ("[name=where][value=other]", "place", "Gedung serbaguna RW 11"),
    ],
    "person": [
        ("[name=name]", "name", "Sri Wahyuningsih Kartika"),
        ("[name=nik]", "nik", "9900014507900123"),
        ("#more > summary", "phone", "081234567890"),
    ],
    "visit": [
        ("[name=topic_chip][value=other]", "topic", "Pembukuan warung"),
        ("[name=finding_chip][value=other]", "finding", "Pembeli lebih banyak"),
        ("[name=next_action_chip][value=other]", "next_action", "Urus NIB"),
    ],
}
# Ids are made by the page, not by who types.
MADE = ["csrfmiddlewaretoken", "id", "session"]
SAID = f"(form) => Object.fromEntries([...new FormData(form)].filter(([name]) => !{MADE}.includes(name)))"


class Phone:
    """A browser with a folder of its own, which is there when it is started again."""

    def __init__(self, chromium, folder, site, cookies):
        self.chromium, self.folder, self.site, self.cookies = chromium, folder, site, cookies

    @contextlib.contextmanager
    def on(self):
        """A page of it, as long as the browser lives."""
        context = self.chromium.launch_persistent_context(
            self.folder,
            executable_path=shutil.which("chromium"),
            args=CHROMIUM,
            base_url=self.site.address,
            viewport=PHONE,
            locale="en-GB",
            timezone_id="Asia/Jakarta",
            reduced_motion="reduce",
        )
        try:
            # Who is signed in is written to the disk within half a minute, and no draft hangs on it.
            context.add_cookies(self.cookies)
            yield context.pages[0]
        finally:
            with contextlib.suppress(Error):
                context.close()

    def browser(self):
        """The process that all others of this browser were started by."""
        for process in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error):
                words = process.cmdline()
                if f"--user-data-dir={self.folder}" in words and not any(word.startswith("--type=") for word in words):
                    return process
        raise LookupError(self.folder)


@pytest.fixture
def phone(chromium, site, signed_in, tmp_path):
    return Phone(chromium.browser_type, tmp_path / "profile", site, signed_in("sari")["cookies"])


@pytest.fixture
def addresses(site):
    return json.loads(site.do(THERE.format(day=f"{YESTERDAY}")))


def said(page, *but):
    """What the form would send, without these fields."""
    told = page.locator("form[data-draft]").evaluate(SAID)
    return {name: value for name, value in told.items() if name not in but}


def types(page, tapped, name, text, *, dies=lambda: None):
    """As a thumb does it; `dies` is called with the first letter."""
    page.locator(f"form[data-draft] {tapped}").click()
    if name:
        page.locator(f"form[data-draft] [name={name}]").click()
        dies()
        page.keyboard.type(text, delay=1000 * BETWEEN_KEYS)


def typed_until_killed(phone, address, steps, chance):
    """What the form said before the field in which the browser was killed."""
    *before, last = steps
    with phone.on() as page:
        page.goto(address)
        for step in before:
            types(page, *step)
        # A tap on a chip opens its field: it is of the last field too.
        stood = said(page)
        browser = phone.browser()
        kill = threading.Timer(chance.uniform(2 * BETWEEN_KEYS, len(last[2]) * BETWEEN_KEYS), browser.kill)
        with contextlib.suppress(Error):
            types(page, *last, dies=kill.start)
        browser.wait(30)
    return stood


def of_the_last(steps):
    """The names of what the last step says: the field, and the chip that opens it."""
    tapped, name, _text = steps[-1]
    return name, *re.findall(r"\[name=(\w+)\]", tapped)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_whoever_was_killed_while_typing_goes_on_from_the_field_before(phone, addresses, number):
    chance = random.Random(number)
    form = list(FORMS)[number % len(FORMS)]
    steps = FORMS[form][: chance.randint(2, len(FORMS[form]))]
    but = of_the_last(steps)
    stood = typed_until_killed(phone, addresses[form], steps, chance)
    with phone.on() as page:
        page.goto(addresses[form])
        expect(page.get_by_text("Kept on this phone since")).to_be_visible()
        assert said(page, *but) == {name: value for name, value in stood.items() if name not in but}
