"""Logging a training on a phone: at most 8 taps and 60 seconds from the first page to the list."""

import datetime
import re

import pytest
from playwright.sync_api import expect

from okoce.core.months import today
from tests.e2e.keystrokes import Hand
from tests.e2e.pages import PHONE

YESTERDAY = today() - datetime.timedelta(days=1)
MOST_TAPS, MOST_SECONDS = 8, 60

HISTORY = """
from okoce.accounts.models import User
from tests import factories
by = User.objects.get(username={by!r})
training = factories.training(factories.meeting({day!r}), by=by, place="Balai Warga RW 05")
factories.attend(training, *factories.people(3, by=by, on={day!r}, born="1988-08-08"))
print(training.pk)
"""


@pytest.fixture
def last(site):
    """The key of the training that was logged last, to which three people came."""
    return site.do(HISTORY.format(day=f"{YESTERDAY}", by="sari")).strip()


def at_home(open_window, name):
    page = open_window(name, size=PHONE).page
    page.goto("/")
    return page, Hand(page)


def the_roll_is_called(hand):
    expect(hand.page).to_have_url(re.compile(r"/trainings/[0-9a-f-]{36}/$"))
    assert hand.taps <= MOST_TAPS
    assert hand.seconds <= MOST_SECONDS


def test_as_it_usually_is_takes_two_taps(window, last):
    page, hand = at_home(window, "sari")
    hand.tap(page.get_by_role("link", name="Log a training"))
    hand.tap(page.get_by_role("button", name="Save and call the roll"))
    the_roll_is_called(hand)
    assert hand.taps == 2
    expect(page.get_by_text("Balai Warga RW 05, Tebet")).to_be_visible()


def test_at_another_place_about_another_topic_takes_eight_taps_at_most(window, last):
    page, hand = at_home(window, "sari")
    hand.tap(page.get_by_role("link", name="Log a training"))
    hand.tap(page.get_by_label("Another place"))
    hand.tap(page.get_by_label("Name of the place"))
    hand.type("Gedung serbaguna RW 11")
    hand.tap(page.get_by_label("Another topic"))
    hand.choose(page.get_by_label("All topics"), "PANGAN")
    hand.tap(page.get_by_role("button", name="Save and call the roll"))
    the_roll_is_called(hand)
    expect(page.get_by_text("Gedung serbaguna RW 11, Tebet")).to_be_visible()
    expect(page.get_by_role("heading", name="Usaha makanan dan minuman")).to_be_visible()


def test_for_the_first_time_takes_eight_taps_at_most(window):
    page, hand = at_home(window, "nina")
    hand.tap(page.get_by_role("link", name="Log a training"))
    hand.tap(page.get_by_label("Pemasaran"))
    hand.choose(page.get_by_label("Agency that pays"), "DINSOS")
    hand.tap(page.get_by_role("button", name="Save and call the roll"))
    the_roll_is_called(hand)
    expect(page.get_by_text("Pusat Jatinegara, Jatinegara")).to_be_visible()


def test_a_time_that_is_refused_is_said_in_whole_lines_above_the_button(window, last):
    page, _hand = at_home(window, "sari")
    page.goto("/trainings/new/")
    page.get_by_label("From").fill("14:00")
    page.get_by_label("Until").fill("13:00")
    page.get_by_role("button", name="Save and call the roll").click()
    beside, above = page.locator(".field-error"), page.locator(".form-errors > p").last
    expect(beside).to_contain_text("Until: ")
    assert beside.bounding_box()["width"] > 300
    place = above.bounding_box()
    assert place["y"] + place["height"] <= page.locator(".actions").bounding_box()["y"]


def test_once_more_with_its_people_takes_two_taps(site, window):
    # Of somebody who logged none like it today: that would be asked about.
    site.do(HISTORY.format(day=f"{YESTERDAY}", by="joko"))
    page, hand = at_home(window, "joko")
    hand.tap(page.get_by_role("link", name="Repeat the last training"))
    hand.tap(page.get_by_role("button", name="Save and call the roll"))
    the_roll_is_called(hand)
    # From an hour before the usual time the list is there, and has no marks until the session begins.
    expect(page.get_by_text(re.compile(r"0 present / 3|3 people on the list")).first).to_be_visible()


SHARES = "navigator.share = async (said) => { window.handedOn = said.text; }"


def test_the_numbers_are_handed_to_the_chat_with_a_link_that_opens_without_signing_in(window, last):
    page = window("sari", size=PHONE).page
    page.add_init_script(SHARES)
    page.goto(f"/trainings/{last}/share/")
    page.get_by_role("button", name="Share", exact=True).click()
    told, _space, link = page.evaluate("window.handedOn").rpartition(" ")
    assert told.endswith(": 3 people came.")
    stranger = window(size=PHONE).page
    stranger.goto(link)
    expect(stranger.get_by_text("people came")).to_be_visible()
