"""Who was at which meeting, as a phone sends it."""

import uuid

import pytest

from participants.models import Attendance
from tests.bearing import bearing
from tests.factories import ELSEWHERE, HOME, attend, nik, people, person, training, user, verified

pytestmark = pytest.mark.django_db


@pytest.fixture
def facilitator():
    return user(kecamatan=(HOME,))


@pytest.fixture
def send(facilitator):
    return bearing(facilitator)


@pytest.fixture
def session(facilitator):
    return training(by=facilitator).sessions.get()


@pytest.fixture
def somebody(facilitator):
    return person(by=facilitator)


def a_mark(session, somebody, status="present"):
    return {"id": str(uuid.uuid4()), "session": str(session.pk), "participant": str(somebody.pk), "status": status}


def test_a_mark_that_is_sent_is_there(send, session, somebody, facilitator):
    body = a_mark(session, somebody)
    answer = send("post", "attendances/", body)
    assert answer.status_code == 201, answer.content
    assert body | {"recorded_by": facilitator.name} == {
        name: said for name, said in answer.json().items() if name != "recorded_at"
    }
    assert send("get", f"attendances/{body['id']}/").json() == answer.json()


def test_the_same_person_and_meeting_under_another_id_is_the_one_that_there_is(send, session, somebody):
    first = a_mark(session, somebody)
    send("post", "attendances/", first)
    second = send("post", "attendances/", a_mark(session, somebody))
    assert (second.status_code, second.json()["id"]) == (200, first["id"])
    assert Attendance.objects.count() == 1


def test_the_id_that_was_sent_goes_on_standing_for_the_one_that_there_is(send, session, somebody):
    first, second = a_mark(session, somebody), a_mark(session, somebody)
    for body in (first, second):
        send("post", "attendances/", body)
    address = f"attendances/{second['id']}/"
    assert send("get", address).json()["id"] == first["id"]
    assert send("patch", address, {"status": "sick"}).json()["id"] == first["id"]
    # To somebody else it says nothing.
    assert bearing(user(kecamatan=(HOME,)))("get", address).status_code == 404
    assert [send("post", f"{address}leave/").status_code for _ in range(2)] == [204, 204]
    assert not Attendance.objects.exists()


def test_a_later_tap_holds(send, session, somebody):
    first, second = a_mark(session, somebody), a_mark(session, somebody, "late")
    send("post", "attendances/", first)
    assert send("post", "attendances/", second).json()["status"] == "late"
    # The first one again is told as it is now.
    assert send("post", "attendances/", first).json()["status"] == "late"


def test_the_later_tap_holds_whichever_arrives_first(send, session, somebody):
    late = a_mark(session, somebody, "late") | {"marked_at": "2018-03-05T09:20:00+07:00"}
    before = a_mark(session, somebody) | {"marked_at": "2018-03-05T02:10:00.5Z"}
    assert send("post", "attendances/", late).json()["recorded_at"] == late["marked_at"]
    assert send("post", "attendances/", before).json()["status"] == "late"
    address = f"attendances/{late['id']}/"
    assert (
        send("patch", address, {"status": "sick", "marked_at": "2018-03-05T09:15:00+07:00"}).json()["status"] == "late"
    )
    assert (
        send("patch", address, {"status": "sick", "marked_at": "2018-03-05T09:25:00+07:00"}).json()["status"] == "sick"
    )


def test_a_tap_of_a_time_to_come_is_taken_for_one_of_now(send, session, somebody):
    body = a_mark(session, somebody) | {"marked_at": "2999-12-31T23:59:59-07:00"}
    assert send("post", "attendances/", body).status_code == 201
    assert send("post", "attendances/", a_mark(session, somebody, "sick")).json()["status"] == "sick"


@pytest.mark.parametrize("moment", ["2018-03-05", "2018-03-05T09:10:00", 1520215800, "2018-02-30T09:10:00Z"])
def test_a_tap_has_an_instant_with_its_offset(send, session, somebody, moment):
    answer = send("post", "attendances/", a_mark(session, somebody) | {"marked_at": moment})
    assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (400, ["marked_at"])


def test_a_mark_changes(send, session, somebody):
    body = a_mark(session, somebody)
    send("post", "attendances/", body)
    assert send("patch", f"attendances/{body['id']}/", {"status": "sick"}).json()["status"] == "sick"
    assert send("patch", f"attendances/{body['id']}/", {"session": body["session"]}).status_code == 400


def test_who_is_taken_off_is_off_however_often_it_is_sent(send, session, somebody):
    body = a_mark(session, somebody)
    send("post", "attendances/", body)
    assert [send("post", f"attendances/{body['id']}/leave/").status_code for _ in range(2)] == [204, 204]
    assert not Attendance.objects.exists()
    again = send("post", "attendances/", body)
    assert (again.status_code, again.json()["code"]) == (409, "record_gone")


def test_a_mark_takes_the_approval_with_it(send, facilitator, somebody):
    there = verified(attend(training(by=facilitator), *people(10, by=facilitator)))
    send("post", "attendances/", a_mark(there.sessions.get(), somebody))
    assert send("get", f"trainings/{there.pk}/").json()["state"] == "submitted"


def test_nobody_is_marked_by_a_guessed_key(send, session):
    stranger = person(by=user(kecamatan=(ELSEWHERE,)), lives_in=ELSEWHERE)
    hidden = send("post", "attendances/", a_mark(session, stranger))
    none = send("post", "attendances/", a_mark(session, session))
    assert (hidden.status_code, hidden.json()["code"]) == (409, "parent_missing")
    assert hidden.json() == none.json()


def test_somebody_from_elsewhere_is_marked_by_the_id_under_which_their_number_was_sent(send, session):
    number = nik()
    stranger = person(by=user(kecamatan=(ELSEWHERE,)), lives_in=ELSEWHERE, nik=number)
    sent = {"id": str(uuid.uuid4()), "name": "Siti", "nik": number, "registered_on": "2018-03-05"}
    sent |= {"kecamatan": HOME, "lives_in": HOME}
    assert send("post", "participants/", sent).status_code == 200
    mark = a_mark(session, session) | {"participant": sent["id"]}
    answer = send("post", "attendances/", mark)
    assert (answer.status_code, answer.json()["participant"]) == (201, str(stranger.pk))
    other = bearing(user(kecamatan=(HOME,)))("post", "attendances/", mark | {"id": str(uuid.uuid4())})
    assert other.status_code == 409


def test_a_meeting_of_another_kecamatan_takes_no_mark(send, somebody):
    foreign = training(kecamatan=ELSEWHERE, by=user(kecamatan=(ELSEWHERE,))).sessions.get()
    assert send("post", "attendances/", a_mark(foreign, somebody)).json()["code"] == "parent_missing"


def test_marks_are_narrowed(send, session, somebody, facilitator):
    attend(session, somebody)
    attend(training(by=facilitator), person(by=facilitator), status="late")
    foreign = training(kecamatan=ELSEWHERE, by=user(kecamatan=(ELSEWHERE,)))
    attend(foreign, person(by=foreign.logged_by, lives_in=ELSEWHERE))

    def count(query):
        return send("get", f"attendances/?{query}").json()["count"]

    assert count("") == 2
    assert count("status=late") == count(f"session={session.pk}") == count(f"training={session.training_id}") == 1
    assert count(f"participant={somebody.pk}") == 1
    assert count(f"training={foreign.pk}") == count(f"kecamatan={ELSEWHERE}") == 0


def test_a_list_asks_the_same_whatever_its_length(send, session, facilitator, django_assert_num_queries):
    attend(session, person(by=facilitator))
    with django_assert_num_queries(5):
        send("get", "attendances/")
    attend(session, *people(2, by=facilitator))
    with django_assert_num_queries(5):
        send("get", "attendances/")
