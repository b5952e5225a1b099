"""The verifier's desk by keys, and without a script: each test hands in what it clears, in a kecamatan of its own."""

import datetime

import pytest
from playwright.sync_api import expect

from okoce.core.months import today

YESTERDAY = today() - datetime.timedelta(days=1)
# Visits that confirm trading, each of somebody else, where no other test checks anything.
VISITS = """
from okoce.accounts.models import User
from okoce.accounts.roles import Role
from tests import factories
by = User.objects.filter(username="visitor-{place}").first() or factories.user(kecamatan=({place!r},))
for number in range(1, {many} + 1):
    somebody = factories.person(by=by, lives_in={place!r}, on={day!r}, name=f"{name} {{number:02}}")
    factories.visit(somebody, by=by, on={day!r}, confirms_trading=True, kecamatan={place!r})
"""
STATES = """
from participants.models import Visit
for visit in Visit.objects.filter(participant__name__startswith={name!r}).order_by("participant__name"):
    print(visit.state)
"""


@pytest.fixture
def handed_in(site):
    """Visits of people of that name, which wait in that kecamatan; returns the address of the queue there."""

    def hand_in(many, *, name, place):
        site.do(VISITS.format(many=many, name=name, place=place, day=f"{YESTERDAY}"))
        return f"?kecamatan={place}&order=clean"

    return hand_in


def states(site, name):
    return site.do(STATES.format(name=name)).split()


def press(page, *keys):
    """Once the page listens: what is pressed before is lost, as on any page."""
    expect(page.locator("body.with-keys")).to_be_attached()
    for key in keys:
        page.keyboard.press(key)


def opened(window, queue, name="budi"):
    """The first record of the queue, opened."""
    page = window(name).page
    page.goto(f"/verification/{queue}")
    first = page.locator("[data-desk-list] a").first
    address = first.get_attribute("href")
    first.press("Enter")
    page.wait_for_url(f"**{address}")
    expect(page.locator(".desk-decision")).to_be_visible()
    return page


def heading(page):
    return page.get_by_role("heading", level=1)


def test_ten_clean_records_are_cleared_with_one_key_each(site, window, handed_in):
    page = opened(window, handed_in(10, name="Sepuluh", place="31.72.01"))
    for number in range(1, 11):
        expect(heading(page)).to_have_text(f"Sepuluh {number:02}")
        press(page, "a")
        expect(page.get_by_text("Approved: it counts from now on.")).to_be_visible()
    expect(heading(page)).to_have_text("Verification")
    assert states(site, "Sepuluh") == ["verified"] * 10


def test_keys_walk_send_back_and_take_back(site, window, handed_in):
    page = opened(window, handed_in(3, name="Kunci", place="31.72.02"))
    for key, name in (("j", "Kunci 02"), ("j", "Kunci 03"), ("k", "Kunci 02")):
        press(page, key)
        expect(heading(page)).to_have_text(name)
    expect(page.get_by_text("2 of 3")).to_be_visible()
    press(page, "r", "3")
    reason = page.get_by_label("Reason", exact=True)
    expect(reason).to_have_value("The photo shows another business: add the right one.")
    # Written in the text, a key is a letter.
    reason.press("End")
    page.keyboard.type(" ajak")
    expect(reason).to_have_value("The photo shows another business: add the right one. ajak")
    page.get_by_role("button", name="Send back with this reason").click()
    expect(heading(page)).to_have_text("Kunci 03")
    press(page, "u")
    expect(heading(page)).to_have_text("Kunci 02")
    expect(page.get_by_text("Taken back: it is as it was.")).to_be_visible()
    assert states(site, "Kunci") == ["submitted"] * 3


def test_whoever_writes_a_reason_reads_the_facts_above_it_and_approves_nothing_by_a_key(site, window, handed_in):
    page = opened(window, handed_in(2, name="Baca", place="31.75.02"))
    press(page, "r")
    page.get_by_role("button", name="Send back with this reason").click()
    expect(page.get_by_label("Reason", exact=True)).to_be_focused()
    panel, window_height = page.locator(".desk-decision").bounding_box(), page.viewport_size["height"]
    assert panel["y"] + panel["height"] <= window_height
    assert panel["height"] < window_height * 0.56
    page.get_by_label("The photo shows another business: add the right one.").check()
    press(page, "a")
    expect(page.get_by_role("button", name="Send back with this reason")).to_be_visible()
    assert states(site, "Baca") == ["submitted"] * 2


CASE = """
from tests import factories
factories.case(factories.person(lives_in={place!r}, on={day!r}, name={name!r}))
"""
CASES = """
from participants.models import Entrepreneur
print(Entrepreneur.objects.get(participant__name={name!r}).state)
"""


def test_escape_and_r_shut_the_reasons_from_inside_the_text_too(site, window, handed_in):
    page = opened(window, handed_in(2, name="Tutup", place="31.75.04"))
    reason, summary = page.get_by_label("Reason", exact=True), page.locator(".desk-return > summary")
    press(page, "r")
    reason.focus()
    page.keyboard.type("rr")
    expect(reason).to_have_value("rr")
    press(page, "Escape")
    expect(reason).to_be_hidden()
    expect(summary).to_be_focused()
    press(page, "r")
    expect(reason).to_be_visible()
    press(page, "r")
    expect(reason).to_be_hidden()
    press(page, "a")
    expect(heading(page)).to_have_text("Tutup 02")
    expect(heading(page)).to_be_focused()
    press(page, "a")
    expect(heading(page)).to_have_text("Verification")
    assert states(site, "Tutup") == ["verified"] * 2


def test_a_key_asks_for_the_ticked_ones_and_once_more_sends_them(site, window, handed_in):
    queue = handed_in(3, name="Centang", place="31.75.05")
    page = window("budi").page
    page.goto(f"/verification/{queue}")
    press(page, "?")
    expect(page.get_by_text("to “Approve the ticked ones”; a again, or Enter, sends them")).to_be_visible()
    press(page, "?", "x", "j", "x", "a")
    expect(page.get_by_role("button", name="Approve the ticked ones (2)")).to_be_focused()
    page.wait_for_timeout(300)
    assert states(site, "Centang") == ["submitted"] * 3
    press(page, "a")
    expect(page.get_by_text("2 records approved.")).to_be_visible()
    expect(page.get_by_role("link", name="Centang 03")).to_be_focused()
    assert states(site, "Centang") == ["verified", "verified", "submitted"]


def test_what_is_not_clean_takes_more_than_one_key(site, window):
    site.do(CASE.format(place="31.75.03", day=f"{YESTERDAY}", name="Kurang Izin"))
    page = opened(window, "?kecamatan=31.75.03")
    tick = page.get_by_label("Approve all the same: a verified licence or proof is missing")
    press(page, "a")
    expect(tick).to_be_focused()
    press(page, "a", "a")
    page.wait_for_timeout(300)
    assert site.do(CASES.format(name="Kurang Izin")).strip() == "submitted"
    press(page, "x")
    expect(tick).to_be_checked()
    press(page, "a")
    expect(page.get_by_text("it counts by itself once a licence and a proof are verified")).to_be_visible()
    assert site.do(CASES.format(name="Kurang Izin")).strip() == "verified"


def test_no_key_acts_with_another_one_or_switched_off(site, window, handed_in):
    page = opened(window, handed_in(2, name="Diam", place="31.72.03"))
    press(page, "Control+a", "Alt+a", "Shift+a", "Meta+j", "?")
    page.get_by_role("button", name="Switch the keys off").click()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("a")
    page.reload()
    page.keyboard.press("a")
    page.keyboard.press("j")
    page.wait_for_timeout(300)
    expect(heading(page)).to_have_text("Diam 01")
    assert states(site, "Diam") == ["submitted"] * 2
    page.get_by_role("button", name="Keys").click()
    page.get_by_role("button", name="Switch the keys on").click()
    page.get_by_role("button", name="Close").click()
    press(page, "j")
    expect(heading(page)).to_have_text("Diam 02")


def test_clean_records_are_ticked_and_approved_together(site, window, handed_in):
    queue = handed_in(3, name="Bersama", place="31.72.04")
    page = window("budi").page
    page.goto(f"/verification/{queue}")
    page.get_by_role("button", name="Tick all 3 clean ones here").click()
    page.get_by_label("Approve Bersama 02").uncheck()
    page.get_by_role("button", name="Approve the ticked ones (2)").click()
    expect(page.get_by_text("2 records approved.")).to_be_visible()
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Taken back: 2 records are as they were.")).to_be_visible()
    assert states(site, "Bersama") == ["submitted"] * 3


def test_after_ten_seconds_it_is_too_late_and_the_page_and_the_key_say_what_to_do_now(window, handed_in):
    page = opened(window, handed_in(2, name="Detik", place="31.72.05"))
    # What somebody decided a moment before can be taken back no more.
    expect(page.get_by_role("button", name="Take it back")).to_be_hidden(timeout=12_000)
    page.reload()
    press(page, "u")
    expect(page.locator("output")).to_contain_text("Nothing can be taken back now")
    press(page, "a")
    expect(page.get_by_role("button", name="Take it back")).to_be_visible()
    too_late = "Detik 01: Too late to take it back: if it was wrong, open it and send it back or revoke it."
    expect(page.locator("output")).to_contain_text(too_late, timeout=12_000)
    expect(page.locator("output")).to_contain_text("Visit on ")
    page.locator("output").get_by_role("link", name="Detik 01").click()
    expect(page.locator("summary").filter(has_text="Send back")).to_be_visible()


def test_all_of_it_needs_no_script(site, window, handed_in):
    queue = handed_in(3, name="Tanpa", place="31.72.06")
    page = window("budi", java_script_enabled=False).page
    page.goto(f"/verification/{queue}")
    page.get_by_role("link", name="Tanpa 01").click()
    page.get_by_role("link", name="Next").click()
    page.locator("summary").filter(has_text="Send back").click()
    page.get_by_label("The photo shows another business: add the right one.").check()
    page.get_by_role("button", name="Send back with this reason").click()
    expect(heading(page)).to_have_text("Tanpa 03")
    page.get_by_role("button", name="Take it back").click()
    expect(heading(page)).to_have_text("Tanpa 02")
    page.locator(".eyebrow").get_by_role("link").click()
    page.get_by_label("Approve Tanpa 03").check()
    page.get_by_role("button", name="Approve the ticked ones").click()
    expect(page.get_by_text("1 record approved.")).to_be_visible()
    assert states(site, "Tanpa") == ["submitted", "submitted", "verified"]


def test_the_pace_tells_the_city_who_is_behind(window, handed_in):
    handed_in(1, name="Laju", place="31.75.01")
    page = window("rina").page
    page.goto("/verification/pace/")
    expect(page.get_by_role("heading", name="Who is behind with checking")).to_be_visible()
