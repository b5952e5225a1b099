"""A roll of a hundred by thumb: few taps, a search that stays, marks that wait for the line, two phones, pasted names."""

import datetime
import json
import re

import pytest
from playwright.sync_api import expect

from okoce.core.months import today
from tests.e2e import job
from tests.e2e.keystrokes import Hand
from tests.e2e.pages import PHONE, barriers, too_wide

YESTERDAY = today() - datetime.timedelta(days=1)

LISTED = """
from okoce.accounts.models import User
from participants.models import Enrolment
from tests import factories
sari = User.objects.get(username="sari")
training = factories.training(factories.meeting({day!r}, starts="00:00", minutes=15), by=sari, place={place!r})
people = [factories.calon(by=sari, name=f"{{name}} {{number:03}}", on={registered!r}) for name, many in {names!r} for number in range(1, many + 1)]
Enrolment.objects.bulk_create(Enrolment(training=training, participant=one, added_by=sari) for one in people)
print(training.pk)
"""
MARKS = """
import json
from programs.models import Training
marks = Training.objects.get(pk={key!r}).sessions.get().attendances.values_list("participant__name", "status")
print(json.dumps(dict(marks)))
"""

CAME = """
from tests import factories
training = factories.attend(factories.training(factories.meeting({day!r})), *factories.people(2, on={day!r}))
print(training.pk)
"""


@pytest.fixture
def listed(site):
    """A training with so many people of each name on its list, whom nobody marked; returns its key."""

    def make(place, *names, day=YESTERDAY):
        code = LISTED.format(day=f"{day}", registered=f"{YESTERDAY}", place=place, names=names)
        return site.do(code).strip()

    return make


def marks(site, training):
    return json.loads(site.do(MARKS.format(key=training)))


def row(page, name):
    return page.get_by_role("group", name=f"Attendance of {name}")


def test_a_hundred_people_are_present_within_four_taps(site, window, listed):
    training = listed("Aula seratus", ("Orang", 100), day=today())
    page = window("sari", size=PHONE).page
    page.goto("/")
    hand = Hand(page)
    hand.tap(page.get_by_role("listitem").filter(has_text="Aula seratus, ").get_by_role("link"))
    with job.marked(page):
        hand.tap(page.get_by_role("button", name="All 100 present"))
    expect(page.get_by_text("100 present / 100")).to_be_visible()
    assert marks(site, training) == {f"Orang {number:03}": "present" for number in range(1, 101)}
    assert (hand.taps <= 4, hand.seconds <= 10) == (True, True)
    # From anywhere on the list.
    page.get_by_role("group", name="Attendance of Orang 050").scroll_into_view_if_needed()
    page.get_by_role("link", name="Hand in", exact=True).click()
    expect(page.get_by_role("heading", name="Handing in")).to_be_in_viewport()


def test_the_shortest_word_of_a_mark_is_as_wide_as_a_thumb(window, listed):
    page = window("sari", size=PHONE).page
    page.goto(f"/trainings/{listed('Aula jempol', ('Ani', 1))}/")
    page.locator(".segment > span").nth(3).evaluate("word => { word.textContent = 'I' }")
    sizes = page.locator(".segment").evaluate_all("all => all.flatMap((one) => [one.offsetWidth, one.offsetHeight])")
    assert (len(sizes), min(sizes) >= 44) == (10, True)


def test_the_search_stays_in_sight_and_shows_who_is_meant(window, listed):
    training = listed("Aula cari", ("Budi", 40), ("Wulan", 2))
    page = window("sari", size=PHONE).page
    page.goto(f"/trainings/{training}/")
    page.get_by_role("link", name="Budi 030").scroll_into_view_if_needed()
    search, tally = page.get_by_role("searchbox"), page.get_by_text("0 present / 42")
    expect(search).to_be_in_viewport()
    expect(tally).to_be_in_viewport()
    assert search.bounding_box()["y"] < 60
    # At once, before the server is asked.
    page.context.set_offline(True)
    search.fill("002 wul")
    expect(page.locator(".roster-row:visible")).to_have_count(1)
    expect(row(page, "Wulan 002")).to_be_in_viewport()
    page.context.set_offline(False)


def test_what_was_not_sent_waits_over_a_reload(site, window, listed):
    training = listed("Aula putus", ("Ani", 2))
    opened = window("sari", size=PHONE)
    page = opened.page
    page.goto(f"/trainings/{training}/")
    page.route("**/roster/", lambda route: route.abort())
    row(page, "Ani 001").get_by_label("Late").check()
    expect(page.get_by_text("Not saved yet", exact=True)).to_be_visible()
    expect(page.get_by_text("1 not saved yet")).to_be_visible()
    assert barriers(page) + too_wide(page) == []
    kept = page.evaluate("Object.entries(localStorage).find(([key]) => key.startsWith('okoce.marks.'))")
    told = json.loads(kept[1])
    assert re.fullmatch(r"okoce\.marks\.\d+\.[0-9a-f-]{36}", kept[0])
    assert (list(told["marks"].values()), told["url"].endswith("/roster/")) == (["late"], True)
    assert "Ani" not in kept[1]
    page.unroute("**/roster/")
    with job.marked(page):
        page.reload()
    expect(row(page, "Ani 001").get_by_label("Late")).to_be_checked()
    expect(page.get_by_text("Not saved yet", exact=True)).to_have_count(0)
    assert marks(site, training) == {"Ani 001": "late"}
    assert page.evaluate("Object.keys(localStorage).some((key) => key.startsWith('okoce.marks.'))") is False
    opened.faults.clear()  # the browser tells on its console what it could not send
    # What is kept and cannot be read stops nothing.
    page.evaluate("key => localStorage.setItem(key, JSON.stringify({ marks: null, rest: null, at: 5 }))", kept[0])
    page.reload()
    with job.marked(page):
        row(page, "Ani 002").get_by_label("Sick").check()
    assert marks(site, training) == {"Ani 001": "late", "Ani 002": "sick"}


def test_two_phones_at_one_roster_lose_nothing(site, window, listed):
    training = listed("Aula berdua", ("Ani", 1), ("Budi", 1), ("Cici", 1), ("Dodi", 1))
    here, away = (window(name, size=PHONE) for name in ("sari", "joko"))
    for opened in (here, away):
        opened.page.goto(f"/trainings/{training}/")

    # Without a line one of them marks three people, the first of them before the other phone does.
    away.context.set_offline(True)
    for name in ("Ani", "Budi"):
        row(away.page, f"{name} 001").get_by_label("Late").check()
    away.page.wait_for_timeout(1_500)
    for name, status in (("Ani", "Sick"), ("Cici", "Excused")):
        with job.marked(here.page):
            row(here.page, f"{name} 001").get_by_label(status).check()
    away.page.get_by_role("button", name="All the others present").click()
    expect(away.page.get_by_text("4 not saved yet")).to_be_visible()
    # The other puts somebody on the list meanwhile.
    job.known(site, YESTERDAY, people=1, born="1990-02-02", name="Tambahan")
    job.find_and_add(here.page, ["Tambahan 01"], listed=4)

    with job.marked(away.page):
        away.context.set_offline(False)
    # The later tap holds; whom the other had marked is not among the rest.
    everybody = {"Ani 001": "sick", "Budi 001": "late", "Cici 001": "excused", "Dodi 001": "present"}
    assert marks(site, training) == everybody | {"Tambahan 01": "present"}
    expect(row(away.page, "Tambahan 01").get_by_label("Present")).to_be_checked()
    expect(row(away.page, "Ani 001").get_by_label("Sick")).to_be_checked()
    # And the next answer shows the other phone what was marked here.
    with job.marked(here.page):
        row(here.page, "Tambahan 01").get_by_label("Absent").check()
    expect(row(here.page, "Dodi 001").get_by_label("Present")).to_be_checked()
    expect(row(here.page, "Budi 001").get_by_label("Late")).to_be_checked()
    for opened in (here, away):
        opened.faults.clear()  # the browser tells on its console what it could not send


def test_a_phone_whose_mark_was_overruled_reads_both_and_may_use_its_own(site, window, listed):
    training = listed("Aula beda", ("Ani", 1), ("Budi", 1))
    here, away = (window(name, size=PHONE) for name in ("sari", "joko"))
    for opened in (here, away):
        opened.page.goto(f"/trainings/{training}/")
    away.context.set_offline(True)
    for name in ("Ani", "Budi"):
        row(away.page, f"{name} 001").get_by_label("Late").check()
    away.page.wait_for_timeout(1_500)
    for name in ("Ani", "Budi"):
        with job.marked(here.page):
            row(here.page, f"{name} 001").get_by_label("Absent").check()
    with job.marked(away.page):
        away.context.set_offline(False)
    both = re.compile(r"You: late, \d\d:\d\d\. Another phone: absent, \d\d:\d\d\. The later one holds\.")
    expect(away.page.get_by_text(both)).to_have_count(2)
    assert barriers(away.page) + too_wide(away.page) == []
    with job.marked(away.page):
        away.page.locator(".roster-row", has_text="Ani 001").get_by_role("button", name="Use mine").click()
    expect(away.page.get_by_text(both)).to_have_count(1)
    assert marks(site, training) == {"Ani 001": "late", "Budi 001": "absent"}
    away.faults.clear()  # the browser tells on its console what it could not send


def test_a_phone_that_stays_on_the_roll_hears_of_the_other_every_20_seconds(window, listed):
    training = listed("Aula dengar", ("Ani", 1), ("Budi", 1))
    here, away = (window(name, size=PHONE).page for name in ("sari", "joko"))
    here.clock.install()
    for page in (here, away):
        page.goto(f"/trainings/{training}/")
    with job.marked(away):
        row(away, "Ani 001").get_by_label("Late").check()
    here.clock.fast_forward(20_000)
    expect(row(here, "Ani 001").get_by_label("Late")).to_be_checked()
    expect(here.get_by_text("1 present / 2")).to_be_visible()
    # Without a line nothing is asked, and no slip of a thumb leaves the list.
    here.context.set_offline(True)
    expect(here.get_by_role("link", name="Ani 001")).to_have_count(0)
    here.clock.fast_forward(60_000)
    here.context.set_offline(False)


def test_a_search_that_waits_says_so(window, listed):
    page = window("sari", size=PHONE).page
    page.goto(f"/trainings/{listed('Aula lambat', ('Ani', 1))}/")
    held = []

    def hold(route):
        held.append(route)

    page.route("**/search/", hold)
    page.get_by_role("searchbox").fill("zzz")
    expect(page.get_by_text("Searching…")).to_be_visible()
    held[0].continue_()
    expect(page.get_by_text("Nobody found among")).to_be_visible()
    expect(page.get_by_text("Searching…")).to_be_hidden()


def test_names_from_a_chat_come_on_the_list_before_the_day(site, window, listed):
    training = listed("Aula tempel", ("Ani", 1), day=today() + datetime.timedelta(days=1))
    job.known(site, YESTERDAY, people=2, born="1990-03-03", name="Tempelan")
    page = window("sari", size=PHONE).page
    page.goto(f"/trainings/{training}/")
    page.get_by_role("link", name="Paste names").click()
    page.get_by_label("Names, one on each line").fill(
        "1. Ani 001\n2) tempelan 01\n- Baru Sekali 0812-3456-7890\n\nTempelan 02"
    )
    page.get_by_role("button", name="Look them up").click()
    expect(page.get_by_text("1 is on the list already")).to_be_visible()
    page.get_by_label("Baru Sekali").check()
    page.get_by_label("Tempelan 02").uncheck()
    assert barriers(page) + too_wide(page) == []
    page.get_by_role("button", name="Add to the list").click()
    expect(page.get_by_text("2 people more are on the list.")).to_be_visible()
    expect(page.get_by_label("Names, one on each line")).to_have_value("Tempelan 02")
    page.get_by_role("link", name="To the list").click()
    names = page.locator(".roster-name").all_inner_texts()
    assert names == ["Ani 001", "Baru Sekali", "Tempelan 01"]


def test_a_hundred_new_names_from_a_chat_are_on_the_list_within_six_taps(window, listed):
    training = listed("Aula tempel seratus", ("Ani", 1), day=today() + datetime.timedelta(days=1))
    page = window("sari", size=PHONE).page
    page.goto(f"/trainings/{training}/")
    hand = Hand(page)
    hand.tap(page.get_by_role("link", name="Paste names"))
    page.get_by_label("Names, one on each line").fill(
        "\n".join(f"{n}. Orang Obrolan{n} (hadir)" for n in range(1, 102))
    )
    hand.tap(page.get_by_role("button", name="Look them up"))
    hand.tap(page.get_by_role("button", name="Tick all 101 as candidates"))
    hand.tap(page.get_by_label("Orang Obrolan7", exact=True))
    said = page.locator(".chosen-count").evaluate("one => getComputedStyle(one, '::after').content")
    assert said == '" (" counter(chosen) ")"'
    assert barriers(page) + too_wide(page) == []
    hand.tap(page.get_by_role("button", name="Add to the list"))
    expect(page.get_by_text("100 people more are on the list.")).to_be_visible()
    expect(page.get_by_label("Names, one on each line")).to_have_value("7. Orang Obrolan7 (hadir)")
    assert hand.taps <= 6


def test_without_a_script_everybody_is_present_but_one(site, window, listed):
    training = listed("Aula tanpa skrip lagi", ("Ani", 3))
    page = window("sari", size=PHONE, java_script_enabled=False).page
    page.goto(f"/trainings/{training}/")
    row(page, "Ani 002").get_by_label("Sick").check(force=True)
    page.get_by_role("button", name="All 3 present").click()
    expect(page.get_by_text("The marks are saved.")).to_be_visible()
    assert marks(site, training) == {"Ani 001": "present", "Ani 002": "sick", "Ani 003": "present"}


def test_whoever_may_not_mark_reads_how_many_came(site, window):
    page = window("rina").page
    page.goto(f"/trainings/{site.do(CAME.format(day=f'{YESTERDAY}')).strip()}/")
    expect(page.locator(".tally")).to_contain_text("2 present / 2")
    expect(page.locator(".tally").get_by_text("not marked")).to_be_hidden()
