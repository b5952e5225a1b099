"""Checker is never maker, and an approval holds for one version (docs/counting.md, “What an approval holds for”)."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from okoce.accounts.roles import Role
from okoce.core.months import now, today
from participants import rosters, verification
from participants.models import Attendance, Verification
from participants.waiting import counts
from programs import trainings
from programs.models import Curriculum, Training, TrainingSession
from tests.factories import (
    ELSEWHERE,
    HOME,
    attend,
    facilitator,
    kecamatan,
    meeting,
    people,
    person,
    submitted,
    training,
    user,
    verifier,
)
from tests.refusals import refused_as_a_whole, refused_beside
from tests.together import somebody_else, together

pytestmark = pytest.mark.django_db


def waiting(*meetings, by=None, **said):
    return submitted(attend(training(*meetings, by=by, **said), *people(2)))


def approve(made, *, by=None, version=None):
    return verification.approve(by=by or verifier(), record=made, version=version or made.version)


def send_back(made, *, by=None, version=None, reason="The list is not signed"):
    return verification.send_back(by=by or verifier(), record=made, version=version or made.version, reason=reason)


def revoke(made, *, by=None, version=None, reason="Never held"):
    return verification.revoke(by=by or verifier(), record=made, version=version or made.version, reason=reason)


def both(**said):
    """Somebody who logs and checks, as in small offices."""
    return user(Role.FACILITATOR, Role.VERIFIER, **said)


def state(made):
    return Training.objects.get(pk=made.pk).state


def decided(made):
    return [f"{one.decision} v{one.version}" for one in made.verifications.order_by("pk")]


CHANGES = {
    "kecamatan": lambda made, by: change(made, by, kecamatan=kecamatan(ELSEWHERE)),
    "curriculum": lambda made, by: change(made, by, curriculum=Curriculum.objects.get(pk="PANGAN")),
    "a session moves": lambda made, by: trainings.move_session(
        by=by, session=made.sessions.first(), meeting=meeting("2018-03-06"), at=now()
    ),
    "a session is cancelled": lambda made, by: trainings.cancel_session(by=by, session=made.sessions.first()),
    "somebody joins": lambda made, by: rosters.join(
        by=by, session=made.sessions.first(), participant=person(), at=now()
    ),
    "somebody leaves": lambda made, by: rosters.leave(
        by=by, session=made.sessions.first(), participant=rosters.on_list(made).first()
    ),
    "a mark changes": lambda made, by: rosters.mark(
        by=by, session=made.sessions.first(), statuses={rosters.on_list(made).first().pk: "sick"}, at=now()
    ),
}
every_change = pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)


def change(made, by, **other):
    said = {name: getattr(made, name) for name in ("kecamatan", "curriculum", "agency", "place")}
    return trainings.change_training(by=by, training=made, **said | other)


class TestApproving:
    def test_the_training_is_verified_for_that_version(self):
        made, checker = waiting(), verifier()
        assert approve(made, by=checker).state == state(made) == "verified"
        decision = made.verifications.get()
        assert (decision.decision, decision.version, decision.reason) == ("approved", made.version, "")
        assert (decision.made_by, decision.checked_by) == (facilitator(), checker)

    def test_a_second_tap_gets_the_same_answer(self):
        made = waiting()
        assert approve(made) == approve(made) == made
        assert decided(made) == [f"approved v{made.version}"]

    def test_another_version_than_the_one_on_the_screen_is_refused(self):
        made = waiting()
        seen = made.version
        attend(made, person())
        with refused_as_a_whole():
            approve(made, version=seen)
        assert (state(made), decided(made)) == ("submitted", [])

    @pytest.mark.parametrize("version", [-1, 0, 10**12])
    def test_a_version_that_never_was_is_refused(self, version):
        made = waiting()
        with refused_as_a_whole():
            verification.approve(by=verifier(), record=made, version=version)

    def test_a_draft_is_not_approved(self):
        made = attend(training(), person())
        with refused_as_a_whole():
            approve(made)
        assert state(made) == "draft"

    def test_what_came_back_is_not_approved_before_it_is_handed_in_again(self):
        made = send_back(waiting())
        with refused_as_a_whole():
            approve(made)
        assert approve(submitted(made)).state == "verified"


class TestSendingBack:
    def test_the_training_is_back_with_the_reason(self):
        made = waiting()
        assert send_back(made, reason="  No photo\n").state == state(made) == "returned"
        assert (made.verifications.get().reason, decided(made)) == ("No photo", [f"returned v{made.version}"])

    @pytest.mark.parametrize("reason", ["", " \n ", "No\0photo"])
    def test_it_needs_a_reason(self, reason):
        made = waiting()
        with refused_beside("reason"):
            send_back(made, reason=reason)
        assert (state(made), decided(made)) == ("submitted", [])

    def test_a_second_tap_gets_the_same_answer(self):
        made = waiting()
        send_back(made)
        assert send_back(made).state == "returned"
        assert decided(made) == [f"returned v{made.version}"]

    def test_what_was_approved_may_be_sent_back(self):
        made = approve(waiting())
        assert send_back(made).state == "returned"
        assert decided(made) == [f"approved v{made.version}", f"returned v{made.version}"]

    def test_another_version_than_the_one_on_the_screen_is_refused(self):
        made = waiting()
        with refused_as_a_whole():
            send_back(made, version=made.version - 1)

    def test_a_draft_is_not_sent_back(self):
        with refused_as_a_whole():
            send_back(attend(training(), person()))

    def test_the_maker_finds_the_newest_reason(self):
        made = waiting()
        assert verification.last_return(made) is None
        again = submitted(send_back(made, reason="No photo"))
        assert verification.last_return(again) is None
        assert verification.last_return(send_back(again, reason="No list")).reason == "No list"


class TestAnApprovalHoldsForOneVersion:
    @every_change
    def test_a_change_afterwards_waits_for_verification_again(self, change):
        made = approve(waiting(meeting("2018-03-05"), meeting("2018-03-12")))
        change(made, facilitator())
        now_is = Training.objects.get(pk=made.pk)
        assert (now_is.state, now_is.version > made.version) == ("submitted", True)
        assert counts(verifier())["training"] == 1

    @every_change
    def test_a_change_before_makes_the_screen_stale(self, change):
        made = waiting(meeting("2018-03-05"), meeting("2018-03-12"))
        seen = made.version
        change(made, facilitator())
        with refused_as_a_whole():
            approve(made, version=seen)

    def test_another_place_is_no_change_of_what_counts(self):
        made = approve(waiting())
        change(made, facilitator(), place="Balai warga")
        assert (state(made), Training.objects.get(pk=made.pk).version) == ("verified", made.version)

    def test_what_changed_is_approved_again_as_it_is_now(self):
        made = approve(waiting())
        attend(made, person())
        again = Training.objects.get(pk=made.pk)
        assert approve(again).state == "verified"
        assert decided(made) == [f"approved v{made.version}", f"approved v{again.version}"]


class TestCheckerIsNeverMaker:
    def test_whoever_logged_and_handed_it_in_does_not_approve_it(self):
        somebody = both(kecamatan=(HOME,))
        made = waiting(by=somebody)
        with refused_as_a_whole():
            approve(made, by=somebody)
        assert (state(made), decided(made)) == ("submitted", [])

    def test_nor_sends_it_back(self):
        somebody = both(kecamatan=(HOME,))
        with refused_as_a_whole():
            send_back(waiting(by=somebody), by=somebody)

    @every_change
    def test_nor_whoever_changed_part_of_it(self, change):
        made, somebody = waiting(meeting("2018-03-05"), meeting("2018-03-12")), both(kecamatan=(HOME,))
        change(made, somebody)
        with refused_as_a_whole():
            approve(Training.objects.get(pk=made.pk), by=somebody)

    def test_nor_whoever_added_a_session_to_it(self):
        made, somebody = training(), both(kecamatan=(HOME,))
        trainings.add_session(by=somebody, training=made, meeting=meeting("2018-03-12"), today=today())
        with refused_as_a_whole():
            approve(submitted(attend(made, person())), by=somebody)

    def test_nor_whoever_marked_somebody_who_was_marked_again_since(self):
        made, ani, somebody = training(), person(), both(kecamatan=(HOME,))
        rosters.mark(by=somebody, session=made.sessions.get(), statuses={ani.pk: "late"}, at=now())
        made = submitted(attend(made, ani))
        assert Attendance.objects.get().recorded_by != somebody
        with refused_as_a_whole():
            approve(made, by=somebody)

    def test_somebody_of_both_roles_approves_what_others_made(self):
        assert approve(waiting(by=facilitator()), by=both()).state == "verified"

    def test_two_of_both_roles_check_each_other(self):
        one, other = both(kecamatan=(HOME,)), both(kecamatan=(HOME,))
        assert approve(waiting(by=one), by=other).state == approve(waiting(by=other), by=one).state == "verified"


class TestRevoking:
    def test_a_training_is_void_with_the_reason(self):
        made = approve(waiting())
        assert revoke(made, reason="  Never held\n").state == state(made) == "revoked"
        assert [one.reason for one in verification.decisions(made)] == ["Never held", ""]

    @pytest.mark.parametrize("reason", ["", " \n "])
    def test_it_needs_a_reason(self, reason):
        made = approve(waiting())
        with refused_beside("reason"):
            revoke(made, reason=reason)
        assert state(made) == "verified"

    def test_a_second_tap_gets_the_same_answer(self):
        made = approve(waiting())
        assert revoke(made).state == revoke(made).state == "revoked"
        assert decided(made) == [f"approved v{made.version}", f"revoked v{made.version}"]

    def test_a_draft_is_deleted_or_left_and_never_revoked(self):
        with refused_as_a_whole():
            revoke(attend(training(), person()))

    @pytest.mark.parametrize("act", [approve, send_back])
    def test_nothing_else_is_decided_about_it_any_more(self, act):
        made = revoke(approve(waiting()))
        with refused_as_a_whole():
            act(made)


@pytest.mark.usefixtures("committed_db")
class TestInTheSameMoment:
    def test_twenty_taps_approve_once(self):
        made, by = waiting(), verifier()
        answers = together(*[lambda: approve(made, by=by)] * 20)
        assert {one.state for one in answers} == {"verified"}
        assert Verification.objects.count() == 1

    def test_an_approval_waits_for_somebody_who_joins_late_and_is_refused(self):
        made, late, by = waiting(), person(), verifier()
        with somebody_else() as begins, transaction.atomic():
            rosters.join(by=facilitator(), session=made.sessions.get(), participant=late, at=now())
            approval = begins(lambda: approve(made, by=by))
        with refused_as_a_whole():
            approval.result()
        assert (state(made), decided(made)) == ("submitted", [])

    def test_somebody_who_joins_late_waits_for_the_approval_and_takes_it_away(self):
        made, late, by = waiting(), person(), verifier()
        with somebody_else() as begins, transaction.atomic():
            approve(made, by=by)
            joining = begins(
                lambda: rosters.join(
                    by=facilitator(), session=TrainingSession.objects.get(), participant=late, at=now()
                )
            )
        assert joining.result() is True
        assert (state(made), decided(made)) == ("submitted", [f"approved v{made.version}"])

    def test_a_row_that_no_verb_wrote_takes_the_approval_away_too(self):
        made, late, by = waiting(), person(), verifier()
        row = {"session": made.sessions.get(), "participant": late, "status": "present", "recorded_by": facilitator()}
        row["recorded_at"] = now()
        with somebody_else() as begins, transaction.atomic():
            approve(made, by=by)
            joining = begins(lambda: Attendance.objects.create(**row))
        joining.result()
        assert state(made) == "submitted"

    def test_an_approval_and_a_return_in_one_moment_leave_one_state_that_the_last_decision_says(self):
        made, one, other = waiting(), verifier(), user(Role.VERIFIER)

        def tries(act):
            with suppress(ValidationError):
                act()

        together(lambda: tries(lambda: approve(made, by=one)), lambda: tries(lambda: send_back(made, by=other)))
        last = Verification.objects.order_by("pk").last()
        assert state(made) == {"approved": "verified", "returned": "returned"}[last.decision]
