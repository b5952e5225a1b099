"""The city's pages where there is nothing yet, and where something was asked wrongly: no barrier, in light and in dark."""

import pytest
from playwright.sync_api import expect

from okoce.core.months import Month, today
from tests.e2e import people
from tests.e2e.pages import LAPTOP, PHONE, Window, barriers, covered, too_wide
from tests.errands import BusySite

SIZES = {"id": PHONE, "en": LAPTOP}
ROOMS = ["/dashboard/", "/dashboard/where/", "/dashboard/when/", f"/dashboard/{people.HOME}/"]
# In a city that counted nobody yet.
EMPTY = [*ROOMS, "/records/", "/planner/", "/dashboard/facilitators/", "/dashboard/money/", "/reports/", "/public/"]
# What was typed is wrong, and the page says so.
WRONG = [
    *(f"{room}?as_of=kemarin" for room in [*ROOMS, "/reports/"]),
    "/planner/?trainings=-5",
    "/reports/exports/?metric=bahagia",
]
# What is left empty or out when its button is pressed: the page, the button in both languages, and what comes before.
PRESSED = [
    ("/planner/", {"id": "Simpan rencana", "en": "Save the plan"}),
    ("/reports/exports/?kind=people&metric=registered", {"id": "Tulis berkas ini", "en": "Write this file"}),
]


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """A site of its own, in which there is nothing but its users."""
    site = BusySite(tmp_path_factory.mktemp("empty") / "home", OKOCE_FIRST_MONTH=str(Month.of(today()) + -11))
    site.start()
    people.make_users(site)
    yield site
    site.remove()


def wrong_with(page):
    """What is wrong with the page as it is, in light and in dark."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        rules = () if scheme == "light" else ("color-contrast",)
        found += [f"{scheme}: {barrier}" for barrier in barriers(page, *rules)]
    return found + too_wide(page) + covered(page)


@pytest.fixture(scope="module")
def staff(empty, chromium):
    """What the browser of somebody of the city's staff keeps."""
    with Window(chromium, empty) as opened:
        people.sign_in(opened.page, "rina")
        return opened.context.storage_state()


@pytest.fixture(params=SIZES)
def language(request):
    return request.param


@pytest.fixture
def page(empty, chromium, staff, language):
    with Window(chromium, empty, size=SIZES[language], language=language, storage_state=staff) as opened:
        yield opened.page
        assert opened.faults == []


def test_an_empty_city_has_no_barrier_and_says_that_nothing_was_counted(page, language):
    wrong = {}
    for address in EMPTY:
        page.goto(address)
        wrong |= {address: found} if (found := wrong_with(page)) else {}
    assert wrong == {}
    page.goto("/dashboard/")
    said = {"id": "Belum ada yang dihitung", "en": "Nothing has been counted yet"}[language]
    expect(page.get_by_text(said).first).to_be_visible()


def test_what_was_asked_wrongly_is_told_without_a_barrier(page):
    wrong = {}
    for address in WRONG:
        page.goto(address)
        expect(page.locator(".field-error").first).to_be_visible()
        wrong |= {address: found} if (found := wrong_with(page)) else {}
    assert wrong == {}


def test_what_a_form_of_the_city_refuses_is_told_without_a_barrier(page, language):
    wrong = {}
    for address, button in PRESSED:
        page.goto(address)
        # Names in a file take a reason.
        for named in page.locator("main form[method=post] input[type=checkbox]").all():
            named.check()
        page.get_by_role("button", name=button[language]).click()
        expect(page.locator(".field-error").first).to_be_visible()
        wrong |= {address: found} if (found := wrong_with(page)) else {}
    assert wrong == {}


def test_a_sign_in_that_fails_is_told_without_a_barrier(empty, chromium, language):
    with Window(chromium, empty, size=SIZES[language], language=language) as opened:
        opened.page.goto("/sign-in/")
        opened.page.locator("[name=login]").fill("rina")
        opened.page.locator("[name=password]").fill("bukan ini")
        opened.page.locator("main button[type=submit]").click()
        expect(opened.page.get_by_role("alert").first).to_be_visible()
        assert wrong_with(opened.page) == []
