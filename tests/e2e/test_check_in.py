"""Check-in by phone in two browsers: somebody's own phone without a login, and the facilitator's screen."""

import json
import re
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect

from tests.e2e import wire
from tests.e2e.pages import LAPTOP, PHONE, barriers, too_wide

MOST = 25_000
HALL = 200

SESSION = """
import json
from okoce.accounts.models import User
from okoce.core.months import now
from participants import doors
from tests import factories
by, another, at = User.objects.get(username="sari"), factories.user(kecamatan=(factories.HOME,)), now()
# Somebody else's, all day long: who logs a training themselves meanwhile is asked about none like it.
training = factories.training(factories.meeting(at.date(), starts="00:00", minutes=1439), by=another, place={place!r})
session = training.sessions.get()
people = [factories.person(by=by, name=name, on=at.date(), phone=phone) for name, phone in {people!r}]
door = doors.open_door(by=by, session=session, at=at)
print(json.dumps({{"training": str(training.pk), "session": str(session.pk), "token": door.token, "code": door.code}}))
"""
ARRIVED = """
from participants.models import Arrival
print(Arrival.objects.filter(session={session!r}).count())
"""


def hall(site, place, *people):
    """A session of today with its door open, and people who are known there."""
    facts = json.loads(site.do(SESSION.format(place=place, people=people)))
    return facts | {
        "list": f"/trainings/{facts['training']}/?session={facts['session']}",
        "door": f"/trainings/{facts['training']}/sessions/{facts['session']}/door/",
        "checkin": f"/checkin/{facts['token']}/",
    }


def check_in(page, address, name, number):
    page.goto(address)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Your phone number or NIK").fill(number)
    page.get_by_role("button", name="I am here").click()
    expect(page.get_by_role("heading", name="You are put down")).to_be_visible()


@pytest.fixture(scope="module")
def aula(site):
    return hall(site, "Aula", ("Yuliana Kartini", "081211110001"), ("Jajang Nurjaman", "081211110002"))


def test_who_comes_appears_by_themselves_and_is_confirmed_in_two_taps_from_home(window, aula):
    desk, phone = window("sari", size=PHONE).page, window(size=PHONE).page
    desk.goto(aula["list"])
    check_in(phone, aula["checkin"], "Yuliana Kartini", "0812 1111 0001")
    expect(desk.locator("#arrivals").get_by_text("Yuliana Kartini", exact=True)).to_be_visible()
    check_in(phone, aula["checkin"], "Jajang Nurjaman", "+62 812-1111-0002")
    desk.goto("/")
    # The two taps.
    desk.get_by_role("link", name="2 wait to be confirmed").click()
    desk.get_by_role("button", name="Confirm who is here").click()
    expect(desk.get_by_text("2 people are marked as here.")).to_be_visible()
    for name in ("Yuliana Kartini", "Jajang Nurjaman"):
        expect(desk.get_by_role("group", name=f"Attendance of {name}").get_by_label("Present")).to_be_checked()


def test_what_was_chosen_stays_chosen_when_somebody_else_comes(window, site):
    there = hall(site, "Balai warga")
    desk, phone = window("sari", size=LAPTOP).page, window(size=PHONE).page
    check_in(phone, there["checkin"], "Warsinah", "081211110011")
    desk.goto(there["list"])
    desk.get_by_role("group", name="Is Warsinah here?").get_by_label("Not here").check()
    check_in(phone, there["checkin"], "Bambang", "081211110012")
    expect(desk.get_by_role("group", name="Is Bambang here?")).to_be_visible()
    expect(desk.get_by_role("group", name="Is Warsinah here?").get_by_label("Not here")).to_be_checked()
    desk.get_by_role("group", name="Is Bambang here?").get_by_label("New").check()
    desk.get_by_role("button", name="Confirm who is here").click()
    expect(desk.get_by_role("group", name="Attendance of Bambang").get_by_label("Present")).to_be_checked()
    expect(desk.locator("#list")).not_to_contain_text("Warsinah")


def test_the_page_of_a_door_that_is_not_open_is_sound(window, site):
    there, desk = hall(site, "Ruang serbaguna"), window("sari")
    desk.page.goto(there["door"])
    desk.page.get_by_role("button", name="Close the check-in").click()
    expect(desk.page.get_by_role("button", name="Open the check-in again")).to_be_visible()
    desk.page.wait_for_load_state("load")
    assert desk.faults == []


def test_a_page_that_nobody_looks_at_asks_for_nothing(window, aula):
    page, asked = window("sari").page, []
    page.goto(aula["list"])
    page.on("request", lambda request: asked.append(request.url) if "/arrivals/" in request.url else None)
    page.evaluate("Object.defineProperty(document, 'hidden', { get: () => true })")
    page.wait_for_timeout(5_000)
    assert asked == []


def test_six_digits_lead_to_the_page_and_all_of_it_is_light(window, aula):
    page = window(size=PHONE).page
    page.goto("/checkin/")
    page.get_by_label("Six digits").fill(f"{aula['code'][:3]} {aula['code'][3:]}")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_label("Your name")).to_be_visible()
    sizes = {address: wire.visited(window(size=PHONE).page, address)[0] for address in (aula["checkin"], "/checkin/")}
    assert {address: size for address, size in sizes.items() if not 1_000 < size <= MOST} == {}


def test_the_page_works_without_scripts_and_switches_its_language(chromium, site, aula):
    context = chromium.new_context(base_url=site.address, locale="id-ID", viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(aula["checkin"])
    page.get_by_role("button", name="English").click()
    check_in(page, aula["checkin"], "Rina", "081211110021")
    context.close()


def test_the_pages_have_no_barrier(window, site):
    there = hall(site, "Ruang rapat", ("Asep Sunandar", "081211110031"))
    phone = window(size=PHONE).page
    for name, number in (("Asep Sunandar", "081211110031"), ("Lain Nama", "081211110031"), ("Wati", "081211110032")):
        check_in(phone, there["checkin"], name, number)
    wrong = barriers(phone) + too_wide(phone)
    for who, addresses in ((None, [there["checkin"], "/checkin/"]), ("sari", [there["door"], there["list"]])):
        for size, language in ((PHONE, "id"), (PHONE, "en"), (LAPTOP, "en")):
            page = window(who, size=size, language=language).page
            for address in addresses:
                page.emulate_media(color_scheme="light")
                page.goto(address)
                wrong += [f"{address}: {one}" for one in barriers(page) + too_wide(page)]
                page.emulate_media(color_scheme="dark")
                wrong += [f"{address}, dark: {one}" for one in barriers(page, "color-contrast")]
    assert wrong == []


def send(address, cookie, token, number):
    """The status of one check-in of a hall, which has one address."""
    said = {"csrfmiddlewaretoken": token, "name": f"Orang {number}", "number": f"0813{number:08}"}
    request = urllib.request.Request(address, urllib.parse.urlencode(said).encode(), {"Cookie": cookie})  # noqa: S310 - our own
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - our own address
        return answer.status


def test_two_hundred_from_one_address_in_one_moment_are_all_put_down(site):
    there = hall(site, "Gelanggang")
    with urllib.request.urlopen(site.address + there["checkin"], timeout=30) as page:  # noqa: S310 - our own address
        cookie = page.headers["Set-Cookie"].partition(";")[0]
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())[1]
    address = site.address + there["checkin"]
    with ThreadPoolExecutor(HALL) as pool:
        answers = list(pool.map(lambda number: send(address, cookie, token, number), range(HALL)))
    assert set(answers) == {200}
    assert int(site.do(ARRIVED.format(session=there["session"]))) == HALL
