"""The page of visits: find somebody, see who is one step away, and what is next after a visit."""

import uuid

import pytest

from okoce.core.months import today
from tests import factories
from tests.pages import queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

LONG_AGO = "2018-03-05"


@pytest.fixture
def browser(signed_in):
    return signed_in(factories.facilitator())


def near(name):
    """Lacks nothing but a proof."""
    person = factories.person(on=LONG_AGO, name=name)
    factories.visit(person, on="2018-03-06")
    factories.visit(person, on="2018-03-10")
    factories.approved(factories.licence(person, issued="2018-03-20"))
    return person


def text_of(answer):
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_search_leads_straight_to_the_form(browser):
    ani = factories.person(name="Ani Lestari")
    page = text_of(browser.post("/visits/", {"q": "lestari"}, headers={"hx-request": "true"}))
    assert (f'href="/participants/{ani.pk}/visits/new/?from=visits"' in page, "<h1>" in page) == (True, False)


def test_a_search_without_a_script_answers_with_the_page(browser):
    ani = factories.person(name="Ani Lestari")
    page = text_of(browser.post("/visits/", {"q": "lestari"}))
    assert (f"/participants/{ani.pk}/visits/new/" in page, "One step away" in page) == (True, True)


def test_a_guest_on_a_list_is_found_and_not_visited(browser):
    elsewhere = factories.user(kecamatan=(factories.ELSEWHERE,))
    guest = factories.person(by=elsewhere, lives_in=factories.ELSEWHERE, name="Tamu Jauh")
    factories.attend(factories.training(), guest)
    page = text_of(browser.post("/visits/", {"q": "Tamu"}, headers={"hx-request": "true"}))
    assert ("Tamu Jauh" in page, "visits/new" in page) == (True, False)


def test_who_is_one_step_away_has_the_button_that_does_it(browser):
    ani = near("Ani")
    page = text_of(browser.get("/visits/"))
    assert "A proof of trading, such as a visit with a photo." in page
    assert f'href="/participants/{ani.pk}/visits/new/?from=visits"' in page


def test_who_only_waits_for_a_verifier_is_a_number(browser):
    factories.handed_in(factories.books(near("Ani"), month="2018-04"))
    assert "1 more only waits for a verifier" in text_of(browser.get("/visits/"))


def test_more_than_a_screen_of_them_is_paged(browser, monkeypatch):
    monkeypatch.setattr("reports.views.visits.NEAREST", 2)
    for name in ("Ani", "Budi", "Cici"):
        near(name)
    first, second = browser.get("/visits/"), browser.get("/visits/?page=2")
    assert [[row.person.name for row in page.context["near"]] for page in (first, second)] == [
        ["Ani", "Budi"],
        ["Cici"],
    ]


def test_the_last_visits_tell_what_was_to_be_next(browser):
    ani = factories.person(name="Ani")
    said = {
        "id": f"{uuid.uuid4()}",
        "held_on": "2018-03-07",
        "mode": "phone",
        "minutes": "20",
        "kecamatan": factories.HOME,
        "topic_chip": "Pembukuan",
        "next_action_chip": "Urus NIB",
    }
    browser.post(f"/participants/{ani.pk}/visits/new/", said)
    assert "Next: Urus NIB" in text_of(browser.get("/visits/"))


def test_after_a_visit_it_says_what_is_next_for_the_person(browser):
    recorded = factories.visit(factories.person(name="Ani"), on=today())
    page = browser.get(f"/visits/?recorded={recorded.pk}")
    assert "Next for Ani" in text_of(page)
    assert page.context["next"].label == "Record a visit"


def test_what_waits_for_a_verifier_is_the_visit_and_not_what_it_was_about(browser):
    recorded = factories.visit(near("Ani"), on="2018-03-25", confirms_trading=True)
    page = text_of(browser.get(f"/visits/?recorded={recorded.pk}"))
    assert "Visit on 25 March 2018 waits for a verifier since" in page


@pytest.mark.parametrize("recorded", ["none", f"{uuid.uuid4()}"])
def test_a_visit_that_nobody_knows_is_passed_over(browser, recorded):
    assert "Next for" not in text_of(browser.get(f"/visits/?recorded={recorded}"))


def test_a_visit_of_another_kecamatan_is_passed_over(browser):
    elsewhere = factories.user(kecamatan=(factories.ELSEWHERE,))
    there = factories.person(by=elsewhere, lives_in=factories.ELSEWHERE, name="Tamu Jauh")
    recorded = factories.visit(there, by=elsewhere, kecamatan=factories.ELSEWHERE)
    assert "Tamu Jauh" not in text_of(browser.get(f"/visits/?recorded={recorded.pk}"))


def test_it_takes_as_many_queries_for_three_people_as_for_one(browser):
    factories.books(near("Ani"), month="2018-04")
    once = queries(browser, "/visits/")
    for name in ("Budi", "Cici"):
        factories.books(near(name), month="2018-04")
    assert queries(browser, "/visits/") == once
