import re

import pytest

from okoce.core.months import today
from participants import verification
from tests import factories
from tests.pages import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(signed_in):
    return signed_in(factories.facilitator())


def returned(reason):
    training = factories.submitted(factories.attend(factories.training(), factories.person()))
    return verification.send_back(by=factories.verifier(), record=training, version=training.version, reason=reason)


def test_home_shows_the_sessions_of_today(browser):
    session = factories.training(factories.meeting(today())).sessions.get()
    factories.training()
    assert list(browser.get("/").context["sessions"]) == [session]


def test_what_came_back_stands_first_with_its_reason(browser):
    draft = factories.training()
    sent_back = returned("Satu orang kurang.")
    page = browser.get("/")
    assert page.context["unfinished"] == [sent_back, draft]
    assert "The verifier asks: Satu orang kurang." in page.content.decode()


def test_home_without_anything_says_what_comes_first(browser):
    page = browser.get("/").content.decode()
    assert re.findall(r'href="([^"]*)">\s*<svg', page) == ["/trainings/new/"]
    assert "No session today. Log one when a group meets" in page


def test_home_takes_as_many_queries_for_three_trainings_as_for_one(browser):
    factories.training(factories.meeting(today()))
    once = queries(browser, "/")
    factories.training(factories.meeting(today()))
    returned("Satu orang kurang.")
    assert queries(browser, "/") == once


@pytest.mark.parametrize(
    ("role", "first"), [("verifier", "/verification/"), ("staff", "/dashboard/"), ("admin", "/dashboard/")]
)
def test_who_logs_no_training_lands_where_they_work(signed_in, role, first):
    assert signed_in(factories.user(role)).get("/").url == first


def test_after_twenty_unfinished_trainings_the_rest_is_a_link_away(browser):
    for _ in range(21):
        factories.training()
    page = browser.get("/")
    assert (len(page.context["unfinished"]), page.context["more"]) == (20, True)
