"""Visits as a phone sends them."""

import uuid

import pytest

from participants.models import Visit
from tests.bearing import bearing
from tests.factories import ELSEWHERE, HOME, attend, person, training, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def facilitator():
    return user(kecamatan=(HOME,))


@pytest.fixture
def somebody(facilitator):
    return person(by=facilitator, on="2018-02-01")


def a_visit(somebody, **said):
    body = {
        "id": str(uuid.uuid4()),
        "participant": str(somebody.pk),
        "kecamatan": HOME,
        "held_on": "2018-03-05",
        "mode": "in_person",
        "minutes": 45,
        "topic": "Prices",
    }
    return body | said


def test_a_visit_that_is_sent_is_there(facilitator, somebody):
    send = bearing(facilitator)
    body = a_visit(somebody)
    answer = send("post", "visits/", body)
    assert answer.status_code == 201, answer.content
    assert answer.json()["id"] == body["id"]
    assert send("get", f"visits/{body['id']}/").json() == answer.json()
    assert send("get", "visits/").json()["results"] == [answer.json()]


def test_the_same_visit_sent_again_is_the_first_one(facilitator, somebody):
    send, body = bearing(facilitator), a_visit(somebody)
    first = send("post", "visits/", body)
    again = send("post", "visits/", body)
    assert (again.status_code, again["Idempotent-Replayed"]) == (200, "true")
    assert again.json() == first.json()
    assert Visit.objects.count() == 1


def test_a_dry_run_keeps_nothing(facilitator, somebody):
    send, body = bearing(facilitator), a_visit(somebody)
    answer = send("post", "visits/?dry_run=yes", body)
    assert (answer.status_code, answer["Dry-Run"]) == (201, "true")
    assert not Visit.objects.exists()
    assert send("post", "visits/", body).status_code == 201


def test_a_child_of_somebody_who_is_only_on_a_list_here_is_refused_for_good(facilitator):
    stranger = person(by=user(kecamatan=(ELSEWHERE,)), lives_in=ELSEWHERE)
    attend(training(by=facilitator), stranger)
    answer = bearing(facilitator)("post", "visits/", a_visit(stranger))
    assert (answer.status_code, answer.json()["code"]) == (409, "refused")
    assert [error["field"] for error in answer.json()["errors"]] == ["participant"]
