"""A hall without a signal: the day's pages open, what is entered waits on the phone, and reaches the server once."""

import datetime
import json
import time

import pytest
from playwright.sync_api import expect

from okoce.core.months import today
from tests import factories
from tests.e2e import job, people
from tests.e2e.flaky import Flaky
from tests.e2e.pages import LAPTOP, PHONE, Window, barriers, too_wide
from tests.e2e.stored import STORED
from tests.site import until

HALL = """
import datetime, json
from okoce.accounts.models import User
from okoce.core.months import now, today
from tests import factories
by = User.objects.get(username="lilis")
hours = datetime.time(0, 0), datetime.time(23, 59)
training = factories.training(factories.trainings.Meeting(today(), *hours), by=by, place={place!r})
listed = [factories.person(by=by, on=str(today()), name=f"Warga {{one:02}}", born={born!r}) for one in range(1, {listed} + 1)]
known = [factories.person(by=by, on=str(today()), name=name, born={born!r}) for name in {known!r}]
session = training.sessions.get()
from participants.models import Enrolment
Enrolment.objects.bulk_create(Enrolment(training=training, participant=one, added_by=by) for one in listed)
print(json.dumps({{"training": str(training.pk), "session": str(session.pk), "known": [str(one.pk) for one in known]}}))
"""

TOLD = """
import json
from participants.models import Attendance, Participant, Visit
from programs.models import Training
def roll(place):
    marks = Attendance.objects.filter(session__training__place=place)
    return dict(marks.values_list("participant__name", "status"))
print(json.dumps({{
    "marks": roll({place!r}),
    "trainings": Training.objects.filter(place={other!r}).count(),
    "other": roll({other!r}),
    "new": list(Participant.objects.filter(name__startswith={new!r}).values_list("name", flat=True)),
    "visits": list(Visit.objects.filter(participant__in={known!r}).values_list("participant__name", "topic")),
}}))
"""

# The numbers of somebody who lives elsewhere, and of somebody whom this user may open.
KNOWN = """
import json
from okoce.accounts.models import User
from okoce.core.months import today
from tests import factories
numbers = factories.nik(born="1972-02-02"), factories.nik(born="1972-03-03")
for user, code, nik, name in zip(("dewi", "lilis"), (factories.ELSEWHERE, factories.HOME), numbers, ("Tukiyem Jauh", "Sarmin Dekat")):
    by = User.objects.get(username=user)
    factories.person(by=by, lives_in=code, on=str(today()), nik=nik, name=name)
print(json.dumps(numbers))
"""

# When the phone kept the page of an address; 0 is never.
KEPT_AT = """async (address) => {
    const base = await new Promise((done) => (indexedDB.open("okoce").onsuccess = ({ target }) => done(target.result)));
    const rows = await new Promise((done) => (base.transaction("pages").objectStore("pages").getAll().onsuccess =
        ({ target }) => done(target.result)));
    base.close();
    return rows.find(({ url }) => url.endsWith(` ${address}`))?.at ?? 0;
}"""

# As if the pages had been kept so many hours earlier.
AGED = """async (hours) => {
    const base = await new Promise((done) => (indexedDB.open("okoce").onsuccess = ({ target }) => done(target.result)));
    const store = base.transaction("pages", "readwrite").objectStore("pages");
    const rows = await new Promise((done) => (store.getAll().onsuccess = ({ target }) => done(target.result)));
    for (const row of rows) store.put({ ...row, at: row.at - hours * 3_600_000 });
    base.close();
}"""


def hall(site, place, *, listed=2, known=(), born="1971-01-01"):
    """A training of today with so many people on its list, and those who are known and not on it."""
    return json.loads(site.do(HALL.format(place=place, listed=listed, known=list(known), born=born)))


def roster_of(facts):
    return f"/trainings/{facts['training']}/?session={facts['session']}"


@pytest.fixture
def phone(window):
    """A phone whose user was on the first page once, and which keeps everything; its console tells of the missing line."""

    def make(**said):
        opened = window("lilis", **{"size": PHONE, "service_workers": "allow"} | said)
        opened.page.goto("/")
        keeps(opened.page)
        return opened

    return make


def keeps(page):
    page.wait_for_function("() => navigator.serviceWorker.controller")
    until(lambda: page.evaluate(STORED, "names"))


def without_a_line(opened):
    opened.context.set_offline(True)
    return opened.page


def row(page, name):
    return page.locator(".roster-row").filter(has_text=name)


def put_on_the_list(page, name):
    page.get_by_label("Find or add somebody").fill(name.lower())
    page.get_by_role("button", name=f"Add {name}").click()
    expect(row(page, name).get_by_text("not sent yet")).to_be_visible()


def register(page, name, *, nik):
    page.get_by_label("Find or add somebody").fill(name)
    page.get_by_role("button", name="Register somebody new").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value(name)
    page.get_by_label("NIK", exact=False).first.fill(nik)
    page.get_by_label("no business yet").check()
    page.get_by_label("The person has heard this text and agrees.").check()
    page.get_by_role("button", name="Register and add to the list").click()
    expect(row(page, name).get_by_text("not sent yet")).to_be_visible()


def log_training(page, place):
    page.goto("/")
    page.get_by_role("link", name="Log a training").click()
    job.fill_training(page, place, hours=("03:10", "05:20"), day=today() - datetime.timedelta(days=1))
    page.get_by_role("button", name="Save and call the roll").click()
    expect(page.get_by_role("heading", name=place)).to_be_visible()


def record_visit(page, name):
    page.goto("/visits/")
    page.get_by_label("Find somebody").fill(name)
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", name=f"Visit to {name}")).to_be_visible()
    page.get_by_role("group", name="How").get_by_label("in person").check()
    page.get_by_role("group", name="Topic").get_by_label("Books").check()
    page.get_by_role("button", name="Save the visit").click()
    expect(page.get_by_text("Kept on this phone: it is sent by itself")).to_be_visible()


def test_an_evening_in_a_hall_without_a_line_is_on_the_server_once(site, window, phone):
    facts = hall(site, "Aula senyap", listed=30, known=["Rukmini Satu", "Rukmini Dua"])
    opened = phone()
    page = without_a_line(opened)
    page.goto("/")
    page.locator(f"a[href*='session={facts['session']}']").click()
    expect(page.locator(".roster-row")).to_have_count(30)
    row(page, "Warga 07").get_by_label("Late").check()
    put_on_the_list(page, "Rukmini Satu")
    row(page, "Rukmini Satu").get_by_label("Sick").check()
    register(page, "Zulaikha Rembulan", nik=factories.nik(born="1995-03-12"))
    # Whoever comes back finds all of it.
    page.reload()
    expect(page.locator(".roster-row")).to_have_count(32)
    expect(row(page, "Warga 07").get_by_label("Late")).to_be_checked()
    expect(row(page, "Rukmini Satu").get_by_label("Sick")).to_be_checked()
    log_training(page, "Balai tanpa sinyal")
    put_on_the_list(page, "Rukmini Dua")
    record_visit(page, "Rukmini Dua")

    page.goto(roster_of(facts))
    opened.context.set_offline(False)
    # When everything has arrived, the server's page stands there.
    expect(page.get_by_text("Who came on")).to_be_visible()
    expect(page.get_by_role("link", name="Paste names")).to_be_visible(timeout=40_000)
    expect(page.locator(".roster-row")).to_have_count(32)
    until(lambda: page.evaluate(STORED, "drafts") == 0)
    told = json.loads(
        site.do(TOLD.format(place="Aula senyap", other="Balai tanpa sinyal", new="Zulaikha Remb", known=facts["known"]))
    )
    assert told == {
        "marks": {"Warga 07": "late", "Rukmini Satu": "sick", "Zulaikha Rembulan": "present"},
        "trainings": 1,
        "other": {"Rukmini Dua": "present"},
        "new": ["Zulaikha Rembulan"],
        "visits": [["Rukmini Dua", "Pembukuan"]],
    }
    opened.faults.clear()  # the browser tells on its console what it could not send


def test_the_list_of_a_training_of_a_moment_ago_is_there_without_a_line(site, phone):
    opened = phone()
    page = opened.page
    facts = hall(site, "Aula baru saja", known=["Partini Baru"])
    page.goto(roster_of(facts))
    first = until(lambda: page.evaluate(KEPT_AT, roster_of(facts)), seconds=8)
    page.get_by_label("Find or add somebody").fill("partini")
    page.get_by_role("button", name="Add Partini Baru").click()
    expect(row(page, "Partini Baru")).to_be_visible()
    page.goto("/visits/")
    until(lambda: page.evaluate(KEPT_AT, roster_of(facts)) > first, seconds=8)
    without_a_line(opened)
    page.goto("/")
    page.locator(f"a[href*='session={facts['session']}']").click()
    expect(page.locator(".roster-row")).to_have_count(3)
    opened.faults.clear()


def test_the_mark_of_a_newcomer_follows_whoever_they_turn_out_to_be(site, phone):
    facts = hall(site, "Aula kenalan", listed=1)
    far, near = json.loads(site.do(KNOWN))
    opened = phone()
    page = without_a_line(opened)
    page.goto(roster_of(facts))
    register(page, "Tukiyem", nik=far)
    row(page, "Tukiyem").get_by_label("Late").check()
    register(page, "Sarmin", nik=near)
    row(page, "Sarmin").get_by_label("Sick").check()
    opened.context.set_offline(False)

    def marks():
        told = json.loads(site.do(TOLD.format(place="Aula kenalan", other="", new="-", known=[])))
        return told["marks"]

    # The one is found by number, the other one is asked about, and the mark waits for the answer.
    expect(page.get_by_role("navigation").get_by_role("link", name="Unsent")).to_have_text("Unsent 2")
    page.goto("/unsent/")
    page.get_by_role("link", name="Open and mend").click()
    until(lambda: marks() == {"Tukiyem Jauh": "late"})
    page.get_by_role("button", name="Use this one").click()
    expect(row(page, "Sarmin Dekat")).to_be_visible()
    until(lambda: marks() == {"Tukiyem Jauh": "late", "Sarmin Dekat": "sick"})
    opened.faults.clear()


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (LAPTOP, "dark")], ids=["phone", "laptop"])
def test_pages_without_a_line_hold_no_barrier(site, phone, size, scheme):
    facts = hall(site, f"Aula {scheme} {size['width']}", known=["Halimah Terang"])
    opened = phone(size=size, color_scheme=scheme)
    page = without_a_line(opened)
    found = {}
    for address in ("/visits/", roster_of(facts), f"/participants/{facts['known'][0]}/visits/new/", "/trainings/new/"):
        page.goto(address)
        if address == "/visits/":
            page.get_by_label("Find somebody").fill("halimah")
            expect(page.get_by_role("link", name="Halimah Terang").first).to_be_visible()
        if "session" in address:
            page.get_by_label("Find or add somebody").fill("halimah")
            expect(page.get_by_role("button", name="Add Halimah Terang").first).to_be_visible()
        found[address] = barriers(page) + too_wide(page)
    assert {address: said for address, said in found.items() if said} == {}
    opened.faults.clear()


def test_what_is_older_than_a_day_is_not_shown(site, phone):
    hall(site, "Aula kemarin")
    opened = phone()
    opened.page.evaluate(AGED, 25)
    page = without_a_line(opened)
    page.goto("/")
    expect(page.get_by_role("heading", name="Without a connection")).to_be_visible()
    expect(page.get_by_text("Aula kemarin")).to_have_count(0)
    opened.faults.clear()


def test_whoever_signs_out_leaves_no_page_and_no_name(site, window):
    hall(site, "Aula pulang")
    opened = window(size=PHONE, service_workers="allow")
    page = opened.page
    people.sign_in(page, "lilis")
    keeps(page)
    page.get_by_text("Lilis", exact=True).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    until(lambda: page.evaluate(STORED, "pages") == 0)
    assert page.evaluate(STORED, "names") == 0
    page = without_a_line(opened)
    page.goto("/")
    expect(page.get_by_role("heading", name="Without a connection")).to_be_visible()
    expect(page.get_by_text("Lilis")).to_have_count(0)

    # And somebody else gets pages of their own.
    opened.context.set_offline(False)
    people.sign_in(page, "dewi")
    until(lambda: page.evaluate(STORED, "names"))
    page = without_a_line(opened)
    page.goto("/")
    expect(page.get_by_text("Dewi", exact=True)).to_be_visible()
    expect(page.get_by_text("Aula pulang")).to_have_count(0)
    opened.faults.clear()


def test_no_name_and_no_number_lies_open_on_the_phone(site, phone):
    hall(site, "Aula tertutup", known=["Sukarsih Rahasia"])
    opened = phone()
    everything = opened.page.evaluate(
        """async () => {
            const base = await new Promise((done) => (indexedDB.open("okoce").onsuccess = ({ target }) => done(target.result)));
            const kept = [];
            for (const name of base.objectStoreNames) {
                const rows = await new Promise((done) => (base.transaction(name).objectStore(name).getAll().onsuccess =
                    ({ target }) => done(target.result)));
                for (const row of rows) kept.push(JSON.stringify(row, (_key, value) =>
                    value instanceof ArrayBuffer ? new TextDecoder().decode(value) : value));
            }
            base.close();
            const caches_ = [];
            for (const name of await caches.keys())
                for (const request of await (await caches.open(name)).keys())
                    caches_.push(await (await caches.match(request)).text());
            return [...kept, JSON.stringify(localStorage), ...caches_].join(" ");
        }"""
    )
    assert "Aula tertutup" in everything  # where a session is: of nobody
    assert [word for word in ("Sukarsih", "Warga 0", "Lilis") if word in everything] == []


def test_a_line_that_does_not_answer_gives_way_to_the_copy_after_six_seconds(site, chromium, signed_in):
    hall(site, "Aula lambat")
    line = Flaky(site)
    with Window(chromium, line, size=PHONE, service_workers="allow", storage_state=signed_in("lilis")) as opened:
        page = opened.page
        page.goto("/")
        keeps(page)
        line.slow = 25
        begun = time.monotonic()
        page.goto("/")
        expect(page.get_by_text("A copy from your phone, of")).to_be_visible()
        assert 6 <= time.monotonic() - begun < 20
        line.slow = 0
    line.close()


def test_a_store_that_is_gone_stands_in_nobodys_way(site, phone):
    hall(site, "Aula tanpa simpanan")
    page = phone().page
    page.evaluate("() => new Promise((done) => (indexedDB.deleteDatabase('okoce').onsuccess = done))")
    page.goto("/")
    expect(page.get_by_role("heading", name="Today's sessions")).to_be_visible()
    expect(page.get_by_text("A copy from your phone")).to_have_count(0)
