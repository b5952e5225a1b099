"""Many records at once, as a phone sends them that was out of reach for a day."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from okoce.accounts.models import Scope
from participants import lookups
from participants.models import Attendance, Participant, Visit
from programs.models import Training
from tests.bearing import bearing
from tests.factories import ELSEWHERE, HOME, nik, person, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def facilitator():
    return user(kecamatan=(HOME,))


@pytest.fixture
def send(facilitator):
    return bearing(facilitator)


def key():
    return str(uuid.uuid4())


def a_day():
    """A training with one meeting, somebody new, and that they were there: each after what it belongs to."""
    training, session, somebody = key(), key(), key()
    meeting = {"id": session, "held_on": "2018-03-05", "starts_at": "09:00", "ends_at": "12:00"}
    about = {"kecamatan": HOME, "curriculum": "DASAR", "agency": "DISNAKER", "place": "Aula"}
    return [
        item("trainings", {"id": training, "sessions": [meeting]} | about),
        item("participants", a_person(id=somebody)),
        item("attendances", {"id": key(), "session": session, "participant": somebody, "status": "present"}),
    ]


def a_person(**said):
    return (
        {"id": key(), "name": "Siti", "kecamatan": HOME, "nik": nik(), "lives_in": HOME}
        | {"registered_on": "2018-03-05"}
        | said
    )


def a_visit(somebody, **said):
    body = {"id": key(), "participant": str(somebody), "kecamatan": HOME, "held_on": "2018-03-05"}
    return item("visits", body | {"mode": "in_person", "minutes": 45, "topic": "Harga"} | said)


def item(kind, content):
    return {"kind": kind, "content": content}


def told(answer):
    return [(result["kind"], result["status"], result["replayed"]) for result in answer.json()["results"]]


def test_parents_and_children_come_together(send):
    items = a_day()
    answer = send("post", "batches/", {"items": items})
    assert answer.status_code == 200, answer.content
    assert told(answer) == [("trainings", 201, False), ("participants", 201, False), ("attendances", 201, False)]
    assert (answer.json()["written"], answer.json()["refused"]) == (3, 0)
    assert Attendance.objects.get().participant_id == uuid.UUID(items[1]["content"]["id"])


def test_a_batch_sent_again_is_all_replays(send):
    items = a_day()
    send("post", "batches/", {"items": items})
    again = send("post", "batches/", {"items": items})
    assert told(again) == [("trainings", 200, True), ("participants", 200, True), ("attendances", 200, True)]
    # The training as it is now: the mark moved its version.
    assert [one["record"]["id"] for one in again.json()["results"]] == [one["content"]["id"] for one in items]


def test_an_item_of_a_batch_is_the_same_as_sent_by_itself(send, facilitator):
    visit = a_visit(person(by=facilitator).pk)
    send("post", "visits/", visit["content"])
    assert told(send("post", "batches/", {"items": [visit]})) == [("visits", 200, True)]


def test_what_is_refused_leaves_the_rest(send, facilitator):
    somebody = person(by=facilitator).pk
    items = [a_visit(somebody), a_visit(key()), a_visit(somebody, minutes="45"), a_visit(somebody)]
    answer = send("post", "batches/", {"items": items})
    assert [one["status"] for one in answer.json()["results"]] == [201, 409, 400, 201]
    assert [one["problem"] and one["problem"]["code"] for one in answer.json()["results"]] == [
        None,
        "parent_missing",
        "invalid",
        None,
    ]
    assert (answer.json()["written"], answer.json()["refused"], Visit.objects.count()) == (2, 2, 2)


def test_all_or_nothing_is_nothing_when_one_is_refused(send):
    items = a_day()
    lost = items[2]["content"] | {"id": key(), "session": key()}
    answer = send("post", "batches/", {"items": [*items, item("attendances", lost)], "all_or_nothing": True})
    assert (answer.status_code, answer.json()["code"]) == (409, "batch_refused")
    assert [(one["status"], one["record"], one["problem"]["code"]) for one in answer.json()["results"]] == [
        (424, None, "batch_refused"),
        (424, None, "batch_refused"),
        (424, None, "batch_refused"),
        (409, None, "parent_missing"),
    ]
    assert not Training.objects.exists()
    assert not Participant.objects.exists()
    assert send("post", "batches/", {"items": items, "all_or_nothing": True}).json()["written"] == 3


def test_a_batch_that_is_tried_keeps_nothing(send):
    answer = send("post", "batches/?dry_run=yes", {"items": a_day()})
    assert (answer.status_code, answer["Dry-Run"], answer.json()["written"]) == (200, "true", 3)
    assert not Training.objects.exists()


def test_a_kind_takes_its_power(send):
    expense = {"id": key(), "month": "2018-03", "kecamatan": HOME, "item": "rooms", "rupiah": 1000}
    result = send("post", "batches/", {"items": [item("expenses", expense)]}).json()["results"][0]
    assert (result["status"], result["problem"]["code"]) == (403, "permission_denied")


def test_a_kind_of_another_kecamatan_is_out_of_reach(send):
    foreign = person(by=user(kecamatan=(ELSEWHERE,)), lives_in=ELSEWHERE)
    result = send("post", "batches/", {"items": [a_visit(foreign.pk)]}).json()["results"][0]
    assert (result["status"], result["problem"]["code"]) == (409, "parent_missing")


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "items", "required"),
        ({"items": []}, "items", "empty"),
        ({"items": [{"kind": "visits", "content": {}}] * 501}, "items", "max_length"),
        ({"items": [{"kind": 5, "content": {}}]}, "items.0.kind", "wrong_type"),
        ({"items": [{"kind": "visits"}]}, "items.0.content", "required"),
        ({"items": [5]}, "items.0", "wrong_type"),
        ({"items": [{"kind": "visits", "content": {}}], "all_or_nothing": "yes"}, "all_or_nothing", "wrong_type"),
    ],
)
def test_a_batch_that_is_none_is_refused(send, body, field, code):
    answer = send("post", "batches/", body)
    assert answer.status_code == 400
    assert (field, code) in [(error["field"], error["code"]) for error in answer.json()["errors"]]


def test_an_item_without_an_id_is_refused_alone(send):
    result = send("post", "batches/", {"items": [item("visits", {})]}).json()["results"][0]
    assert (result["id"], result["status"]) == (None, 400)
    assert [error["field"] for error in result["problem"]["errors"]] == ["id"]


@pytest.mark.parametrize(
    ("kind", "content", "field", "code"),
    [("ladder", {}, "kind", "invalid_choice"), ("visits", [], "", "wrong_type"), ("visits", None, "", "wrong_type")],
)
def test_what_is_no_record_of_any_kind_is_refused_alone(send, kind, content, field, code):
    answer = send("post", "batches/", {"items": [item(kind, content), *a_day()]})
    assert [one["status"] for one in answer.json()["results"]] == [400, 201, 201, 201]
    problem = answer.json()["results"][0]["problem"]
    assert [(error["field"], error["code"]) for error in problem["errors"]] == [(field, code)]


def test_a_child_of_what_was_refused_is_told_so_and_how_long_to_wait(send, facilitator):
    number, items = nik(), a_day()
    person(by=user(kecamatan=(ELSEWHERE,)), lives_in=ELSEWHERE, nik=number)
    for _ in range(lookups.MOST):
        lookups.count_one(facilitator)
    items[1]["content"]["nik"] = number
    items[2]["content"]["participant"] = items[1]["content"]["id"].upper()
    problems = [one["problem"] for one in send("post", "batches/", {"items": items}).json()["results"]]
    assert [one and (one["status"], one["code"], one["retry_after"]) for one in problems] == [
        None,
        (429, "throttled", 60),
        (409, "parent_refused", 60),
    ]


def test_a_mark_at_a_meeting_of_a_refused_training_is_told_so(send):
    items = a_day()
    items[0]["content"]["place"] = ""
    results = send("post", "batches/", {"items": items}).json()["results"]
    assert [one["problem"] and one["problem"]["code"] for one in results] == ["invalid", None, "parent_refused"]


def test_a_hall_of_new_people_is_tried_and_then_sent(send):
    """A trial of numbers keeps nobody from writing, nor from trying numbers that are nobody's."""
    items = [item("participants", a_person(ktp_seen=False)) for _ in range(lookups.MOST + 2)]
    for address in ("batches/?dry_run=yes", "batches/"):
        assert send("post", address, {"items": items}).json()["written"] == lookups.MOST + 2


def test_a_batch_takes_the_scope_of_records(facilitator):
    assert bearing(facilitator, Scope.DETAILS)("post", "batches/", {"items": a_day()}).status_code == 403


def test_what_a_batch_asks_grows_with_its_length(send, facilitator):
    somebody = person(by=facilitator).pk
    asked = []
    for many in (1, 3, 5):
        with CaptureQueriesContext(connection) as queries:
            send("post", "batches/", {"items": [a_visit(somebody) for _ in range(many)]})
        asked.append(len(queries))
    assert asked[2] - asked[1] == asked[1] - asked[0]
    assert (asked[1] - asked[0]) / 2 <= 17


def test_a_batch_is_one_change_in_the_ledgers_words(send, facilitator):
    somebody = person(by=facilitator).pk
    with connection.cursor() as cursor:
        # One test is one transaction, which has its reason from the first verb on: this begins another, as it were.
        cursor.execute("SELECT max(id), set_config('okoce.change', '', true) FROM reports_queue")
        last = cursor.fetchone()[0]
        send("post", "batches/", {"items": [a_visit(somebody), a_visit(somebody)]})
        cursor.execute("SELECT DISTINCT reason, change IS NULL FROM reports_queue WHERE id > %s", [last])
        assert cursor.fetchall() == [("batch sent", False)]
