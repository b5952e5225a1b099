"""Twenty phones at once, on connections of their own: whatever is sent again and again is there once."""

import collections
import time
import uuid

import pytest

from participants.models import Attendance, Participant, Visit
from programs.models import Training, TrainingSession
from tests.bearing import bearing
from tests.factories import HOME, nik, person, training, user
from tests.together import together

pytestmark = pytest.mark.django_db
MANY = 20


@pytest.fixture
def facilitator(committed_db):
    return user(kecamatan=(HOME,))


def key():
    return str(uuid.uuid4())


def at_once(owner, address, bodies):
    """What each of the bodies, sent in the same moment, was answered in the end, and every answer on the way."""
    # Each sends with a client of its own, made before the start.
    phones = [(bearing(owner), body) for body in bodies]
    met = collections.Counter()

    def until_done(send, body):
        for _ in range(200):
            answer = send("post", address, body)
            code = answer.json().get("code", "")
            met[answer.status_code, code] += 1
            if (answer.status_code, code) != (409, "in_flight"):
                return answer
            assert answer["Retry-After"] == "1"
            time.sleep(0.02)
        raise TimeoutError

    return together(*[lambda send=send, body=body: until_done(send, body) for send, body in phones]), met


def test_one_visit_sent_twenty_times_at_once_is_one(facilitator):
    body = {
        "id": key(),
        "participant": str(person(by=facilitator).pk),
        "kecamatan": HOME,
        "held_on": "2018-03-05",
        "mode": "in_person",
        "minutes": 45,
        "topic": "Harga",
    }
    answers, met = at_once(facilitator, "visits/", [body] * MANY)
    assert sorted(answer.status_code for answer in answers) == [200] * (MANY - 1) + [201]
    assert met.keys() <= {(201, ""), (200, ""), (409, "in_flight")}
    assert [answer.json()["id"] for answer in answers] == [body["id"]] * MANY
    assert Visit.objects.count() == 1


def test_one_training_sent_twenty_times_at_once_is_one(facilitator):
    meeting = {"id": key(), "held_on": "2018-03-05", "starts_at": "09:00", "ends_at": "12:00"}
    about = {"kecamatan": HOME, "curriculum": "DASAR", "agency": "DISNAKER", "place": "Aula"}
    answers, _met = at_once(facilitator, "trainings/", [{"id": key(), "sessions": [meeting]} | about] * MANY)
    assert sorted(answer.status_code for answer in answers) == [200] * (MANY - 1) + [201]
    assert (Training.objects.count(), TrainingSession.objects.count()) == (1, 1)


def test_twenty_ids_for_one_person_at_one_meeting_are_one_attendance(facilitator):
    session = training(by=facilitator).sessions.get()
    somebody = person(by=facilitator)
    same = {"session": str(session.pk), "participant": str(somebody.pk), "status": "present"}
    answers, _met = at_once(facilitator, "attendances/", [{"id": key()} | same for _ in range(MANY)])
    assert sorted(answer.status_code for answer in answers) == [200] * (MANY - 1) + [201]
    there = Attendance.objects.get()
    assert {answer.json()["id"] for answer in answers} == {str(there.pk)}


def test_twenty_people_marked_at_one_meeting_are_all_there(facilitator):
    session = training(by=facilitator).sessions.get()
    bodies = [
        {"id": key(), "session": str(session.pk), "participant": str(person(by=facilitator).pk), "status": "present"}
        for _ in range(MANY)
    ]
    answers, _met = at_once(facilitator, "attendances/", bodies)
    assert [answer.status_code for answer in answers] == [201] * MANY
    assert Attendance.objects.count() == MANY


def test_twenty_phones_that_register_one_number_register_one_person(facilitator):
    said = {"name": "Siti", "kecamatan": HOME, "lives_in": HOME, "nik": nik(), "registered_on": "2018-03-05"}
    answers, _met = at_once(facilitator, "participants/", [{"id": key()} | said for _ in range(MANY)])
    assert sorted(answer.status_code for answer in answers) == [200] * (MANY - 1) + [201]
    there = Participant.objects.get()
    assert {answer.json()["id"] for answer in answers} == {str(there.pk)}


def test_twenty_batches_that_share_their_rows_all_arrive(facilitator):
    sessions = [training(by=facilitator, place=f"Aula {number}").sessions.get() for number in range(3)]
    somebody = person(by=facilitator)

    def batch(number):
        # In different orders: whoever holds each other's rows would wait for ever.
        order = sessions[number % 3 :] + sessions[: number % 3]
        same = {"participant": str(somebody.pk), "status": "present"}
        marks = [{"id": key(), "session": str(session.pk)} | same for session in order]
        return {"items": [{"kind": "attendances", "content": mark} for mark in marks]}

    batches = [batch(number) for number in range(MANY)]
    answers, _met = at_once(facilitator, "batches/", batches)
    assert {answer.status_code for answer in answers} == {200}
    refused = [one["problem"]["code"] for answer in answers for one in answer.json()["results"] if one["problem"]]
    assert set(refused) <= {"in_flight"}
    for body in batches:
        assert bearing(facilitator)("post", "batches/", body).json()["refused"] == 0
    assert Attendance.objects.count() == 3
