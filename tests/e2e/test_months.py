"""A month is closed, corrected, opened again by two people and closed anew; its pages have no barrier meanwhile."""

import json

import pytest
from playwright.sync_api import expect

from okoce.core.months import Month, today
from tests.e2e.pages import LAPTOP, PHONE, barriers, too_wide

# The first month of the programme: no other has to be closed before it.
FIRST = Month.of(today()) + -11
HERE = f"/months/{FIRST}/"

# Six people, one of whose licences waits for a verifier.
FACTS = """
from tests import factories
people = factories.people(6, on={day!r})
factories.handed_in(factories.licence(people[0], issued={day!r}))
"""
CORRECTED = """
from okoce.core.verbs import verb
from participants.models import Participant
from tests import factories

@verb("duplicates merged")
def merge():
    twice = Participant.objects.filter(registered_on={day!r}).order_by("pk")[:2].values_list("pk", flat=True)
    Participant.objects.filter(pk__in=list(twice)).update(nik_sealed=None, nik_fingerprint=None, nik_tail="")

merge()
"""
COUNTED = """
from reports import rollup
rollup.drain()
"""
PROVED = """
import json
from reports import chain
print(json.dumps([fault.code for fault in chain.verify()]))
"""
# The tables of which a phone shows a part only.
CUT = """() => {
    for (const folded of document.querySelectorAll("main details")) folded.open = true;
    const tables = [...document.querySelectorAll("main .table-scroll")].filter((one) => one.scrollWidth > one.clientWidth);
    return tables.map((one) => one.ariaLabel);
}"""


def look(page):
    """What is wrong with the page, in light and in dark."""
    page.emulate_media(color_scheme="light")
    wrong = barriers(page) + too_wide(page)
    page.emulate_media(color_scheme="dark")
    wrong += barriers(page, "color-contrast")
    page.emulate_media(color_scheme="light")
    return wrong


def until(page, words):
    """The page, loaded again until it says so: the worker counts meanwhile."""
    for _nth in range(60):
        page.goto(HERE)
        if page.get_by_text(words).count():
            return
        page.wait_for_timeout(500)
    expect(page.get_by_text(words).first).to_be_visible()


@pytest.fixture(scope="module")
def day(site):
    """A day of the first month, on which six people registered."""
    day = f"{FIRST}-05"
    site.do(FACTS.format(day=day) + COUNTED)
    return day


def close(page):
    """Close the month of this page by its name, in the language of the page."""
    page.get_by_role("checkbox").check()
    page.get_by_label("Type the name of the month").fill(f"{FIRST.first:%B %Y}".lower())
    page.get_by_role("button", name="for good").click()
    expect(page.get_by_text("is closed, as number")).to_be_visible()


def test_a_month_is_closed_corrected_opened_again_by_two_and_closed_anew(window, site, day):
    rina, tari = window("rina", size=PHONE).page, window("tari", size=LAPTOP).page
    name = f"{FIRST.first:%B %Y}"

    rina.goto("/months/")
    # One that was opened again comes first: other tests of this site do that.
    expect(rina.get_by_role("heading", name="Next to close")).to_be_visible()
    rina.goto(HERE)
    assert look(rina) == []
    if rina.get_by_role("button", name="Count everything anew now").count():
        rina.get_by_role("button", name="Count everything anew now").click()
        expect(rina.get_by_text("load this page again in a minute").first).to_be_visible()
    until(rina, "Nothing: it can be closed.")

    rina.get_by_label("Type the name of the month").fill("Januari 1999")
    rina.get_by_role("button", name="for good").click()
    expect(rina.get_by_text("This is not the name of the month").first).to_be_visible()
    expect(rina.get_by_text("Tick this, or have the records checked first.").first).to_be_visible()
    assert look(rina) == []
    close(rina)
    assert look(rina) == []
    digest = rina.locator("dd.digest").first.inner_text()

    site.do(CORRECTED.format(day=day) + COUNTED)
    tari.goto("/months/revisions/?definition=2020-P1")
    expect(tari.get_by_text(f"{name}: 6 first published, 4 now: 2 duplicates merged")).to_be_visible()
    assert look(tari) == []

    rina.goto(HERE)
    rina.get_by_role("link", name="Ask to open it again").click()
    assert look(rina) == []
    rina.get_by_label("Why it has to be opened again").fill("Daftar dua pelatihan tertukar")
    rina.get_by_role("button", name="Ask to open it again").click()
    expect(rina.get_by_text("You asked yourself")).to_be_visible()
    expect(rina.get_by_role("button", name="Confirm")).to_have_count(0)
    assert look(rina) == []

    tari.goto(HERE)
    assert look(tari) == []
    tari.get_by_label("Type the name of the month").fill(name)
    tari.get_by_role("button", name=f"Confirm: open {name} again").click()
    expect(tari.get_by_text("The month is open again")).to_be_visible()
    expect(tari.get_by_text("reopened, not closed yet").first).to_be_visible()
    assert look(tari) == []

    close(tari)
    expect(tari.get_by_text("Daftar dua pelatihan tertukar")).to_be_visible()
    digests = tari.locator("dd.digest").all_inner_texts()
    assert digest in digests
    phone = window("rina", size=PHONE, language="id").page
    phone.goto(HERE)
    assert phone.evaluate(CUT) == []
    tari.goto("/months/")
    assert look(tari) == []
    assert json.loads(site.do(PROVED)) == []


def test_a_wrong_name_typed_without_a_pointer_is_refused_in_indonesian_too(window):
    page = window("rina", size=PHONE, language="id").page
    page.goto(f"/months/{FIRST + 1}/")
    page.locator("#id_name").focus()
    page.keyboard.type("bukan bulan")
    page.keyboard.press("Enter")
    page.locator(".field-error").first.wait_for()
    assert look(page) == []
