import datetime

import pytest

from okoce.core.months import today
from tests import factories
from tests.pages import queries, refused

pytestmark = pytest.mark.django_db

HOURS = {"starts_at": "09:00", "ends_at": "12:00"}
# Still to come when midnight passes while the tests run.
SOON = f"{today() + datetime.timedelta(days=2)}"


@pytest.fixture
def browser(signed_in):
    return signed_in(factories.facilitator())


@pytest.fixture
def training():
    return factories.training()


@pytest.fixture
def session(training):
    return training.sessions.get()


def page_of(session, end=""):
    return f"/trainings/{session.training_id}/sessions/{session.pk}/{end}"


def test_an_added_session_is_the_one_on_the_page(browser, training):
    answer = browser.post(f"/trainings/{training.pk}/sessions/new/", {"held_on": "2018-03-06", **HOURS})
    assert answer.url == f"/trainings/{training.pk}/?session={training.sessions.last().pk}"


def test_the_same_session_again_is_refused_beside_its_start(browser, training):
    answer = browser.post(f"/trainings/{training.pk}/sessions/new/", {"held_on": "2018-03-05", **HOURS})
    assert refused(answer) == {
        "starts_at": ["This training already has a session from 09:00 to 12:00 on that day: choose other hours."]
    }


def test_a_session_before_the_programme_is_refused_beside_its_date(browser, training):
    answer = browser.post(f"/trainings/{training.pk}/sessions/new/", {"held_on": "2017-11-30", **HOURS})
    assert refused(answer) == {"held_on": ["The programme began on 01-12-2017: enter that day or a later one."]}


def test_a_session_more_than_a_year_ahead_is_refused_beside_its_date(browser, training):
    last = today() + datetime.timedelta(days=365)
    answer = browser.post(f"/trainings/{training.pk}/sessions/new/", {"held_on": "9999-12-31", **HOURS})
    assert refused(answer) == {
        "held_on": [f"A session is planned at most a year ahead: enter {last:%d-%m-%Y} or an earlier date."]
    }


def test_a_session_is_not_added_to_what_was_handed_in(browser, training):
    factories.submitted(factories.attend(training, factories.person()))
    answer = browser.post(f"/trainings/{training.pk}/sessions/new/", {"held_on": "2018-03-06", **HOURS})
    assert refused(answer) == {
        "__all__": ["This training was handed in: ask the verifier to return it before you add a session."]
    }


def test_moving_twice_to_the_same_day_answers_the_same(browser, session):
    answers = [browser.post(page_of(session), {"held_on": "2018-04-02", **HOURS}) for _ in range(2)]
    assert [answer.url for answer in answers] == [f"/trainings/{session.training_id}/?session={session.pk}"] * 2
    session.refresh_from_db()
    assert (f"{session.held_on}", session.state) == ("2018-04-02", "moved")


def test_a_session_with_marks_does_not_move_into_the_future(browser, training, session):
    factories.attend(training, factories.person())
    answer = browser.post(page_of(session), {"held_on": SOON, **HOURS})
    assert refused(answer) == {
        "held_on": ["People were already marked at this session: it cannot move into the future."]
    }


def test_cancelling_twice_answers_the_same(browser, session):
    answers = [browser.post(page_of(session, "cancel/")) for _ in range(2)]
    assert [answer.url for answer in answers] == [f"/trainings/{session.training_id}/"] * 2


@pytest.mark.parametrize("end", ["", "cancel/"])
def test_a_session_outside_the_area_is_not_found(signed_in, session, end):
    stranger = signed_in(factories.user(kecamatan=(factories.ELSEWHERE,)))
    assert stranger.post(page_of(session, end), HOURS).status_code == 404


def test_a_session_of_another_training_is_not_found_under_this_one(browser, session):
    other = factories.training()
    assert browser.get(f"/trainings/{other.pk}/sessions/{session.pk}/").status_code == 404


def test_a_training_takes_as_many_queries_for_three_sessions_as_for_one(browser, training):
    once = queries(browser, f"/trainings/{training.pk}/")
    for day in ("2018-03-06", "2018-03-07"):
        browser.post(f"/trainings/{training.pk}/sessions/new/", {"held_on": day, **HOURS})
    browser.get(f"/trainings/{training.pk}/")
    assert queries(browser, f"/trainings/{training.pk}/") == once
