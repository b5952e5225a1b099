"""The page of what was not sent yet: marks that a phone keeps, and trainings that nobody handed in."""

import pytest

from okoce.accounts.models import User
from participants import verification
from participants.views import unsent
from tests import factories
from tests.pages import queries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_day(monkeypatch):
    monkeypatch.setattr(unsent, "today", lambda: factories.day("2018-11-27"))


@pytest.fixture
def browser(signed_in):
    return signed_in(factories.facilitator())


def returned(on):
    training = factories.submitted(
        factories.attend(factories.training(factories.meeting(on)), factories.person(on="2018-03-05"))
    )
    return verification.send_back(
        by=factories.verifier(), record=training, version=training.version, reason="Satu orang kurang."
    )


def test_trainings_stand_there_by_the_day_until_which_they_are_entered(browser):
    over, today = (factories.training(factories.meeting(on)) for on in ("2018-10-31", "2018-11-27"))
    sent_back = returned("2018-11-05")
    factories.training(factories.meeting("2018-11-28"))
    page = browser.get("/unsent/")
    groups = [(deadline.left, trainings) for deadline, trainings in page.context["due"]]
    assert groups == [(-22, [over]), (8, [sent_back, today])]
    assert "The verifier asks: Satu orang kurang." in page.content.decode()


def test_one_that_came_back_and_has_no_session_any_more_stands_at_the_end(browser):
    factories.training(factories.meeting("2018-11-20"))
    sent_back = returned("2018-10-05")
    sent_back.sessions.update(state="cancelled")
    page = browser.get("/unsent/")
    assert page.context["due"][-1] == (None, [sent_back])
    assert "Without a session" in page.content.decode()


def test_where_nothing_waits_it_says_so(browser):
    page = browser.get("/unsent/").content.decode()
    assert "Nothing waits on this phone: what you enter is sent at once." in page
    assert "None: nothing that was held waits to be handed in." in page
    assert "until day 5 of the next" in page


def test_it_takes_as_many_queries_for_three_trainings_as_for_one(browser):
    returned("2018-11-05")
    once = queries(browser, "/unsent/")
    for _ in range(2):
        returned("2018-10-05")
        factories.training()
    assert queries(browser, "/unsent/") == once


def test_every_page_of_somebody_who_is_signed_in_says_whose_marks_it_may_send(signed_in):
    # Written for a program: people read this number with a separator, which is another one in each language.
    somebody = User.objects.create(pk=1_284_000, username="banyak", name="Banyak", roles=["facilitator"])
    assert 'data-user="1284000"' in signed_in(somebody).get("/").content.decode()
