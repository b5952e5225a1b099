"""The city's dashboard answers on one screen of a laptop, and on the first screen of a phone; and it is light."""

import pytest

from okoce.core.months import Month, today
from tests.e2e import people, wire
from tests.e2e.pages import LAPTOP, PHONE, Window
from tests.errands import BusySite

# What the screen has to answer, each said by a block of its own.
ANSWERS = {"month", "forecast", "programme", "pace", "sample", "ladder", "trainings", "jobs", "spending", "survival"}
ON_A_PHONE = ("month", "forecast")
MOST = 120_000

# Eleven months in each of which somebody became a new entrepreneur, told on that day before the job of the site could tell
# it today; the older ones are closed. In this one there is a training, workers approved and waiting, and money.
CITY = """
import datetime
from django.db import transaction
from okoce.core.months import JAKARTA, Month, today
from reports import cases, rollup
from tests import factories
from tests.factories import approved
from tests.reports.closed import closed

def became(day):
    on = lambda days: str(day + datetime.timedelta(days=days))
    at = datetime.datetime.combine(day, datetime.time(12), JAKARTA)
    with transaction.atomic(), rollup.posted_as_of(at):
        rollup.hold_the_lock()
        somebody = factories.person(on=on(0))
        factories.visit(somebody, on=on(1))
        factories.visit(somebody, on=on(2))
        approved(factories.licence(somebody, issued=on(3)))
        approved(factories.visit(somebody, on=on(4), confirms_trading=True))
        cases.open_those_who_meet_the_rule([str(somebody.pk)], at=at)
        approved(somebody.entrepreneur, by=factories.approver())
        rollup.drain()
    return somebody

now = Month.of(today())
for month in (now + -11).until(now + -1):
    somebody = became(month.first.replace(day=5))
for month in (now + -11).until(now + -3):
    closed(str(month))
here = str(now.first)
factories.verified(factories.attend(factories.training(factories.meeting(here)), *factories.people(12, on=here)))
approved(factories.workers(somebody, on=here, full_time=2))
factories.workers(somebody, on=here, full_time=5)
factories.person(on=here, lives_in=None)
factories.expense(month=now, rupiah=1_095_837_000)
rollup.drain()
"""

BOTTOMS = """() => Object.fromEntries([...document.querySelectorAll("[data-block]")].map((block) => {
    const told = block.dataset.block === "ladder" ? block.querySelector("table") : block;
    const inside = [told, ...told.querySelectorAll("*")].map((one) => one.getBoundingClientRect().bottom);
    return [block.dataset.block, Math.round(Math.max(...inside))];
}))"""
BAR = "() => Math.round(document.querySelector('.site-head nav').getBoundingClientRect().top)"


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """A site of its own: what is closed here is open to the others."""
    site = BusySite(tmp_path_factory.mktemp("board") / "home", OKOCE_FIRST_MONTH=str(Month.of(today()) + -11))
    site.start()
    people.make_users(site)
    site.do(CITY)
    yield site
    site.remove()


@pytest.fixture(scope="module")
def cookies(city, chromium):
    with Window(chromium, city) as window:
        people.sign_in(window.page, "rina")
        return window.context.storage_state()


@pytest.fixture
def board(city, chromium, cookies):
    """Opens the dashboard of this month, which is open; at the end nothing broke on it."""
    opened = []

    def open_board(path="/dashboard/", **said):
        opened.append(Window(chromium, city, storage_state=cookies, **said))
        if path:
            opened[-1].page.goto(path)
        return opened[-1].page

    yield open_board
    for window in opened:
        window.close()
    assert [fault for window in opened for fault in window.faults] == []


@pytest.mark.parametrize("language", ["id", "en"])
def test_all_that_it_has_to_answer_stands_on_one_screen_of_a_laptop(board, language):
    page = board(size=LAPTOP, language=language)
    bottoms = page.evaluate(BOTTOMS)
    assert set(bottoms) == ANSWERS
    assert {block: bottom for block, bottom in bottoms.items() if bottom > LAPTOP["height"]} == {}
    assert page.evaluate("document.documentElement.scrollWidth") == LAPTOP["width"]


def test_its_first_row_is_at_most_three_parts(board):
    lefts = """() => [...document.querySelectorAll(".board-first > *")].map(
        (one) => Math.round(one.getBoundingClientRect().left + parseFloat(getComputedStyle(one).paddingLeft)))"""
    assert len(set(board(size=LAPTOP).evaluate(lefts))) == 3


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_first_screen_of_a_phone_has_number_target_and_forecast(board, language):
    page = board(size=PHONE, language=language)
    bottoms, bar = page.evaluate(BOTTOMS), page.evaluate(BAR)
    assert {block: bottoms[block] for block in ON_A_PHONE if bottoms[block] > bar} == {}


def test_it_says_how_long_people_took(board):
    assert board().locator(".rung-wait", has_text="day").count() >= 2


def test_a_first_visit_is_at_most_120_kb(board):
    size, _hosts = wire.visited(board(path="", size=LAPTOP), "/dashboard/")
    assert 10_000 < size <= MOST
