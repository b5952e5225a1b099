"""Trainings and their meetings as a phone sends them."""

import uuid

import pytest

from okoce.accounts.roles import Role
from programs.models import Training, TrainingSession
from tests.bearing import bearing
from tests.factories import ELSEWHERE, HOME, attend, meeting, people, returned, submitted, training, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def facilitator():
    return user(kecamatan=(HOME,))


@pytest.fixture
def send(facilitator):
    return bearing(facilitator)


def a_meeting(on="2018-03-05", **said):
    return {"id": str(uuid.uuid4()), "held_on": on, "starts_at": "09:00", "ends_at": "12:00"} | said


def a_training(*meetings, **said):
    body = {
        "id": str(uuid.uuid4()),
        "kecamatan": HOME,
        "curriculum": "DASAR",
        "agency": "DISNAKER",
        "place": "Aula RW 03",
        "sessions": list(meetings) or [a_meeting()],
    }
    return body | said


def test_a_training_comes_with_its_meetings(send):
    body = a_training(a_meeting(), a_meeting("2018-03-06"))
    answer = send("post", "trainings/", body)
    assert answer.status_code == 201, answer.content
    told = answer.json()
    first, second = body["sessions"]
    assert told["sessions"] == [
        first | {"minutes": 180, "state": "planned"},
        second | {"minutes": 180, "state": "planned"},
    ]
    assert (told["state"], told["place"], told["returned_because"]) == ("draft", "Aula RW 03", None)
    assert send("get", f"trainings/{body['id']}/").json() == told
    assert send("get", "trainings/").json()["results"] == [told]


def test_a_training_sent_again_is_the_first_one(send):
    body = a_training()
    first = send("post", "trainings/", body)
    again = send("post", "trainings/", body)
    assert (again.status_code, again["Idempotent-Replayed"], again.json()) == (200, "true", first.json())
    assert (Training.objects.count(), TrainingSession.objects.count()) == (1, 1)


def test_a_meeting_that_came_with_its_training_may_come_again_by_itself(send):
    held = a_meeting()
    body = a_training(held)
    send("post", "trainings/", body)
    again = send("post", "sessions/", held | {"training": body["id"]})
    assert (again.status_code, again["Idempotent-Replayed"]) == (200, "true")
    assert TrainingSession.objects.count() == 1


def test_an_id_of_a_meeting_that_stands_for_another_is_a_conflict(send):
    held = a_meeting()
    send("post", "trainings/", a_training(held))
    answer = send("post", "trainings/", a_training(held))
    assert (answer.status_code, answer.json()["code"]) == (409, "id_used")
    assert answer.json()["errors"][0]["field"] == "sessions"
    assert Training.objects.count() == 1


def test_a_training_that_a_page_made_is_no_other(send, facilitator):
    there = training(by=facilitator)
    answer = send("post", "trainings/", a_training(id=str(there.pk)))
    assert (answer.status_code, answer.json()["code"]) == (409, "id_used")


def test_meetings_at_once_are_refused_beside_the_list(send):
    answer = send("post", "trainings/", a_training(a_meeting(), a_meeting(starts_at="11:00")))
    assert (answer.status_code, answer.json()["code"]) == (409, "refused")
    assert [error["field"] for error in answer.json()["errors"]] == ["sessions.1.starts_at"]
    assert not Training.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"sessions": []}, "sessions", "empty"),
        ({"sessions": "09:00"}, "sessions", "not_a_list"),
        ({"sessions": [5]}, "sessions.0", "wrong_type"),
        ({"sessions": [{"id": "1"}]}, "sessions.0.id", "invalid"),
        ({"place": 5}, "place", "wrong_type"),
        ({"kecamatan": 317401}, "kecamatan", "wrong_type"),
        ({"hall": "Aula"}, "hall", "unknown_field"),
        ({"id": None}, "id", "null"),
    ],
)
def test_a_body_that_is_wrong_is_refused_beside_the_field(send, wrong, field, code):
    answer = send("post", "trainings/", a_training() | wrong)
    assert answer.status_code == 400
    assert (field, code) in [(error["field"], error["code"]) for error in answer.json()["errors"]]


@pytest.mark.parametrize("body", [[], [1], "x", 0, False])
def test_a_body_that_is_no_object_is_refused_whole(send, body):
    answer = send("post", "trainings/", body)
    assert answer.status_code == 400
    assert {"field": "", "code": "wrong_type"}.items() <= answer.json()["errors"][0].items()


def test_an_empty_body_says_what_it_lacks(send):
    answer = send("post", "trainings/")
    assert answer.status_code == 400
    assert {"field": "id", "code": "required"}.items() <= answer.json()["errors"][0].items()


def test_a_training_of_another_kecamatan_is_none_of_theirs(send):
    answer = send("post", "trainings/", a_training(kecamatan=ELSEWHERE))
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (409, "kecamatan")


def test_particulars_change_and_the_rest_stays(send):
    body = a_training()
    send("post", "trainings/", body)
    answer = send("patch", f"trainings/{body['id']}/", {"place": "Balai warga"})
    assert (answer.status_code, answer.json()["place"], answer.json()["curriculum"]) == (200, "Balai warga", "DASAR")


def test_a_training_is_handed_in_and_decided(send, facilitator):
    there = attend(training(by=facilitator), *people(10, by=facilitator))
    for _ in range(2):
        answer = send("post", f"trainings/{there.pk}/submit/")
        assert (answer.status_code, answer.json()["state"]) == (200, "submitted")
    check = bearing(user(Role.VERIFIER))
    version = {"version": answer.json()["version"]}
    assert send("post", f"trainings/{there.pk}/verify/", version).status_code == 403
    assert check("post", f"trainings/{there.pk}/verify/", {"version": 1}).json()["code"] == "version_stale"
    assert check("post", f"trainings/{there.pk}/verify/", version).json()["state"] == "verified"
    reason = {"reason": "Daftar hadir ganda"}
    answer = check("post", f"trainings/{there.pk}/reject/", version | reason)
    assert (answer.json()["state"], answer.json()["returned_because"]) == ("returned", "Daftar hadir ganda")
    assert send("get", f"trainings/{there.pk}/").json()["returned_because"] == "Daftar hadir ganda"


def test_what_is_not_ready_says_why(send, facilitator):
    answer = send("post", f"trainings/{training(by=facilitator).pk}/submit/")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_ready")
    assert answer.json()["detail"] == "A session has nobody present: mark who came, or cancel the session."


def test_trainings_are_narrowed(send, facilitator):
    march = training(by=facilitator)
    april = training(meeting("2018-03-30"), meeting("2018-04-02"), by=user(kecamatan=(HOME,)))
    training(kecamatan=ELSEWHERE, by=user(kecamatan=(ELSEWHERE,)))

    def found(query):
        return {row["id"] for row in send("get", f"trainings/?{query}").json()["results"]}

    assert found("") == {str(march.pk), str(april.pk)}
    assert found("month=2018-04") == {str(april.pk)}
    assert found("led_by=me") == {str(march.pk)}
    assert found("state=submitted") == found(f"kecamatan={ELSEWHERE}") == set()


def test_a_list_asks_the_same_whatever_its_length(send, facilitator, django_assert_max_num_queries):
    for number in range(3):
        returned(submitted(attend(training(by=facilitator), *people(2, by=facilitator))))
        with django_assert_max_num_queries(13) as asked:
            assert len(send("get", "trainings/").json()["results"]) == number + 1
        if number == 0:
            first = len(asked)
    assert len(asked) == first


def test_a_meeting_is_added_moved_and_cancelled(send):
    body = a_training()
    send("post", "trainings/", body)
    second = a_meeting("2018-03-06", training=body["id"])
    assert send("post", "sessions/", second).status_code == 201
    moved = send("patch", f"sessions/{second['id']}/", {"held_on": "2018-03-07"}).json()
    assert (moved["held_on"], moved["starts_at"], moved["state"]) == ("2018-03-07", "09:00", "moved")
    for _ in range(2):
        assert send("post", f"sessions/{second['id']}/cancel/").json()["state"] == "cancelled"
    assert send("get", "sessions/?month=2018-03&state=cancelled").json()["count"] == 1


def test_a_meeting_that_comes_before_its_training_waits_for_it(send):
    body, second = a_training(), a_meeting("2018-03-06")
    early = send("post", "sessions/", second | {"training": body["id"]})
    assert (early.status_code, early.json()["code"]) == (409, "parent_missing")
    foreign = training(kecamatan=ELSEWHERE, by=user(kecamatan=(ELSEWHERE,)))
    hidden = send("post", "sessions/", second | {"training": str(foreign.pk)})
    assert hidden.json() == early.json()
    send("post", "trainings/", body)
    assert send("post", "sessions/", second | {"training": body["id"]}).status_code == 201
