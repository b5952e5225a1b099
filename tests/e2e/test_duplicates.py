"""Two who look like one: merged by keyboard alone, and two again."""

import json

from playwright.sync_api import expect

from tests.e2e.pages import LAPTOP, PHONE, barriers, too_wide

# A kecamatan of their own: others leave people who look alike too.
PAIRS = "/duplicates/?kecamatan=31.73.08"
FACTS = """
import json
from okoce.core.months import now, today
from participants.duplicates import looking
from tests import factories
day = f"{today()}"
for name in ("Zubaidah Permatasari", "Permatasari, Zubaidah"):
    factories.person(name=name, on=day, lives_in="31.73.08")
looking.look(at=now())
print(json.dumps(name))
"""


def looked_at(page):
    """What is wrong with the page on a phone and a laptop."""
    found = []
    for size in (PHONE, LAPTOP):
        page.set_viewport_size(size)
        found += barriers(page) + too_wide(page)
    return found


def test_two_rows_are_merged_by_keyboard_and_taken_apart_again(site, window):
    json.loads(site.do(FACTS))
    page = window("budi").page
    page.goto(PAIRS)
    wrong = looked_at(page)
    page.get_by_role("link", name="Zubaidah").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("They differ in: NIK")).to_be_visible()
    wrong += looked_at(page)

    page.get_by_role("button", name="Merge: everything counts for").press("Enter")
    expect(page.get_by_text("Nothing has been saved yet")).to_be_visible()
    page.get_by_label("one of the two identity numbers is wrong").press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Kartunya sama")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Merged: everything counts for")).to_be_visible()

    page.get_by_role("link", name="They are two after all").press("Enter")
    page.get_by_label("I saw two identity cards").press("Space")
    page.get_by_label("How do you know?").fill("Ternyata kembar")
    wrong += looked_at(page)
    page.get_by_role("button", name="Take the merge back").press("Enter")
    expect(page.get_by_text("They are two again")).to_be_visible()
    page.goto(PAIRS)
    expect(page.get_by_role("link", name="Zubaidah")).to_have_count(0)
    assert wrong == []
