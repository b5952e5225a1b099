"""No id in a body, no batch and no id that was sent before reaches further than its sender."""

import pytest

from okoce.accounts.models import Scope, Sent
from okoce.accounts.roles import Role
from participants.models import Attendance, Participant, Visit
from programs.models import Assignment
from tests.api.test_matrix import NEW, hours
from tests.api.world import WHOLE, Asking, new
from tests.factories import ELSEWHERE, HOME, day, nik, photo, user

pytestmark = pytest.mark.django_db

# (kind, the fields of it that name something elsewhere, the code and field of the refusal)
MIXED = [
    ("visits", {"participant": "person"}, ("parent_missing", "participant")),
    ("visits", {"kecamatan": "code"}, ("refused", "kecamatan")),
    ("milestones", {"participant": "person"}, ("parent_missing", "participant")),
    ("milestones", {"business": "business"}, ("parent_missing", "business")),
    ("job-reports", {"participant": "person"}, ("parent_missing", "participant")),
    ("businesses", {"participant": "person"}, ("parent_missing", "participant")),
    ("attendances", {"participant": "person"}, ("parent_missing", "participant")),
    ("attendances", {"session": "session"}, ("parent_missing", "session")),
    ("sessions", {"training": "draft"}, ("parent_missing", "training")),
    ("trainings", {"kecamatan": "code"}, ("refused", "kecamatan")),
    ("participants", {"kecamatan": "code"}, ("refused", "kecamatan")),
    ("expenses", {"kecamatan": "code"}, ("refused", "kecamatan")),
]


def mixed(place, other, kind, fields):
    """A body about the place, in which these fields are of the other one."""
    return new(**NEW[kind](place.keys)) | {name: other.keys[key] for name, key in fields.items()}


def told(answer):
    problem = answer.json()
    return answer.status_code, problem["code"], [error["field"] for error in problem["errors"]]


@pytest.fixture
def narrowed(world):
    return Asking(world.actors["narrowed"][0], kecamatan=(HOME,))


@pytest.fixture
def facilitator(world):
    return Asking(world.home.by)


@pytest.mark.parametrize(("kind", "fields", "refusal"), MIXED, ids=str)
def test_what_a_body_names_elsewhere_is_not_there(kind, fields, refusal, world, narrowed):
    code, field = refusal
    body = mixed(world.home, world.elsewhere, kind, fields)
    assert told(narrowed.tried("POST", f"{kind}/", body)) == (409, code, [field])
    assert narrowed.tried("POST", f"{kind}/", mixed(world.home, world.home, kind, fields)).status_code == 201


def test_a_change_takes_nothing_elsewhere(world, narrowed):
    home, there = world.home.keys, world.elsewhere.keys
    changes = {
        f"visits/{home['visit']}/": {"kecamatan": there["code"]},
        f"expenses/{home['expense']}/": {"kecamatan": there["code"]},
        f"trainings/{home['draft']}/": {"kecamatan": there["code"]},
        f"milestones/{home['step']}/": {"business": there["business"]},
    }
    assert {address: narrowed.tried("PATCH", address, body).status_code for address, body in changes.items()} == (
        dict.fromkeys(changes, 409)
    )
    owners = narrowed.tried("POST", f"businesses/{home['business']}/owners/", {"participant": there["person"]})
    assert told(owners) == (409, "parent_missing", ["participant"])
    files = {"milestone": "step", "visit": "trading", "job_report": "jobs"}
    sent = [narrowed.tried("POST", "evidence/", new(file=photo(), **{name: there[key]})) for name, key in files.items()]
    assert [told(answer) for answer in sent] == [(409, "parent_missing", [name]) for name in files]


def test_an_id_elsewhere_and_one_of_nothing_are_answered_alike(world, facilitator):
    elsewhere = mixed(world.home, world.elsewhere, "visits", {"participant": "person"})
    nothing = elsewhere | {"id": new()["id"], "participant": new()["id"]}
    answers = [facilitator.tried("POST", "visits/", body) for body in (elsewhere, nothing)]
    assert answers[0].content == answers[1].content


def test_a_batch_reaches_no_further_than_its_items_would(world, narrowed):
    items = [
        {"kind": kind, "content": mixed(world.home, world.elsewhere, kind, fields)} for kind, fields, _refusal in MIXED
    ]
    answer = narrowed.tried("POST", "batches/", {"items": items}).json()
    assert (answer["written"], answer["refused"]) == (0, len(MIXED))
    told = [(one["status"], one["problem"]["code"], one["record"]) for one in answer["results"]]
    assert told == [(409, code, None) for _kind, _fields, (code, _field) in MIXED]


def test_in_a_batch_each_kind_asks_for_its_own_power(world):
    kinds = sorted({kind for kind, _fields, _refusal in MIXED})
    items = [{"kind": kind, "content": new(**NEW[kind](world.home.keys))} for kind in kinds]
    for roles, writes in {Role.AUDITOR: set(), Role.STAFF: {"expenses"}, Role.VERIFIER: set()}.items():
        answer = Asking(user(roles)).tried("POST", "batches/", {"items": items}).json()
        assert {one["kind"] for one in answer["results"] if one["status"] == 201} == writes
        assert {one["status"] for one in answer["results"] if one["kind"] not in writes} == {403}
    assert Asking(user(Role.ADMIN)).tried("POST", "batches/", {"items": items}).status_code == 403


def test_a_token_of_a_kecamatan_that_its_user_lost_reaches_nothing(world):
    owner = user(*WHOLE, kecamatan=(HOME, ELSEWHERE))
    ask = Asking(owner, kecamatan=(HOME,))
    Assignment.objects.filter(user=owner, kecamatan=HOME).update(ends_on=day("2018-04-01"))
    lists = ["visits", "participants", "trainings", "expenses", "evidence", "ledger"]
    assert [ask("GET", f"{name}/").json()["count"] for name in lists] == [0] * 6
    assert ask("GET", f"visits/{world.home.keys['visit']}/").status_code == 404
    assert ask.tried("POST", "visits/", new(**NEW["visits"](world.home.keys))).status_code == 409


def test_a_token_of_a_kecamatan_where_its_user_never_worked_reaches_nothing(world):
    ask = Asking(world.home.by, kecamatan=(ELSEWHERE,))
    assert [ask("GET", f"{name}/").json()["count"] for name in ("visits", "participants", "ledger")] == [0, 0, 0]


def test_what_was_sent_before_an_assignment_ended_is_not_told_after_it(world):
    owner = user(kecamatan=(HOME,))
    ask, body = Asking(owner), new(**NEW["visits"](world.home.keys))
    assert ask("POST", "visits/", body).status_code == 201
    Assignment.objects.filter(user=owner).update(ends_on=day("2018-04-01"))
    again = ask("POST", "visits/", body)
    assert (again.status_code, again.json()["code"]) == (409, "record_gone")
    assert "Prices" not in again.content.decode()


def test_an_id_of_somebody_else_or_of_another_kind_is_taken(world, facilitator):
    body = new(**NEW["visits"](world.home.keys))
    assert facilitator("POST", "visits/", body).status_code == 201
    colleague = Asking(user(kecamatan=(HOME,)))
    for ask, kind in [(colleague, "visits"), (facilitator, "job-reports"), (facilitator, "trainings")]:
        other = body if kind == "visits" else {"id": body["id"], **NEW[kind](world.home.keys)}
        assert told(ask.tried("POST", f"{kind}/", other)) == (409, "id_used", ["id"])
    assert Visit.objects.get(pk=body["id"]).facilitator == world.home.by


def test_nobody_is_put_on_a_list_by_a_key_that_was_never_sent_as_a_number(world, facilitator):
    """An attendance under the key of somebody elsewhere, and another id that stands for it, name nobody."""
    somebody = world.elsewhere.keys["person"]
    first = NEW["attendances"](world.home.keys)
    assert facilitator("POST", "attendances/", {"id": somebody, **first}).status_code == 201
    other = new(**first)
    facilitator("POST", "attendances/", other)
    assert str(Sent.objects.get(pk=other["id"]).record) == somebody
    guess = new(**first) | {"participant": other["id"]}
    assert told(facilitator("POST", "attendances/", guess)) == (409, "refused", ["participant"])
    assert not Attendance.objects.filter(participant=somebody, session=first["session"]).exists()


def test_whose_number_was_sent_joins_a_list_and_is_told_as_an_id_alone(world, facilitator):
    number = nik()
    registered = {**NEW["participants"](world.elsewhere.keys), "nik": number, "name": "Rahasia"}
    assert Asking(world.elsewhere.by)("POST", "participants/", new(**registered)).status_code == 201
    sent = new(**NEW["participants"](world.home.keys)) | {"nik": number}
    answer = facilitator("POST", "participants/", sent)
    person = Participant.objects.get(name="Rahasia")
    assert answer.status_code == 200
    assert {name: value for name, value in answer.json().items() if value is not None} == {"id": str(person.pk)}
    body = new(**NEW["attendances"](world.home.keys)) | {"participant": sent["id"]}
    assert facilitator("POST", "attendances/", body).status_code == 201
    listed = facilitator("GET", f"participants/{person.pk}/").json()
    assert {name for name, value in listed.items() if value is not None} == {"id", "state", "name", "nik_masked"}
    assert facilitator("GET", f"businesses/?participant={person.pk}").json()["count"] == 0


def test_nobody_decides_what_they_recorded(world):
    owner = user(*WHOLE, kecamatan=(HOME,))
    ask, home = Asking(owner), world.home
    step = new(**NEW["milestones"](home.keys)) | {"completed_on": "2018-03-10"}
    report = new(**NEW["job-reports"](home.keys))
    assert [ask("POST", "milestones/", step).status_code, ask("POST", "job-reports/", report).status_code] == [201, 201]
    ask("POST", "evidence/", new(milestone=step["id"], file=photo()))
    assert ask("POST", f"milestones/{step['id']}/submit/").status_code == 200
    # A hand on what somebody else recorded makes its owner one of its makers.
    ask("PATCH", f"visits/{home.keys['trading']}/", {"topic": "Sales"})
    for kind, key in [("milestones", step["id"]), ("job-reports", report["id"]), ("visits", home.keys["trading"])]:
        version = ask("GET", f"{kind}/{key}/").json()["version"]
        for decision in ("verify", "reject", "revoke"):
            said = {"version": version} | ({} if decision == "verify" else {"reason": "Mine"})
            answer = ask.tried("POST", f"{kind}/{key}/{decision}/", said)
            assert (kind, decision, answer.status_code, answer.json()["code"]) == (kind, decision, 409, "own_record")


def test_a_case_is_decided_by_nobody_who_entered_a_fact_of_it(world):
    owner = user(*WHOLE, kecamatan=(HOME,))
    ask, home = Asking(owner), world.home
    assert ask("POST", "visits/", new(**NEW["visits"](home.keys))).status_code == 201
    case = ask("GET", f"entrepreneurs/{home.keys['case']}/").json()
    answer = ask.tried("POST", f"entrepreneurs/{case['id']}/verify/", {"version": case["version"]})
    assert (answer.status_code, answer.json()["code"]) == (409, "own_record")


def test_details_tell_nobody_who_somebody_is(world):
    ask = Asking(world.actors["staff"][0], scope=Scope.DETAILS)
    row = ask("GET", f"participants/{world.home.keys['person']}/").json()
    told = {name for name, value in row.items() if value is not None}
    assert told & {"name", "phone", "nik_masked", "birth_date", "facilitator", "registered_by"} == set()
    assert told >= {"id", "state", "sex", "birth_year"}


def test_a_second_session_of_an_own_training_is_added_and_not_one_elsewhere(world, narrowed):
    sent = {"training": world.elsewhere.keys["draft"], **hours("2018-03-21")}
    batch = {"items": [{"kind": "sessions", "content": new(**sent)}], "all_or_nothing": True}
    assert narrowed.tried("POST", "batches/", batch).json()["code"] == "batch_refused"
