"""Recording a visit with a thumb: how many touches it takes, and how long, from the page of visits and from home."""

import datetime
import json

import pytest
from playwright.sync_api import expect

from okoce.core.months import today
from tests.e2e.keystrokes import Hand
from tests.e2e.pages import PHONE, barriers, too_wide
from tests.factories import PIXEL

PHOTO = {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": PIXEL}
# Looked after by sari; with a name whose facts lack nothing but a proof that the business trades.
SOMEBODY = """
import datetime, json
from okoce.accounts.models import User
from tests import factories
sari, day = User.objects.get(username="sari"), datetime.date.fromisoformat({day!r})
somebody = factories.person(by=sari, on=day, name={name!r}, born={born!r})
if {near}:
    for days in (1, 2):
        factories.visit(somebody, by=sari, on=day + datetime.timedelta(days=days))
    factories.approved(factories.licence(somebody, by=sari, issued=f"{{day}}"))
print(json.dumps(str(somebody.pk)))
"""


@pytest.fixture
def somebody(site):
    """The address of somebody whom sari registered ten days ago."""

    def made(name, *, born, near=False):
        day = today() - datetime.timedelta(days=10)
        return f"/participants/{json.loads(site.do(SOMEBODY.format(day=f'{day}', name=name, born=born, near=near)))}/"

    return made


def phone(window, **said):
    return window("sari", size=PHONE, **said).page


def say_what_was_seen(hand, page):
    """What it was about is chosen already, from the second visit on."""
    hand.tap(page.get_by_role("group", name="What you found").get_by_label("Selling more"))
    hand.tap(page.get_by_role("group", name="Next step").get_by_label("Keep books"))


def save(hand, page):
    hand.tap(page.get_by_role("button", name="Save the visit"))
    expect(page.get_by_text("The visit is recorded.")).to_be_visible()


def test_to_somebody_one_step_away_with_a_photo(window, somebody):
    somebody("Lina Duabelas", born="1987-03-01", near=True)
    page = phone(window)
    page.goto("/visits/")
    hand = Hand(page)
    row = page.get_by_role("listitem").filter(has_text="A proof of trading").filter(has_text="Lina")
    hand.tap(row.get_by_role("link", name="Record a visit"))
    say_what_was_seen(hand, page)
    with page.expect_file_chooser() as camera:
        hand.tap(page.get_by_label("I saw the business trading"))
    # The camera's own button.
    hand.taps += 1
    camera.value.set_files(PHOTO)
    save(hand, page)
    expect(page.get_by_role("heading", name="Next for Lina Duabelas")).to_be_visible()
    expect(page.get_by_text("waits for a verifier since")).to_be_visible()
    assert hand.taps <= 6
    assert hand.seconds <= 40
    assert barriers(page) + too_wide(page) == []


def test_what_the_tick_lets_in_stands_clear_of_the_button_that_saves(window, somebody):
    person = somebody("Putri Enambelas", born="1987-03-05")
    page = phone(window)
    page.goto(f"{person}visits/new/")
    with page.expect_file_chooser():
        page.get_by_label("I saw the business trading").check()
    choose, button = page.get_by_role("button", name="Choose from the gallery"), page.locator(".actions")
    expect(choose).to_be_visible()
    low = choose.bounding_box()
    assert low["y"] + low["height"] <= button.bounding_box()["y"]


def test_refused_for_want_of_a_photo_it_shows_where_one_is_taken_until_there_is_one(window, somebody):
    person = somebody("Rani Tujuhbelas", born="1987-03-06")
    seen = window("sari", size=PHONE)
    page = seen.page
    page.goto(f"{person}visits/new/")
    page.get_by_role("group", name="Topic").get_by_label("Something else").check()
    page.get_by_role("textbox", name="Topic").fill("Label")
    with page.expect_file_chooser():
        page.get_by_label("I saw the business trading").check()
    page.get_by_role("button", name="Save the visit").click()
    lacking = page.locator(".field-error").filter(has_text="Add a photo of the business at work")
    expect(lacking).to_be_in_viewport()
    page.locator("[data-photos] [type=file]").set_input_files(PHOTO)
    expect(lacking).to_have_count(0)
    expect(page.get_by_text("Nothing has been saved yet")).to_have_count(0)
    save(Hand(page), page)
    seen.faults.clear()  # the browser tells on its console what was refused


def test_from_home_by_a_search(window, somebody):
    somebody("Mega Tigabelas", born="1987-03-02")
    # The very first visit has no topic yet to go by.
    somebody("Nina Empatbelas", born="1987-03-03", near=True)
    page = phone(window)
    page.goto("/")
    hand = Hand(page)
    hand.tap(page.get_by_role("navigation", name="Main").get_by_role("link", name="Visits"))
    hand.tap(page.get_by_role("searchbox"))
    hand.type("mega")
    hand.tap(page.get_by_role("link", name="Record a visit Mega Tigabelas"))
    say_what_was_seen(hand, page)
    save(hand, page)
    assert hand.taps <= 6
    assert hand.seconds <= 40


def test_without_a_script(window, somebody):
    person = somebody("Oki Limabelas", born="1987-03-04")
    page = phone(window, java_script_enabled=False)
    page.goto("/visits/")
    page.get_by_role("searchbox").fill("oki")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Record a visit Oki Limabelas").click()
    page.get_by_label("Topic", exact=True).fill("Label")
    page.get_by_role("group", name="Next step").get_by_label("Join a bazaar").check()
    page.get_by_role("button", name="Save the visit").click()
    expect(page.get_by_text("The visit is recorded.")).to_be_visible()
    page.goto(person)
    expect(page.get_by_text("Label").first).to_be_visible()
