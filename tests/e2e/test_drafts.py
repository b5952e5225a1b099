"""What is typed waits on the phone and reaches the server once: restored, refused, in conflict, late, somebody else's."""

import json
import re

import pytest
from playwright.sync_api import expect

from okoce.core.months import Month, today
from tests.e2e import job, people
from tests.e2e.pages import PHONE, barriers, too_wide
from tests.e2e.stored import STORED
from tests.factories import PIXEL
from tests.site import until

PHOTO = {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": PIXEL}
# Before its hour, and after.
LIST = re.compile("Who (came|comes) on")
NEW, UNSENT = "/trainings/new/", "/unsent/"
# Everything that lies in the open, as text.
OPEN = """() => new Promise((done) => (indexedDB.open("okoce").onsuccess = ({ target }) => {
    const base = target.result;
    base.transaction("drafts").objectStore("drafts").getAll().onsuccess = ({ target }) => {
        base.close();
        done(JSON.stringify([target.result, Object.entries(localStorage), Object.entries(sessionStorage)]));
    };
}))"""
KEY = """() => new Promise((done) => (indexedDB.open("okoce").onsuccess = ({ target }) => {
    const base = target.result;
    base.transaction("keys").objectStore("keys").getAll().onsuccess = ({ target }) => {
        base.close();
        done(target.result.map(({ key }) => [key.type, key.extractable]));
    };
}))"""

TRAININGS = """
import json
from programs.models import Training
print(json.dumps(sorted(Training.objects.filter(place__in={places!r}).values_list("place", flat=True))))
"""
SESSION = """
from tests import factories
from okoce.accounts.models import User
held = factories.training(factories.meeting({day!r}, starts="00:00", minutes=15), by=User.objects.get(username="sari"), place="Balai draf")
print(f"/trainings/{{held.pk}}/sessions/{{held.sessions.get().pk}}/people/new/?kept")
"""
MOVERS = """
from tests import factories
from tests.reports.closed import closed
from okoce.accounts.models import User
ani, dewi = [factories.person(by=User.objects.get(username="sari"), on={first!r}) for _ in range(2)]
factories.approved(factories.market(ani, on={last!r}))
closed({month!r})
print(ani.pk, dewi.pk)
"""
CLOSED = """
from tests.reports.closed import closed, reopened
{what}
"""


@pytest.fixture
def phone(window):
    opened = window("sari", size=PHONE)
    yield opened
    opened.faults.clear()  # the browser tells on its console what got no answer


def trainings(site, *places):
    return json.loads(site.do(TRAININGS.format(places=places)))


def holds(page, number):
    """Wait until so many drafts rest on the phone."""
    until(lambda: page.evaluate(STORED, "drafts") == number, seconds=10)


def touched(page):
    """Whoever begins to fill in the form has it kept."""
    page.locator("form[data-draft] :is(input, select):visible").first.focus()
    expect(page.locator("form[data-drafted]")).to_be_visible()


def fill(page, place, *, hours, day=None):
    """The form with a place, at hours that no other test has."""
    page.goto(NEW)
    touched(page)
    job.fill_training(page, place, hours=hours, day=day)


def save(page):
    page.get_by_role("button", name="Save and call the roll").click()


def waiting(page):
    return page.get_by_role("navigation").get_by_role("link", name="Unsent")


def without_a_line(phone):
    """The form is sent where nobody answers, and kept."""
    phone.page.route(f"**{NEW}", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    save(phone.page)
    expect(phone.page.get_by_text("Kept on this phone: it is sent by itself")).to_be_visible()


def with_it_again(phone):
    phone.page.unroute(f"**{NEW}")
    phone.context.set_offline(True)
    phone.context.set_offline(False)


def test_what_was_typed_is_there_again_and_can_be_started_anew(phone):
    page = phone.page
    fill(page, "Aula ketik", hours=("06:00", "06:20"))
    holds(page, 1)
    page.goto("/")
    page.goto(NEW)
    expect(page.get_by_text("Kept on this phone since")).to_be_visible()
    expect(page.get_by_label("Name of the place")).to_have_value("Aula ketik")
    expect(waiting(page)).to_have_text("Unsent")
    page.get_by_role("button", name="Start anew").click()
    expect(page.get_by_text("Kept on this phone since")).to_be_hidden()
    holds(page, 0)


def test_nothing_is_kept_of_a_form_that_nobody_touched(phone):
    page = phone.page
    page.goto(NEW)
    touched(page)
    page.goto("/")
    holds(page, 0)


def test_sent_without_a_line_it_waits_and_makes_one_training_when_the_line_is_back(phone, site):
    page = phone.page
    fill(page, "Aula tanpa sinyal", hours=("06:30", "06:50"))
    without_a_line(phone)
    expect(waiting(page)).to_have_text("Unsent 1")
    page.goto("/visits/")
    expect(waiting(page)).to_have_text("Unsent 1")
    with_it_again(phone)
    expect(waiting(page)).to_have_text("Unsent")
    assert trainings(site, "Aula tanpa sinyal") == ["Aula tanpa sinyal"]
    holds(page, 0)


def test_an_answer_that_is_lost_makes_no_second_training(phone, site):
    page = phone.page

    def lose_the_answer(route):
        if route.request.method == "POST":
            route.fetch()
            return route.abort()
        return route.continue_()

    fill(page, "Aula jawaban hilang", hours=("07:00", "07:20"))
    page.route(f"**{NEW}", lose_the_answer)
    save(page)
    expect(page.get_by_text("Kept on this phone: it is sent by itself")).to_be_visible()
    with_it_again(phone)
    expect(page.get_by_role("heading", name=LIST)).to_be_visible()
    assert trainings(site, "Aula jawaban hilang") == ["Aula jawaban hilang"]


def test_nothing_that_was_typed_lies_in_the_open_and_no_script_reads_the_key_out(phone):
    page = phone.page
    fill(page, "Aula rahasia", hours=("07:30", "07:50"))
    without_a_line(phone)
    assert "training" in page.evaluate(OPEN)
    assert "rahasia" not in page.evaluate(OPEN)
    assert page.evaluate(KEY) == [["secret", False]]
    with_it_again(phone)
    expect(page.get_by_role("heading", name=LIST)).to_be_visible()


def test_what_is_refused_later_says_why_and_is_mended_on_its_own_form(phone, site):
    page = phone.page
    fill(page, "A", hours=("08:00", "08:20"))
    without_a_line(phone)
    page.goto(UNSENT)
    with_it_again(phone)
    row = page.get_by_role("listitem").filter(has_text="Not taken")
    expect(row).to_contain_text("at least 3 characters")
    assert barriers(page) + too_wide(page) == []
    row.get_by_role("link", name="Open and mend").click()
    expect(page.get_by_text("at least 3 characters")).to_be_visible()
    page.get_by_label("Name of the place").fill("Aula diperbaiki")
    save(page)
    expect(page.get_by_role("heading", name=LIST)).to_be_visible()
    expect(waiting(page)).to_have_text("Unsent")
    assert trainings(site, "Aula diperbaiki") == ["Aula diperbaiki"]


def test_what_is_refused_at_once_comes_back_with_its_sentence_and_is_the_same_draft(phone, site):
    page = phone.page
    fill(page, "B", hours=("08:30", "08:50"))
    save(page)
    expect(page.get_by_role("heading", name="Nothing has been saved yet")).to_be_visible()
    page.get_by_label("Name of the place").fill("Aula sekali")
    save(page)
    expect(page.get_by_role("heading", name=LIST)).to_be_visible()
    holds(page, 0)
    assert trainings(site, "Aula sekali") == ["Aula sekali"]


def test_a_refusal_that_comes_after_the_page_has_said_that_it_waits_is_shown_beside_the_field(phone):
    page, held = phone.page, []
    fill(page, "Aula lambat sekali", hours=("14:00", "13:00"))
    page.route(f"**{NEW}", lambda route: held.append(route) if route.request.method == "POST" else route.continue_())
    save(page)
    expect(page.get_by_text("Kept on this phone: it is sent by itself")).to_be_visible()
    held[0].continue_()
    expect(page.locator(".field-error")).to_contain_text("Until: ")
    expect(page.get_by_label("Name of the place")).to_have_value("Aula lambat sekali")


def test_two_versions_stand_side_by_side_and_mine_goes_as_a_change(phone, site):
    page = phone.page
    fill(page, "Aula pertama", hours=("09:00", "09:20"))

    answers = [True]

    def lose(route):
        """The answer of the first, and the others before they arrive."""
        if route.request.method != "POST":
            return route.continue_()
        if answers and answers.pop():
            route.fetch()
        return route.abort()

    page.route(f"**{NEW}", lose)
    save(page)
    expect(page.get_by_text("Kept on this phone: it is sent by itself")).to_be_visible()
    page.goto(UNSENT)
    page.get_by_role("link", name="Training:").click()
    page.get_by_label("Name of the place").fill("Aula kedua")
    # Whoever types in it keeps the phone from sending it by itself.
    until(lambda: '"state":"typing"' in page.evaluate(OPEN))
    page.unroute(f"**{NEW}")
    save(page)
    versions = page.get_by_role("row", name="Name of the place")
    expect(versions.get_by_role("cell")).to_have_text(["Aula kedua", "Aula pertama"])
    assert barriers(page) + too_wide(page) == []
    page.get_by_role("button", name="Send mine as a change").click()
    expect(page.get_by_label("Place", exact=True)).to_have_value("Aula kedua")
    page.get_by_role("button", name="Save the particulars").click()
    expect(page.get_by_text("The particulars are saved.")).to_be_visible()
    expect(waiting(page)).to_have_text("Unsent")
    assert trainings(site, "Aula pertama", "Aula kedua") == ["Aula kedua"]


def test_what_is_of_a_closed_month_is_asked_about_and_goes_as_a_correction(phone, site):
    page, month = phone.page, Month.of(today()) + -2
    site.do(CLOSED.format(what=f"closed('{month}')"))
    day = month.days()[0]
    fill(page, "Aula bulan tutup", hours=("09:30", "09:50"), day=day)
    save(page)
    row = page.get_by_role("listitem").filter(has_text="Month is closed")
    expect(row).to_contain_text(f"{day:%B %Y} is closed.")
    assert trainings(site, "Aula bulan tutup") == []
    assert barriers(page) + too_wide(page) == []
    row.get_by_role("button", name="Send as a correction").click()
    expect(page.get_by_text("Sent: the server has them.")).to_be_visible()
    assert trainings(site, "Aula bulan tutup") == ["Aula bulan tutup"]
    site.do(CLOSED.format(what=f"reopened('{month}')"))


@pytest.fixture(scope="module")
def month():
    return Month.of(today()) + -3


@pytest.fixture(scope="module")
def moves(site, month):
    """The forms of two people of a closed month, of whom something is verified of the first."""
    days = {"first": f"{month.days()[0]}", "last": f"{month.days()[-1]}"}
    yield [f"/participants/{one}/transfer/" for one in site.do(MOVERS.format(month=f"{month}", **days)).split()]
    site.do(CLOSED.format(what=f"reopened('{month}')"))


def move(page, day, because="Pindah ikut anaknya"):
    page.get_by_label("Lives in").select_option(label="Kebon Jeruk")
    page.get_by_label("Since").fill(f"{day}")
    page.get_by_label("How do you know?").fill(because)
    page.get_by_role("button", name="Record the move").click()


def test_a_verifier_sees_what_a_move_changes_in_a_closed_month_and_records_it(window, moves, month):
    page = window("budi").page
    page.goto(moves[0])
    move(page, month.days()[1])
    page.get_by_label("I have seen what changes in the counts.").check()
    page.get_by_role("button", name="Record the move").click()
    expect(page.get_by_text("The move is recorded.")).to_be_visible()


def test_a_move_that_was_refused_is_mended_where_it_is_opened_again_and_leaves_nothing(phone, moves, month):
    page = phone.page
    page.goto(moves[1])
    touched(page)
    move(page, month.days()[1], because="")
    expect(page.get_by_text("Say how you know").first).to_be_visible()
    holds(page, 1)
    page.goto(moves[1])
    expect(page.get_by_text("Kept on this phone since")).to_be_visible()
    move(page, month.days()[1])
    expect(page.get_by_text("The move is recorded.")).to_be_visible()
    holds(page, 0)


def test_after_seven_days_it_is_told_in_words_colour_and_shape(phone):
    page = phone.page
    fill(page, "Aula lama", hours=("10:00", "10:20"))
    without_a_line(phone)
    page.clock.set_system_time(f"{today().replace(year=today().year + 1)}T12:00:00+07:00")
    page.goto(UNSENT)
    expect(page.get_by_text("Unsent for 36")).to_be_visible()
    expect(page.locator(".nav-badge.too-old")).to_have_text("1")
    assert barriers(page) + too_wide(page) == []
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Throw away").click()
    expect(page.get_by_text("Nothing waits on this phone")).to_be_visible()


def test_somebody_else_on_the_same_phone_neither_reads_nor_sends_it(window, site):
    # A session of its own, which ends.
    phone = window(size=PHONE)
    page = phone.page
    people.sign_in(page, "sari")
    fill(page, "Aula orang lain", hours=("10:30", "10:50"))
    without_a_line(phone)
    page.unroute(f"**{NEW}")
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.locator(".menu > summary").click()
    page.get_by_role("button", name="Sign out").click()
    assert asked[0].startswith("Not sent yet: 1 × Training. It stays on this phone, sealed for you")
    people.sign_in(page, "joko")
    page.goto(UNSENT)
    expect(page.get_by_text("1 thing of somebody else waits on this phone too, sealed.")).to_be_visible()
    expect(waiting(page)).to_have_text("Unsent")
    page.goto(NEW)
    touched(page)
    expect(page.get_by_text("Kept on this phone since")).to_be_hidden()
    assert trainings(site, "Aula orang lain") == []
    page.locator(".menu > summary").click()
    page.get_by_role("button", name="Sign out").click()
    people.sign_in(page, "sari")
    expect(waiting(page)).to_have_text("Unsent")
    assert trainings(site, "Aula orang lain") == ["Aula orang lain"]
    phone.faults.clear()


def test_somebody_new_is_typed_on_later_and_registered_once(phone, site):
    page = phone.page
    page.goto(site.do(SESSION.format(day=f"{today()}")).strip())
    touched(page)
    page.get_by_label("Name", exact=True).fill("Wagimin Draf")
    holds(page, 1)
    page.goto(UNSENT)
    row = page.get_by_role("listitem").filter(has_text="New person: Wagimin Draf")
    expect(row).to_contain_text("Not finished")
    row.get_by_role("link", name="Go on").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Wagimin Draf")
    page.get_by_role("button", name="Register and add to the list").click()
    expect(page.get_by_text("The person is on the list as a candidate")).to_be_visible()
    expect(page.get_by_role("group", name="Attendance of Wagimin Draf")).to_be_visible()
    holds(page, 0)


ANSWERED = """() => new Promise((done) => {
    addEventListener("drafts-answered", ({ detail }) => done(Object.values(detail).map(({ outcome }) => outcome)), { once: true });
    dispatchEvent(new Event("send-drafts"));
})"""
JOKOS = """
from participants.models import Upload
print(Upload.objects.filter(uploaded_by__username="joko").count())
"""
VISITED = """
import datetime
from okoce.accounts.models import User
from tests import factories
somebody = factories.person(by=User.objects.get(username="sari"), on={day!r}, name={name!r}, born={born!r})
print(f"/participants/{{somebody.pk}}/visits/new/")
"""
VISITS = """
import json
from participants.models import Visit
rows = Visit.objects.filter(participant__name="Marni Draf")
print(json.dumps([[one.confirms_trading, one.evidence.count()] for one in rows]))
"""


def visit_without_a_line(page, site, **somebody):
    """A visit with a photo, kept on the phone."""
    page.goto(site.do(VISITED.format(day=f"{today()}", **somebody)).strip())
    touched(page)
    page.route("**/evidence/uploads/", lambda route: route.abort())
    page.route("**/visits/new/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.get_by_label("I saw the business trading").check()
    page.locator("[data-photos] [type=file]").set_input_files(PHOTO)
    page.get_by_role("group", name="Topic").get_by_label("Marketing").check()
    page.get_by_role("button", name="Save the visit").click()
    expect(page.get_by_text("Kept on this phone: it is sent by itself")).to_be_visible()


def test_a_tab_that_stays_open_sends_nothing_as_whoever_signed_in_beside_it(window, site):
    phone = window(size=PHONE)
    page = phone.page
    people.sign_in(page, "sari")
    fill(page, "Aula tab lama", hours=("13:10", "13:30"))
    without_a_line(phone)
    visit_without_a_line(page, site, name="Sukma Draf", born="1962-05-03")
    phone.context.clear_cookies()
    people.sign_in(phone.context.new_page(), "joko")
    page.unroute_all()
    assert page.evaluate(ANSWERED) == ["author"]
    assert site.do(JOKOS).strip() == "0"
    phone.faults.clear()


def test_a_visit_takes_its_photo_along_and_both_arrive_once(phone, site):
    page = phone.page
    visit_without_a_line(page, site, name="Marni Draf", born="1961-04-02")
    assert "Marni" not in page.evaluate(OPEN)
    page.unroute("**/evidence/uploads/")
    page.unroute("**/visits/new/")
    phone.context.set_offline(True)
    phone.context.set_offline(False)
    expect(page.get_by_text("The visit is recorded.")).to_be_visible()
    assert json.loads(site.do(VISITS)) == [[True, 1]]


PLACE = """
from programs.models import Training
print(Training.objects.filter(place={place!r}).update(place={other!r}))
"""


def test_a_change_that_somebody_overtook_asks_which_version_holds(phone, site):
    page = phone.page
    fill(page, "Aula disalip", hours=("11:00", "11:20"))
    save(page)
    expect(page.get_by_role("heading", name=LIST)).to_be_visible()
    page.goto(page.url.partition("?")[0] + "edit/")
    touched(page)
    page.route("**/edit/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.get_by_label("Place", exact=True).fill("Aula saya")
    page.get_by_role("button", name="Save the particulars").click()
    expect(page.get_by_text("Kept on this phone: it is sent by itself")).to_be_visible()
    site.do(PLACE.format(place="Aula disalip", other="Aula teman"))
    page.unroute("**/edit/")
    page.goto(UNSENT)
    expect(page.get_by_role("row", name="Place").get_by_role("cell")).to_have_text(["Aula saya", "Aula teman"])
    page.get_by_role("button", name="Send mine as a change").click()
    expect(waiting(page)).to_have_text("Unsent")
    assert trainings(site, "Aula saya") == ["Aula saya"]
