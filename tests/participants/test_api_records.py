"""Visits, steps, paid workers, businesses and cases as a phone sends them and a verifier decides them."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from participants import evidence
from participants.models import JobReport, Milestone, Visit
from tests import factories
from tests.bearing import bearing
from tests.factories import DAY, ELSEWHERE, HOME, approver, case, licence, person, returned, revoked, user, workers

pytestmark = pytest.mark.django_db


@pytest.fixture
def facilitator():
    return user(kecamatan=(HOME,), name="Sari")


@pytest.fixture
def send(facilitator):
    return bearing(facilitator)


@pytest.fixture
def check():
    return bearing(approver())


@pytest.fixture
def somebody(facilitator):
    return person(by=facilitator, on="2018-02-01")


@pytest.fixture
def far_away():
    return person(by=user(kecamatan=(ELSEWHERE,)), lives_in=ELSEWHERE)


def sent(send, address, **said):
    """What comes to that list under a new id; a record is named by its key."""
    named = {name: str(getattr(value, "pk", value)) for name, value in said.items() if hasattr(value, "pk")}
    return send("post", f"{address}/", {"id": str(uuid.uuid4())} | said | named)


def refused(answer):
    return answer.status_code, answer.json()["code"], [error["field"] for error in answer.json().get("errors", [])]


STEPS = {
    "licence": {"licence_type": "NIB", "number": "0912345678901", "own_name": True, "completed_on": DAY},
    "market": {"name": "Bazar", "completed_on": DAY},
    "books": {"month": "2018-03", "completed_on": "2018-04-02", "entered_on": "2018-04-01"},
    "capital": {"name": "Koperasi", "amount": 1_000_000, "completed_on": DAY},
}


class TestSteps:
    @pytest.mark.parametrize("kind", STEPS)
    def test_of_each_kind_are_kept_as_they_were_said(self, send, somebody, kind):
        answer = sent(send, "milestones", participant=somebody, kind=kind, **STEPS[kind])
        assert answer.status_code == 201, answer.content
        told = answer.json()
        assert {name: told[name] for name in STEPS[kind]} == STEPS[kind]
        assert (told["kind"], told["state"], told["participant"]) == (kind, "draft", str(somebody.pk))
        assert send("get", f"milestones/{told['id']}/").json() == told

    def test_take_no_field_of_another_kind(self, send, somebody):
        said = STEPS["market"] | {"amount": 5, "month": "2018-03"}
        answer = sent(send, "milestones", participant=somebody, kind="market", **said)
        assert refused(answer) == (409, "refused", ["month", "amount"])

    def test_are_changed_by_what_is_said_alone(self, send, somebody, facilitator):
        step = licence(somebody, by=facilitator, issued=None, number="")
        said = {"number": "0912", "completed_on": "2018-03-09"}
        told = send("patch", f"milestones/{step.pk}/", said).json()
        assert (told["number"], told["completed_on"], told["licence_type"]) == ("0912", "2018-03-09", "NIB")

    def test_are_handed_in_with_evidence_and_say_what_is_missing(self, send, somebody, facilitator):
        ready, bare = licence(somebody, by=facilitator), licence(somebody, by=facilitator, files=())
        first, again = (send("post", f"milestones/{ready.pk}/submit/").json()["state"] for _ in range(2))
        assert (first, again) == ("submitted", "submitted")
        answer = send("post", f"milestones/{bare.pk}/submit/")
        assert refused(answer) == (409, "evidence_missing", [])
        assert answer.json()["detail"] == "There is no evidence yet: add a photo or a document."
        begun = licence(somebody, by=facilitator, issued=None, files=())
        assert refused(send("post", f"milestones/{begun.pk}/submit/")) == (409, "not_ready", [])

    def test_take_no_business_of_somebody_else(self, send, somebody, facilitator, far_away):
        other, beyond = factories.business(person(by=facilitator)), factories.business(far_away)
        said = STEPS["market"] | {"participant": somebody, "kind": "market"}
        assert refused(sent(send, "milestones", business=other, **said)) == (409, "refused", ["business"])
        assert refused(sent(send, "milestones", business=beyond, **said)) == (409, "parent_missing", ["business"])


class TestVisits:
    @pytest.fixture
    def visit(self, somebody, facilitator):
        return factories.visit(somebody, by=facilitator)

    def test_tell_whose_they_are_by_name(self, send, visit):
        assert send("get", f"visits/{visit.pk}/").json()["facilitator"] == "Sari"

    def test_confirm_trading_once_their_photo_is_there(self, send, visit, facilitator):
        address = f"visits/{visit.pk}/"
        early = send("patch", address, {"confirms_trading": True})
        assert refused(early) == (409, "evidence_missing", ["confirms_trading"])
        evidence.attach(by=facilitator, record=visit, file=factories.photo())
        told = send("patch", address, {"confirms_trading": True}).json()
        assert (told["state"], told["confirms_trading"], told["has_evidence"]) == ("submitted", True, True)

    def test_that_came_back_are_handed_in_again(self, send, somebody, facilitator):
        back = returned(factories.visit(somebody, by=facilitator, confirms_trading=True), by=approver())
        told = send("get", f"visits/{back.pk}/").json()
        assert (told["state"], told["returned_because"]) == ("returned", "Foto belum ada")
        told = send("post", f"visits/{back.pk}/submit/").json()
        assert (told["state"], told["returned_because"]) == ("submitted", None)

    def test_that_confirm_nothing_are_checked_by_nobody(self, send, visit):
        assert refused(send("post", f"visits/{visit.pk}/submit/")) == (409, "wrong_state", [])


class TestPaidWorkers:
    def test_wait_for_a_verifier_at_once(self, send, somebody):
        answer = sent(send, "job-reports", participant=somebody, reported_on=DAY, full_time=2, part_time=1)
        told = answer.json()
        assert (answer.status_code, told["state"], told["full_time"]) == (201, "submitted", 2)
        assert send("patch", f"job-reports/{told['id']}/", {"full_time": 3}).json()["part_time"] == 1

    def test_that_came_back_are_handed_in_again(self, send, somebody, facilitator):
        back = returned(workers(somebody, by=facilitator), by=approver())
        assert send("post", f"job-reports/{back.pk}/submit/").json()["state"] == "submitted"


class TestBusinesses:
    def test_are_their_owners(self, send, somebody, facilitator):
        said = {"name": "Warung", "sector": "I", "kecamatan": HOME, "kelurahan": "Tebet"}
        answer = sent(send, "businesses", participant=somebody, **said)
        assert answer.status_code == 201, answer.content
        address, other = f"businesses/{answer.json()['id']}/", person(by=facilitator)
        told = send("post", f"{address}owners/", {"participant": str(other.pk)}).json()
        assert told["owners"] == sorted([str(somebody.pk), str(other.pk)])
        assert send("patch", address, {"closed_on": "2018-05-01"}).json()["closed_on"] == "2018-05-01"
        assert send("get", f"businesses/?participant={other.pk}").json()["count"] == 1

    def test_tell_no_owner_elsewhere_not_by_a_filter_either(self, send, somebody, far_away):
        shop = factories.business(somebody)
        shop.owners.add(far_away)
        assert send("get", f"businesses/{shop.pk}/").json()["owners"] == [str(somebody.pk)]
        assert send("get", f"businesses/?participant={far_away.pk}").json()["results"] == []


class TestCases:
    def test_that_came_back_are_handed_in_again(self, send, somebody):
        back = returned(case(somebody), by=approver(), reason="Lihat lagi")
        told = send("get", f"entrepreneurs/{back.pk}/").json()
        assert (told["state"], told["returned_because"], told["participant"]) == (
            "returned",
            "Lihat lagi",
            str(somebody.pk),
        )
        assert send("post", f"entrepreneurs/{back.pk}/submit/").json()["state"] == "submitted"

    def test_are_opened_by_nobody(self, send, somebody):
        assert sent(send, "entrepreneurs", participant=somebody).status_code == 405


# What waits for a verifier, by the name of its address.
WAITING = {
    "visits": lambda who, by: factories.visit(who, by=by, confirms_trading=True),
    "milestones": lambda who, by: factories.handed_in(licence(who, by=by)),
    "job-reports": lambda who, by: workers(who, by=by),
    "entrepreneurs": lambda who, by: case(who),
}


@pytest.mark.parametrize("kind", WAITING)
class TestDecisions:
    @pytest.fixture
    def record(self, kind, somebody, facilitator):
        return WAITING[kind](somebody, facilitator)

    def test_hold_for_the_version_that_was_seen(self, check, kind, record):
        address = f"{kind}/{record.pk}/"
        assert refused(check("post", f"{address}verify/", {"version": 99})) == (409, "version_stale", [])
        first, again = (check("post", f"{address}verify/", {"version": record.version}) for _ in range(2))
        assert (first.json()["state"], again.json()) == ("verified", first.json())
        said = {"version": record.version, "reason": "Palsu"}
        told = check("post", f"{address}revoke/", said).json()
        assert (told["state"], told["returned_because"]) == ("revoked", "Palsu")
        assert refused(check("post", f"{address}reject/", said)) == (409, "wrong_state", [])

    def test_leave_nothing_to_hand_in_of_what_is_void(self, send, kind, record):
        revoked(record, by=approver())
        assert refused(send("post", f"{kind}/{record.pk}/submit/")) == (409, "wrong_state", [])

    def test_take_a_reason_and_no_maker(self, check, kind, record, facilitator, somebody):
        address = f"{kind}/{record.pk}/reject/"
        assert check("post", address, {"version": record.version}).status_code == 400
        both = user("facilitator", "verifier", kecamatan=(HOME,))
        somebody.makers.add(both)
        record.makers.add(both)
        said = {"version": record.version, "reason": "Kurang jelas"}
        assert refused(bearing(both)("post", address, said)) == (409, "own_record", [])
        assert check("post", address, said).json()["state"] == "returned"

    def test_are_of_verifiers_of_the_place_alone(self, kind, record, facilitator):
        said = {"version": record.version}
        answers = [
            bearing(who)("post", f"{kind}/{record.pk}/verify/", said).status_code
            for who in (facilitator, user("staff"), user("verifier", kecamatan=(ELSEWHERE,)))
        ]
        assert answers == [403, 403, 404]

    def test_of_a_list_are_told_by_as_many_questions_for_three_as_for_one(self, send, kind, record, facilitator):
        def asked():
            with CaptureQueriesContext(connection) as queries:
                assert send("get", f"{kind}/").status_code == 200
            return len(queries)

        returned(record, by=approver())
        one = asked()
        for decide in (returned, revoked):
            decide(WAITING[kind](person(by=facilitator), facilitator), by=approver())
        assert asked() == one


WITHDRAWN = {"visits": Visit, "milestones": Milestone, "job-reports": JobReport}


@pytest.mark.parametrize("kind", WITHDRAWN)
class TestWithdrawal:
    @pytest.fixture
    def record(self, kind, somebody, facilitator):
        return WAITING[kind](somebody, facilitator)

    def test_takes_it_off_however_often_it_is_asked(self, send, kind, record):
        address = f"{kind}/{record.pk}/withdraw/"
        assert [send("post", address).status_code for _ in range(2)] == [204, 204]
        assert not WITHDRAWN[kind].objects.exists()
        assert bearing(user(kecamatan=(HOME,)))("post", address).status_code == 404

    def test_is_of_whoever_recorded_it_before_a_decision(self, send, kind, record, facilitator):
        address = f"{kind}/{record.pk}/withdraw/"
        assert refused(bearing(user(kecamatan=(HOME,)))("post", address)) == (409, "refused", [])
        returned(record, by=approver())
        assert refused(send("post", address)) == (409, "wrong_state", [])

    def test_that_is_tried_takes_nothing(self, send, kind, record):
        assert send("post", f"{kind}/{record.pk}/withdraw/?dry_run=yes").status_code == 204
        assert WITHDRAWN[kind].objects.exists()


def test_whom_the_user_does_not_know_is_nobodys_parent(send, far_away):
    said = {"participant": far_away, "reported_on": DAY, "full_time": 1, "part_time": 0}
    there, nowhere = (
        sent(send, "job-reports", **said),
        sent(send, "job-reports", **said | {"participant": str(uuid.uuid4())}),
    )
    assert refused(there) == refused(nowhere) == (409, "parent_missing", ["participant"])


def test_what_a_page_made_under_the_id_is_there_already(send, somebody, facilitator):
    made = factories.visit(somebody, by=facilitator, on=DAY)
    body = {"id": str(made.pk), "participant": str(somebody.pk), "kecamatan": HOME, "held_on": DAY}
    body |= {"mode": "in_person", "minutes": 60, "topic": "Usaha"}
    assert send("post", "visits/", body).status_code == 200
    assert refused(send("post", "visits/", body | {"minutes": 59})) == (409, "id_used", ["id"])
