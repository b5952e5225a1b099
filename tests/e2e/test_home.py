"""The bar of a phone, and marks that wait on it: listed, counted, asked about, and sent."""

import json

import pytest
from playwright.sync_api import expect

from okoce.core.months import today
from tests.e2e.pages import PHONE, barriers, too_wide

ROLL = """
import json
from tests import factories
held = factories.training(factories.meeting({day!r}, starts="00:00", minutes=15), place="Balai warga")
yuliana, jajang = (factories.person(name=name, on={day!r}) for name in ("Yuliana", "Jajang"))
factories.attend(held, yuliana, jajang)
print(json.dumps([held.logged_by_id, f"/trainings/{{held.pk}}/?session={{held.sessions.get().pk}}"]))
"""
# Of each room in the bar: its label, in how many lines it stands, and whether a thumb meets it.
ROOMS = """() => [...document.querySelectorAll(".nav-link")].filter((link) => link.checkVisibility()).map((link) => {
    const words = document.createRange();
    words.selectNode([...link.childNodes].find((node) => node.nodeType === 3 && node.textContent.trim()));
    const lines = new Set([...words.getClientRects()].map(({ top }) => top)).size;
    const { width, height } = link.getBoundingClientRect();
    return [link.innerText.trim(), lines, width >= 44 && height >= 44];
})"""


@pytest.fixture(scope="module")
def roll(site):
    """Whose training of today it is, and where its list is."""
    return json.loads(site.do(ROLL.format(day=f"{today()}")))


@pytest.fixture
def phone(window):
    return window("sari", size=PHONE)


def mark_without_an_answer(page, address, status):
    page.route("**/roster/", lambda route: route.abort())
    page.goto(address)
    page.get_by_role("group", name="Attendance of Yuliana").get_by_label(status).check()
    expect(page.get_by_role("navigation").get_by_role("link", name="Unsent")).to_have_text("Unsent 1")


@pytest.mark.parametrize("language", ["id", "en"])
def test_five_rooms_share_the_bar_of_a_phone_each_in_one_line_and_large_enough(window, language):
    page = window("sari", size=PHONE, language=language).page
    page.goto("/")
    rooms = page.evaluate(ROOMS)
    assert [said[1:] for said in rooms] == [[1, True]] * 5, rooms
    assert page.locator(".nav-link[aria-current]").count() == 1
    assert too_wide(page) == []


def test_what_was_marked_without_a_line_is_counted_listed_and_sent_with_one_tap(phone, roll):
    _user, address = roll
    page = phone.page
    mark_without_an_answer(page, address, "Late")
    page.get_by_role("link", name="Unsent").click()
    expect(page.get_by_role("listitem").filter(has_text="1 mark")).to_be_visible()
    assert barriers(page) + too_wide(page) == []
    page.unroute("**/roster/")
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text("Sent: the server has them.")).to_be_visible()
    expect(page.get_by_role("navigation").get_by_role("link", name="Unsent")).to_have_text("Unsent")
    page.goto(address)
    expect(page.get_by_role("group", name="Attendance of Yuliana").get_by_label("Late")).to_be_checked()
    phone.faults.clear()  # the browser tells on its console what got no answer


def test_marks_that_wait_go_by_themselves_from_the_next_page_and_when_the_line_is_back(phone, roll):
    _user, address = roll
    page = phone.page
    unsent = page.get_by_role("navigation").get_by_role("link", name="Unsent")
    mark_without_an_answer(page, address, "Present")
    page.unroute("**/roster/")
    page.goto("/")
    expect(unsent).to_have_text("Unsent")
    mark_without_an_answer(page, address, "Excused")
    page.goto("/visits/")
    expect(unsent).to_have_text("Unsent 1")
    page.unroute("**/roster/")
    phone.context.set_offline(True)
    phone.context.set_offline(False)
    expect(unsent).to_have_text("Unsent")
    page.goto(address)
    expect(page.get_by_role("group", name="Attendance of Yuliana").get_by_label("Excused")).to_be_checked()
    phone.faults.clear()


def test_marks_of_somebody_else_are_told_and_never_sent(phone, roll):
    page = phone.page
    page.goto("/unsent/")
    expect(page.get_by_text("Nothing waits on this phone")).to_be_visible()
    kept = {"url": "/trainings/", "label": "Dasar", "marks": {"a": "present"}}
    page.evaluate("(kept) => localStorage.setItem('okoce.marks.0.s', JSON.stringify(kept))", kept)
    page.reload()
    expect(page.get_by_text("Marks of somebody else wait on this phone too.")).to_be_visible()
    expect(page.get_by_role("button", name="Send now")).to_be_hidden()


def test_marks_that_the_server_refuses_stay_until_they_are_let_go_of(phone, roll):
    user, address = roll
    page = phone.page
    page.goto("/unsent/")
    url = address.replace("?session=", "sessions/") + "/roster/"
    kept = {"url": url, "label": "Dasar", "marks": {"nobody": "present"}}
    page.evaluate("([user, kept]) => localStorage.setItem(`okoce.marks.${user}.s`, JSON.stringify(kept))", [user, kept])
    page.reload()
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text("The server did not take these marks")).to_be_visible()
    page.get_by_role("button", name="Let go of these marks").click()
    expect(page.get_by_text("Nothing waits on this phone")).to_be_visible()
    phone.faults.clear()  # and what was refused


def test_signing_out_asks_first_while_marks_wait(phone, roll):
    _user, address = roll
    page = phone.page
    mark_without_an_answer(page, address, "Sick")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.locator(".menu > summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    assert [message.split(".")[0] for message in asked] == ["Not sent yet: 1 mark"]
    phone.faults.clear()


def test_every_page_says_that_there_is_no_line_and_only_what_is_true(phone, roll):
    _user, address = roll
    page = phone.page
    for where, sentence in (("/", "wait until it is back"), (address, "is kept on this phone and sent again")):
        page.goto(where)
        phone.context.set_offline(True)
        expect(page.get_by_text(sentence)).to_be_visible()
        phone.context.set_offline(False)
        expect(page.get_by_text(sentence)).to_be_hidden()
    phone.faults.clear()
