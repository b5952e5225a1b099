"""The page behind a number: what it means, what fell out, who counts, and nobody's name to whoever may not open them."""

import pytest

from reports import rollup
from tests.factories import ELSEWHERE, HOME, approved, licence, person, user

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
