"""The list of whom to ask, one tap for an answer, and the page of how many of how many still trade."""

import uuid

import pytest

from okoce.accounts.roles import Role
from participants.models import FollowUp
from reports import rollup
from tests import factories
from tests.pages import messages, queries
from tests.reports.test_survival import entrepreneur

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def ani():
    somebody = entrepreneur("Ani Lestari")
    rollup.drain()
    return somebody


@pytest.fixture
def browser(signed_in, ani):
    return signed_in(ani.facilitator)


def text_of(answer):
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def tap(browser, person, outcome="trading", months=12, **headers):
    said = {"id": uuid.uuid4(), "months": months, "outcome": outcome}
    return browser.post(f"/participants/{person.pk}/follow-up/", said, headers=headers)


def test_whoever_is_due_stands_there_until_they_are_asked(browser, ani):
    assert [row["person"] for row in browser.get("/followups/").context["rows"]] == [ani]
    tap(browser, ani)
    page = browser.get("/followups/").context
    assert (page["rows"], [row["answer"].outcome for row in page["answered"]]) == ([], ["trading"])


def test_a_tap_with_a_script_brings_the_row_with_the_answer(browser, ani):
    row = text_of(tap(browser, ani, "closed", **{"hx-request": "true"}))
    assert ("Ani Lestari" in row, "<strong>closed</strong>" in row, "<h1>" in row) == (True, True, False)


def test_an_answer_that_is_none_is_refused_in_a_sentence(browser, ani):
    answer = browser.post(f"/participants/{ani.pk}/follow-up/", {"outcome": "fine"}, follow=True)
    assert messages(answer) == ["Choose one of the three answers."]


def test_who_counts_for_less_than_six_months_is_not_asked(browser):
    young = factories.person(by=factories.facilitator())
    answer = tap(browser, young)
    assert (answer.status_code, FollowUp.objects.count()) == (302, 0)


def test_nobody_of_another_kecamatan_is_asked_or_shown(signed_in, ani):
    browser = signed_in(factories.user(kecamatan=(factories.ELSEWHERE,)))
    assert tap(browser, ani).status_code == 404
    assert "Ani" not in text_of(browser.get("/followups/"))


def test_the_list_asks_as_many_questions_for_three_as_for_one(browser):
    one = queries(browser, "/followups/")
    for _ in range(2):
        entrepreneur()
    rollup.drain()
    assert queries(browser, "/followups/") == one


def test_the_city_sees_how_many_of_how_many_and_no_name(signed_in, browser, ani):
    tap(browser, ani)
    page = text_of(signed_in(factories.user(Role.STAFF)).get("/survival/?month=2019-04"))
    assert "1 of 1 are said to trade (100 %); of 0 of 1 it is verified (0 %)" in page
    assert "Ani" not in page
