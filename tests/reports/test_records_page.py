"""The page behind a number: what it means, what fell out, who counts, and nobody's name to whoever may not open them."""

import pytest

from reports import rollup
from tests.factories import (
    ELSEWHERE,
    HOME,
    approved,
    attend,
    expense,
    licence,
    people,
    person,
    training,
    user,
    verified,
    visit,
)
from tests.pages import queries
from tests.reports.closed import closed

pytestmark = pytest.mark.django_db


@pytest.fixture
def licensed():
    """Ani of HOME counts; Budi's licence is in another name."""
    ani, budi = person(name="Ani Wijaya"), person(name="Budi Santoso")
    approved(licence(ani, issued="2018-03-12"))
    approved(licence(budi, issued="2018-03-13", own_name=False))
    rollup.drain()
    return ani


def test_whoever_may_open_a_person_sees_the_name(licensed, signed_in):
    page = signed_in(user("staff")).get("/records/?metric=licensed&month=2018-03").content.decode()
    assert "Ani Wijaya" in page
    assert "Budi Santoso" not in page
    assert "woman, 25-34, Tebet" in page


def test_elsewhere_nobody_has_a_name(licensed, signed_in):
    verifier = user("verifier", kecamatan=(ELSEWHERE,))
    page = signed_in(verifier).get(f"/records/?metric=licensed&month=2018-03&kecamatan={HOME}").content.decode()
    assert "woman, 25-34, Tebet" in page
    assert "Ani" not in page


def test_it_tells_at_which_condition_a_record_fell_out(licensed, signed_in):
    page = signed_in(user("admin")).get("/records/?metric=licensed&month=2018-03").content.decode()
    assert "In somebody else&#x27;s name" in page
    assert "Ani" not in page


def test_the_headline_of_the_month_is_asked_about_when_nothing_is_said(signed_in):
    page = signed_in(user("staff")).get("/records/").content.decode()
    assert "Why this number: New entrepreneurs" in page


@pytest.mark.parametrize(
    "query",
    ["metric=happiness", "metric=licensed&month=1999-01", "metric=active_centres&span=through", "kecamatan=31.99.99"],
)
def test_a_number_that_there_is_not_is_not_found(query, signed_in):
    assert signed_in(user("staff")).get(f"/records/?{query}").status_code == 404


def test_takes_as_many_queries_for_three_people_as_for_one(licensed, signed_in):
    browser, address = signed_in(user("staff")), "/records/?metric=licensed&month=2018-03"
    once = queries(browser, address)
    for _ in range(2):
        approved(licence(person(), issued="2018-03-14"))
    rollup.drain()
    assert len(browser.get(address).context["members"]) == 3
    assert queries(browser, address) == once


@pytest.mark.parametrize(
    ("metric", "name"),
    [
        ("trainings", "A training in Tebet"),
        ("attendances", "A training in Tebet"),
        ("mentoring_visits", "1 visit, Tebet"),
        ("active_facilitators", "A facilitator"),
        ("active_centres", "Tebet"),
        ("spending", "Spending in Tebet"),
    ],
)
def test_every_activity_has_its_records_and_names_none_to_who_sees_no_records(metric, name, signed_in):
    whole = attend(training(), *people(10))
    verified(whole)
    visit(person())
    expense()
    rollup.drain()
    page = signed_in(user("admin")).get(f"/records/?metric={metric}&month=2018-03")
    assert [member.name for member in page.context["members"]] == [name]


def test_what_was_first_published_has_its_own_people(licensed, signed_in):
    closed("2018-03")
    approved(licence(person(), issued="2018-03-14"))
    rollup.drain()
    browser = signed_in(user("staff"))
    shown = {
        vintage: len(browser.get(f"/records/?metric=licensed&month=2018-03&vintage={vintage}").context["members"])
        for vintage in ("latest", "first")
    }
    assert shown == {"latest": 2, "first": 1}
