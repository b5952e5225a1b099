"""Taking a decision back: the record as it was, the decision and its undoing both on record (docs/decisions/0035)."""

import datetime
import uuid

import pytest

from okoce.accounts.roles import Role
from okoce.core.months import now
from participants import undoing, verification
from participants.models import Entrepreneur, Verification
from tests import factories
from tests.factories import HOME, attend, licence, person, training, user, verifier, visit
from tests.participants.checked import as_it_is, decide, every_kind, waiting
from tests.refusals import refused_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def decision(record):
    return record.verifications.order_by("pk").last()


def undo(record, *, by=None, seconds=0, of=None):
    at = now() + datetime.timedelta(seconds=seconds)
    return undoing.undo(by=by or verifier(), decision=of or decision(record), at=at)


def state(record):
    return type(record).objects.get(pk=record.pk).state


def told(record):
    return [one.decision for one in record.verifications.order_by("pk")]


@every_kind
def test_an_approval_that_is_taken_back_leaves_the_record_waiting(kind):
    made = factories.approved(waiting(kind))
    assert undo(made).records == [made]
    assert (as_it_is(made), told(made)) == (("submitted", made.version), ["approved", "undone"])


def test_a_training_likewise():
    made = factories.verified(attend(training(), person()))
    undo(made)
    assert (state(made), told(made)) == ("submitted", ["approved", "undone"])


def test_the_case_that_an_approval_opened_goes_with_it():
    made, before = factories.approved(licence(person())), factories.case(person())
    opened = factories.case(made.participant)
    undo(made)
    assert list(Entrepreneur.objects.all()) == [before]
    assert opened.participant == made.participant


@every_kind
def test_a_return_that_is_taken_back_leaves_what_was_approved_approved(kind):
    made = factories.returned(factories.approved(waiting(kind)))
    undo(made)
    assert (state(made), told(made)) == ("verified", ["approved", "returned", "undone"])


@every_kind
def test_a_revocation_that_is_taken_back_leaves_what_counted_counting(kind):
    made = factories.revoked(factories.approved(waiting(kind)))
    undo(made)
    assert state(made) == "verified"


def test_so_does_the_one_of_a_training_and_it_can_be_revoked_after_all():
    made = factories.revoked(factories.verified(attend(training(), person())))
    undo(made)
    assert state(made) == "verified"
    assert state(factories.revoked(made)) == "revoked"


def test_a_plain_visit_is_plain_again():
    made = factories.revoked(visit(person()))
    undo(made)
    assert state(made) == "draft"


def test_what_was_taken_back_is_decided_anew():
    made = factories.approved(waiting("visit"))
    undo(made)
    factories.returned(made)
    assert (state(made), told(made)) == ("returned", ["approved", "undone", "returned"])


def test_a_second_tap_gets_the_same_answer():
    made = factories.approved(waiting("visit"))
    first = decision(made)
    answers = [undo(made, of=first), undo(made, of=first, seconds=60)]
    assert ([answer.records for answer in answers], told(made)) == ([[made], [made]], ["approved", "undone"])


def test_after_fifteen_seconds_the_decision_stands():
    made = factories.approved(waiting("visit"))
    assert undo(made, seconds=14).refused == []
    made = factories.approved(waiting("visit"))
    assert undo(made, seconds=16).refused == [
        (made, "Too late to take it back: if it was wrong, open it and send it back or revoke it.")
    ]
    assert state(made) == "verified"


def test_after_that_what_to_do_depends_on_what_was_decided():
    case, plain = factories.revoked(waiting("entrepreneur")), factories.revoked(waiting("visit"))
    together = waiting("visit")
    verification.approve(by=verifier(), record=together, version=together.version, batch=uuid.uuid4())
    made = [together, factories.returned(waiting("visit")), case, plain]
    assert [undoing.too_late(decision(one)).partition(": ")[2] for one in made] == [
        "open one that was wrong by itself, and send it back or revoke it.",
        "it comes here again when the facilitator hands it in again.",
        "if it was wrong, open it and approve it again.",
        "if it was wrong, the facilitator records it anew.",
    ]


def test_nobody_takes_back_what_somebody_else_decided():
    made = factories.approved(waiting("visit"))
    assert undo(made, by=user(Role.VERIFIER)) == undoing.Undone([], [])
    assert state(made) == "verified"


def test_what_somebody_else_decided_about_since_stays():
    made = factories.approved(waiting("milestone"))
    first = decision(made)
    factories.returned(made, by=user(Role.VERIFIER))
    assert [sentence for _record, sentence in undo(made, of=first).refused] == [
        "Somebody changed it or decided about it since: it stays as it is now."
    ]
    assert state(made) == "returned"


def test_what_changed_since_stays():
    made = factories.approved(attend(training(), person()))
    first = decision(made)
    attend(made, person())
    assert (len(undo(made, of=first).refused), told(made)) == (1, ["approved"])


def test_a_checker_whose_approval_stands_again_and_who_becomes_a_maker_takes_it_away():
    both = user(Role.FACILITATOR, Role.VERIFIER, kecamatan=(HOME,))
    made = factories.approved(waiting("visit"), by=both)
    factories.returned(made, by=verifier())
    undo(made)
    made.makers.add(both)
    assert state(made) == "submitted"


@every_kind
def test_an_approval_of_somebody_who_became_a_maker_meanwhile_does_not_stand_again(kind):
    both = user(Role.FACILITATOR, Role.VERIFIER, kecamatan=(HOME,))
    made = factories.approved(waiting(kind), by=both)
    factories.returned(made)
    if kind == "entrepreneur":
        visit(made.participant, by=both)
    else:
        made.makers.add(both)
    undo(made)
    assert as_it_is(made) == ("submitted", made.version + 1)


def test_the_newest_decision_may_be_taken_back_for_ten_seconds():
    assert undoing.undoable(verifier(), at=now()) is None
    factories.approved(waiting("visit"))
    made = factories.returned(waiting("milestone"))
    offered = undoing.undoable(verifier(), at=now())
    assert (offered.record, offered.decision.decision, offered.many, offered.seconds) == (made, "returned", 1, 10)
    assert undoing.undoable(user(Role.VERIFIER), at=now()) is None
    assert undoing.undoable(verifier(), at=now() + datetime.timedelta(seconds=11)) is None


def test_the_ones_of_a_bulk_approval_are_taken_back_together():
    batch = uuid.uuid4()
    made = [waiting("visit"), waiting("milestone"), waiting("visit")]
    for one in made:
        verification.approve(by=verifier(), record=one, version=one.version, batch=batch)
    factories.returned(made[1], by=user(Role.VERIFIER))
    assert undoing.undoable(verifier(), at=now()).many == 3
    answer = undo(made[0])
    assert ({one.pk for one in answer.records}, len(answer.refused)) == ({made[0].pk, made[2].pk}, 1)
    assert [state(one) for one in made] == ["submitted", "returned", "submitted"]


class TestTheDatabase:
    def undone(self, made, **other):
        return decide(made, "undone", **{"undoes": decision(made), "checked_by": verifier()} | other)

    def test_lets_only_its_checker_take_a_decision_back(self):
        made = factories.approved(waiting("visit"))
        with refused_by("undone_by_its_checker"):
            self.undone(made, checked_by=user(Role.VERIFIER))
        with refused_by("undone_by_its_checker"):
            self.undone(waiting("visit"), undoes=decision(made), checked_by=verifier())

    def test_lets_it_be_taken_back_at_once(self, monkeypatch):
        made = factories.approved(waiting("visit"))
        later = now() + datetime.timedelta(seconds=16)
        monkeypatch.setattr("django.utils.timezone.now", lambda: later)
        with refused_by("undone_at_once"):
            self.undone(made)

    def test_goes_by_its_own_clock(self, monkeypatch):
        then = now() - datetime.timedelta(hours=1)
        monkeypatch.setattr("django.utils.timezone.now", lambda: then)
        made = factories.approved(waiting("visit"))
        with refused_by("undone_at_once"):
            self.undone(made)

    @every_kind
    def test_verifies_nothing_by_an_approval_of_somebody_who_became_a_maker(self, kind):
        both = user(Role.FACILITATOR, Role.VERIFIER, kecamatan=(HOME,))
        made = factories.returned(factories.approved(waiting(kind), by=both))
        if kind == "entrepreneur":
            visit(made.participant, by=both)
        else:
            made.makers.add(both)
        self.undone(made)
        with refused_by("verified_by_no_maker"):
            type(made).objects.filter(pk=made.pk).update(state="verified")

    def test_lets_the_newest_alone_be_taken_back(self):
        made = factories.approved(waiting("visit"))
        first = decision(made)
        factories.returned(made)
        with refused_by("undone_is_the_newest"):
            self.undone(made, undoes=first)

    def test_keeps_what_an_undoing_undoes_beside_it(self):
        with refused_by("undone_names_what_it_undoes"):
            decide(waiting("visit"), "undone", undoes=None)

    def test_keeps_what_was_revoked_unless_the_revocation_was_taken_back(self):
        made = factories.revoked(licence(person()) and waiting("visit"))
        with refused_by("revoked_stays"):
            type(made).objects.filter(pk=made.pk).update(state="submitted")

    def test_verifies_nothing_by_an_approval_that_was_taken_back(self):
        made = factories.approved(waiting("visit"))
        undo(made)
        with refused_by("verified_by_an_approval"):
            type(made).objects.filter(pk=made.pk).update(state="verified")
        assert Verification.objects.standing().count() == 0
