"""Somebody new, by one thumb: from the search on the training's page to the list, and nobody twice."""

import datetime

import pytest
from playwright.sync_api import expect

from okoce.core.months import today
from tests import factories
from tests.e2e.keystrokes import Hand
from tests.e2e.pages import PHONE, barriers, too_wide

YESTERDAY = today() - datetime.timedelta(days=1)
# As long as names are: fifteen letters.
NAME = "Kartika Pratiwi"

MAKE = """
from tests import factories
by = factories.User.objects.get(username="sari")
training = factories.training(factories.meeting({day!r}), by=by, place="Aula orang baru")
factories.person(by=by, name="Wahyu Lestari", on={day!r}, born="1980-08-17", nik={number!r})
print(training.pk)
"""


@pytest.fixture(scope="module")
def number():
    return factories.nik(born="1980-08-17")


@pytest.fixture(scope="module")
def address(site, number):
    return f"/trainings/{site.do(MAKE.format(day=f'{YESTERDAY}', number=number)).strip()}/"


def searched(page, address, text):
    page.goto(address)
    page.get_by_role("searchbox").fill(text)
    page.get_by_role("button", name="Register somebody new").click()
    expect(page.get_by_role("heading", name="Register somebody new")).to_be_visible()
    # What is quicker with scripts needs them to have come.
    page.wait_for_load_state()


def looked_at(page):
    return barriers(page) + too_wide(page)


def test_somebody_new_is_on_the_list_in_six_taps_and_forty_seconds(window, address):
    page = window("sari", size=PHONE).page
    page.goto(address)
    hand = Hand(page)

    hand.tap(page.get_by_role("searchbox"))
    hand.type(NAME)
    hand.tap(page.get_by_role("button", name="Register somebody new"))
    expect(page.get_by_label("Name", exact=True)).to_have_value(NAME)
    expect(page.get_by_label("NIK").first).to_be_focused()
    hand.type(factories.nik(born="1991-06-06"))
    expect(page.get_by_text("woman, 6 June 1991: as the NIK says.")).to_be_visible()
    hand.tap(page.get_by_label("no business yet"))
    hand.tap(page.get_by_label("The person has heard this text and agrees."))
    hand.tap(page.get_by_role("button", name="Register and add to the list"))
    expect(page.get_by_text("The person is registered and on the list.")).to_be_visible()

    assert (hand.taps, hand.keys, hand.pages) == (5, 31, 2)
    assert hand.seconds < 26


def test_the_next_person_begins_with_the_cursor_in_the_search(window, address):
    page = window("sari", size=PHONE).page
    searched(page, address, "Nama Saja")
    assert looked_at(page) == []
    page.get_by_role("button", name="Register, then the next person").click()
    expect(page.get_by_text("The person is on the list as a candidate")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_whoever_looks_like_them_is_told_apart_before_anybody_is_made(window, address):
    page = window("sari", size=PHONE, language="en").page
    searched(page, address, "Lestari")
    page.get_by_label("NIK").first.press_sequentially(factories.nik(born="1980-08-17"))
    # While the rest is still being filled in.
    expect(page.get_by_role("button", name="Use this one (Wahyu Lestari)")).to_be_visible()
    assert looked_at(page) == []
    page.get_by_role("button", name="Register and add to the list").click()
    expect(page.get_by_role("heading", name="Is it this person?")).to_be_in_viewport()
    page.get_by_label("I saw two identity cards").check()
    page.get_by_role("button", name="Register and add to the list").click()
    expect(page.get_by_text("The person is on the list as a candidate")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_known_number_can_only_be_used(window, address, number, scripts):
    page = window("sari", size=PHONE, java_script_enabled=scripts).page
    if scripts:
        searched(page, address, "Wahyu L")
        page.get_by_label("NIK").first.press_sequentially(number)
    else:
        page.goto(address)
        page.get_by_role("searchbox").fill("Wahyu L")
        page.get_by_role("button", name="Search").click()
        page.get_by_role("button", name="Register somebody new").click()
        page.get_by_label("NIK").first.fill(number)
        page.get_by_role("button", name="Register and add to the list").click()
    expect(page.get_by_text("Somebody with this NIK is registered.")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Register and add to the list")).to_have_count(0)
    expect(page.get_by_label("The person has heard this text and agrees.")).to_be_hidden()
    use = page.get_by_role("button", name="Use this one (Wahyu Lestari)")
    expect(use).to_be_in_viewport()
    who = page.get_by_role("group").get_by_text("Wahyu Lestari", exact=True).bounding_box()
    assert who["y"] + who["height"] < use.bounding_box()["y"]
    if scripts:
        assert looked_at(page) == []
    page.get_by_role("button", name="Use this one (Wahyu Lestari)").click()
    expect(page.get_by_text("nothing of theirs was changed")).to_be_visible()


def test_the_form_is_there_again_when_another_number_is_typed(window, address, number):
    page = window("sari", size=PHONE).page
    searched(page, address, "Wahyu L")
    page.get_by_label("NIK").first.press_sequentially(number)
    register = page.get_by_role("button", name="Register and add to the list")
    expect(register).to_be_hidden()
    page.get_by_label("NIK").first.press("Backspace")
    expect(register).to_be_in_viewport()


def test_what_is_wrong_is_in_sight_above_the_button(window, address):
    page = window("sari", size=PHONE).page
    searched(page, address, "Salah Nomor")
    page.get_by_label("NIK").first.fill("3171015705")
    page.get_by_role("button", name="Register and add to the list").click()
    expect(page.get_by_role("alert")).to_contain_text("A NIK has 16 digits and this one has 10.")
    expect(page.get_by_role("alert")).to_be_in_viewport(ratio=1)
    assert looked_at(page) == []
