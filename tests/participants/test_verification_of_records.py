"""Checking what is about a person: visits that confirm trading, milestones, reports of workers, new entrepreneurs."""

import pytest
from django.db import transaction

from okoce.accounts.roles import Role
from okoce.core.months import now, today
from participants import entrepreneurs, jobs, mentoring, milestones, verification
from participants.models import Entrepreneur, Milestone
from tests import factories
from tests.factories import HOME, attend, case, facilitator, licence, person, training, user, verifier, visit, workers
from tests.participants.checked import ENTERED, as_it_is, every_kind, waiting
from tests.refusals import refused_as_a_whole, refused_beside
from tests.together import somebody_else, together

pytestmark = pytest.mark.django_db


def approve(made, *, by=None, version=None):
    return verification.approve(by=by or verifier(), record=made, version=version or made.version)


def send_back(made, *, by=None, version=None, reason="The photo is of another stall"):
    return verification.send_back(by=by or verifier(), record=made, version=version or made.version, reason=reason)


def revoke(made, *, by=None, version=None, reason="Forged"):
    return verification.revoke(by=by or verifier(), record=made, version=version or made.version, reason=reason)


every_decision = pytest.mark.parametrize("decide", [approve, send_back, revoke])


def state(made):
    return as_it_is(made)[0]


def decided(made):
    return [f"{one.decision} v{one.version}" for one in made.verifications.order_by("pk")]


def both():
    """Somebody who records and checks, as in small offices."""
    return user(Role.FACILITATOR, Role.VERIFIER, kecamatan=(HOME,))


class TestEveryKind:
    @every_kind
    def test_an_approval_holds_for_the_version_that_was_seen(self, kind):
        made, checker = waiting(kind), verifier()
        assert approve(made, by=checker).state == state(made) == "verified"
        decision = made.verifications.get()
        assert (decision.version, decision.made_by, decision.checked_by) == (made.version, made.submitted_by, checker)

    @every_kind
    def test_a_return_says_what_has_to_be_mended(self, kind):
        made = send_back(waiting(kind), reason="  No photo\n")
        assert (made.state, verification.last_return(made).reason) == ("returned", "No photo")

    @every_kind
    def test_a_revocation_says_why(self, kind):
        made = revoke(approve(waiting(kind)), reason="  Forged\n")
        assert (state(made), verification.decisions(made).first().reason) == ("revoked", "Forged")

    @every_kind
    @every_decision
    def test_a_second_tap_gets_the_same_answer(self, kind, decide):
        made = waiting(kind)
        assert decide(made).state == decide(made).state
        assert made.verifications.count() == 1

    @every_kind
    @every_decision
    def test_another_version_than_the_one_on_the_screen_is_refused(self, kind, decide):
        made = waiting(kind)
        with refused_as_a_whole():
            decide(made, version=made.version + 1)
        assert (state(made), decided(made)) == ("submitted", [])

    @every_kind
    @pytest.mark.parametrize("decide", [send_back, revoke])
    @pytest.mark.parametrize("reason", ["", " \n "])
    def test_a_return_and_a_revocation_need_a_reason(self, kind, decide, reason):
        with refused_beside("reason"):
            decide(waiting(kind), reason=reason)

    @every_kind
    @every_decision
    def test_whoever_made_part_of_it_decides_nothing(self, kind, decide):
        made, also = waiting(kind), both()
        made.makers.add(also)
        with refused_as_a_whole():
            decide(made, by=also)
        assert (state(made), decided(made)) == ("submitted", [])

    @every_kind
    def test_what_came_back_is_not_approved_before_it_is_handed_in_again(self, kind):
        with refused_as_a_whole():
            approve(send_back(waiting(kind)))

    @every_kind
    def test_what_was_approved_may_be_sent_back(self, kind):
        made = send_back(approve(waiting(kind)))
        assert decided(made) == [f"approved v{made.version}", f"returned v{made.version}"]

    @pytest.mark.parametrize("kind", ["visit", "milestone", "jobreport"])
    @pytest.mark.parametrize("decide", [approve, send_back])
    def test_what_was_revoked_stays_so(self, kind, decide):
        made = revoke(approve(waiting(kind)))
        with refused_as_a_whole():
            decide(made)
        assert state(made) == "revoked"


class TestChangesAfterAnApproval:
    """A change returns the record to *submitted*: it counts again when somebody approves it as it is now."""

    def changed_visit(self, made):
        said = mentoring.VisitFacts(
            kecamatan=made.kecamatan,
            held_on=factories.day("2018-03-06"),
            mode="in_person",
            minutes=60,
            topic="Usaha",
            confirms_trading=True,
        )
        return mentoring.change_visit(by=facilitator(), visit=made, said=said, at=now())

    def changed_licence(self, made):
        said = milestones.MilestoneFacts(
            entered_on=made.entered_on, completed_on=made.completed_on, licence_type="NIB", number="2", own_name=True
        )
        return milestones.change(by=facilitator(), milestone=made, said=said, today=today())

    def changed_report(self, made):
        said = {"reported_on": made.reported_on, "full_time": 9, "part_time": 0}
        return jobs.change_report(by=facilitator(), report=made, **said, at=now())

    @pytest.mark.parametrize("kind", ["visit", "milestone", "jobreport"])
    def test_it_waits_again_and_is_approved_as_it_is_now(self, kind):
        made = approve(waiting(kind))
        change = {"visit": self.changed_visit, "milestone": self.changed_licence, "jobreport": self.changed_report}
        again = change[kind](made)
        assert as_it_is(made) == (again.state, again.version) == ("submitted", made.version + 1)
        with refused_as_a_whole():
            approve(again, version=made.version)
        assert approve(again).state == "verified"


class TestVisits:
    def test_one_that_nobody_checks_is_void_all_the_same_when_it_never_was(self):
        made = visit(person())
        assert revoke(made).state == state(made) == "revoked"

    @pytest.mark.parametrize("decide", [approve, send_back])
    def test_and_is_neither_approved_nor_sent_back(self, decide):
        with refused_as_a_whole():
            decide(visit(person()))

    def test_one_that_came_back_counts_as_a_visit_still_and_can_be_void(self):
        made = revoke(send_back(waiting("visit")))
        assert state(made) == "revoked"


class TestMilestones:
    @every_decision
    def test_a_draft_is_with_its_maker(self, decide):
        with refused_as_a_whole():
            decide(licence(person()))

    @pytest.mark.parametrize("decide", [approve, revoke])
    def test_what_came_back_too(self, decide):
        with refused_as_a_whole():
            decide(send_back(waiting("milestone")))


class TestEntrepreneurs:
    @pytest.mark.parametrize("enter", ENTERED.values(), ids=ENTERED)
    def test_whoever_entered_a_fact_of_the_person_approves_nothing(self, enter):
        somebody, also = person(), both()
        enter(somebody, also)
        made = case(somebody)
        with refused_as_a_whole():
            approve(made, by=also)
        assert (state(made), decided(made)) == ("submitted", [])

    def test_whoever_checked_the_facts_may(self):
        somebody, checker = person(), verifier()
        factories.approved(licence(somebody), by=checker)
        factories.approved(attend(training(), somebody), by=checker)
        assert approve(case(somebody), by=checker).state == "verified"

    def test_one_that_was_revoked_may_be_approved_after_all(self):
        made = revoke(approve(waiting("entrepreneur")))
        assert approve(made).state == state(made) == "verified"
        assert [one.split()[0] for one in decided(made)] == ["approved", "revoked", "approved"]

    def test_one_that_was_revoked_is_not_sent_back(self):
        with refused_as_a_whole():
            send_back(revoke(approve(waiting("entrepreneur"))))

    def test_nor_approved_by_whoever_entered_a_fact_since(self):
        made, also = revoke(approve(waiting("entrepreneur"))), both()
        workers(made.participant, by=also)
        with refused_as_a_whole():
            approve(made, by=also)

    def test_who_handed_it_in_again_does_not_approve_it(self):
        made, also = send_back(waiting("entrepreneur")), both()
        again = entrepreneurs.hand_in_again(by=also, entrepreneur=made, at=now())
        with refused_as_a_whole():
            approve(again, by=also)
        assert approve(again).state == "verified"


class TestOpeningCases:
    def test_a_case_waits_for_a_verifier_and_nobody_handed_it_in(self):
        somebody, moment = person(), now()
        assert entrepreneurs.open_cases([somebody.pk], at=moment) == 1
        made = Entrepreneur.objects.get()
        assert (made.participant, made.state, made.submitted_by, made.submitted_at) == (
            somebody,
            "submitted",
            None,
            moment,
        )

    @pytest.mark.parametrize("act", [lambda made: made, approve, send_back, lambda made: revoke(approve(made))])
    def test_who_has_one_keeps_it_as_it_is(self, act):
        made = act(waiting("entrepreneur"))
        assert entrepreneurs.open_cases([made.participant_id, person().pk], at=now()) == 1
        assert as_it_is(made) == (made.state, made.version)
        assert Entrepreneur.objects.count() == 2

    def test_nobody_twice_in_one_call(self):
        somebody = person()
        assert entrepreneurs.open_cases(iter([somebody.pk, somebody.pk]), at=now()) == 1
        assert Entrepreneur.objects.get().participant == somebody


class TestHandingInAgain:
    def test_what_came_back_waits_once_more(self):
        made, moment = send_back(waiting("entrepreneur")), now()
        entrepreneurs.hand_in_again(by=facilitator(), entrepreneur=made, at=moment)
        made.refresh_from_db()
        assert (made.state, made.submitted_by, made.submitted_at) == ("submitted", facilitator(), moment)
        assert list(made.makers.all()) == [facilitator()]

    @pytest.mark.parametrize("act", [lambda made: made, approve])
    def test_nothing_else_is(self, act):
        made = act(waiting("entrepreneur"))
        assert entrepreneurs.hand_in_again(by=facilitator(), entrepreneur=made, at=now()).state == made.state
        assert Milestone.objects.count() == made.makers.count() == 0

    def test_what_was_revoked_is_refused(self):
        made = revoke(approve(waiting("entrepreneur")))
        with refused_as_a_whole():
            entrepreneurs.hand_in_again(by=facilitator(), entrepreneur=made, at=now())
        assert (made.state, made.makers.count()) == ("revoked", 0)


@pytest.mark.usefixtures("committed_db")
class TestInTheSameMoment:
    @every_kind
    def test_ten_taps_approve_once(self, kind):
        made, by = waiting(kind), verifier()
        answers = together(*[lambda: approve(made, by=by)] * 10)
        assert {one.state for one in answers} == {"verified"}
        assert made.verifications.count() == 1

    def test_an_approval_waits_for_a_change_and_is_refused(self):
        made, by, maker = waiting("jobreport"), verifier(), facilitator()
        said = {"reported_on": made.reported_on, "full_time": 9, "part_time": 0}
        with somebody_else() as begins, transaction.atomic():
            jobs.change_report(by=maker, report=made, **said, at=now())
            approval = begins(lambda: approve(made, by=by))
        with refused_as_a_whole():
            approval.result()
        assert (as_it_is(made), decided(made)) == (("submitted", made.version + 1), [])

    def test_a_change_waits_for_the_approval_and_takes_it_away(self):
        made, by, maker = waiting("jobreport"), verifier(), facilitator()
        said = {"reported_on": made.reported_on, "full_time": 9, "part_time": 0}
        with somebody_else() as begins, transaction.atomic():
            approve(made, by=by)
            change = begins(lambda: jobs.change_report(by=maker, report=made, **said, at=now()))
        change.result()
        assert (state(made), decided(made)) == ("submitted", [f"approved v{made.version}"])

    def test_two_who_open_the_case_of_a_person_leave_one(self):
        somebody = person()
        together(*[lambda: entrepreneurs.open_cases([somebody.pk], at=now())] * 4)
        assert Entrepreneur.objects.get().participant == somebody
