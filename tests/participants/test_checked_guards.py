"""What must always be true of checked records, whatever code forgot: versions, states, decisions, makers."""

import uuid

import pytest
from django.db import ProgrammingError, connection

from okoce.accounts.roles import Role
from okoce.core.months import now
from participants.models import Entrepreneur, JobReport, Milestone, Participant, Visit
from tests import factories
from tests.factories import attend, facilitator, person, training, user, verified, verifier
from tests.participants.checked import ENTERED, as_it_is, decide, every_kind, update, waiting
from tests.refusals import refused_by

pytestmark = pytest.mark.django_db

# What an approval of each kind binds, and what it does not.
COUNTED = {
    "visit": ["participant", "facilitator", "kecamatan", "held_on"],
    "milestone": ["participant", "business", "completed_on", "licence_type", "number", "own_name"],
    "jobreport": ["participant", "reported_on", "full_time", "part_time"],
    "entrepreneur": ["participant"],
}
FREE = {
    "visit": {"minutes": 5, "topic": "Stok", "finding": "Ramai", "next_action": "Catat"},
    "milestone": {"entered_on": "2018-03-01", "lapses_on": "2030-01-01"},
    "jobreport": {"submitted_at": now()},
    "entrepreneur": {"submitted_at": now()},
}


def other_value(record, field):
    if field == "participant":
        return person()
    if field == "business":
        return factories.business(record.participant)
    return {
        "facilitator": lambda: user(Role.FACILITATOR),
        "kecamatan": lambda: factories.kecamatan(factories.ELSEWHERE),
        "licence_type": lambda: "IUMK",
        "number": lambda: "another",
        "own_name": lambda: False,
        "full_time": lambda: 7,
        "part_time": lambda: 7,
    }.get(field, lambda: "2018-03-20")()


class TestVersions:
    @pytest.mark.parametrize(("kind", "field"), [(kind, field) for kind, fields in COUNTED.items() for field in fields])
    def test_a_change_of_what_counts_moves_it_on_and_takes_the_approval(self, kind, field):
        made = factories.approved(waiting(kind))
        update(made, **{field: other_value(made, field)})
        assert as_it_is(made) == ("submitted", made.version + 1)

    @pytest.mark.parametrize(
        ("make", "change"),
        [
            (factories.market, {"name": "Pasar malam"}),
            (factories.books, {"month": "2018-03-01"}),
            (factories.capital, {"amount": 2}),
        ],
    )
    def test_so_does_what_one_kind_of_milestone_alone_has(self, make, change):
        made = factories.approved(make(person()))
        update(made, **change)
        assert as_it_is(made) == ("submitted", made.version + 1)

    def test_and_another_kind_of_milestone(self):
        made = factories.approved(factories.market(person()))
        update(made, kind="capital", amount=1)
        assert as_it_is(made) == ("submitted", made.version + 1)

    def test_a_visit_that_confirms_nothing_any_more_waits_for_nobody(self):
        made = factories.approved(waiting("visit"))
        update(made, confirms_trading=False, state="draft")
        assert as_it_is(made) == ("draft", made.version + 1)

    @every_kind
    def test_a_change_of_anything_else_leaves_the_approval(self, kind):
        made = factories.approved(waiting(kind))
        update(made, **FREE[kind])
        assert as_it_is(made) == ("verified", made.version)

    @every_kind
    def test_it_only_grows(self, kind):
        with refused_by("version_grows"):
            update(waiting(kind), version=0)

    @every_kind
    def test_a_greater_one_takes_the_approval_whatever_else_is_said(self, kind):
        made = factories.approved(waiting(kind))
        update(made, version=made.version + 5)
        assert as_it_is(made) == ("submitted", made.version + 5)


class TestStates:
    @pytest.mark.parametrize("kind", ["milestone", "jobreport", "entrepreneur"])
    def test_the_state_is_a_known_word(self, kind):
        with refused_by(f"{kind}_state_is_known"):
            update(waiting(kind), state="burnt")

    @every_kind
    def test_what_is_handed_in_was_so_at_a_time(self, kind):
        with refused_by(f"{kind}_handed_in_at_a_time"):
            update(waiting(kind), submitted_at=None)

    @every_kind
    def test_only_an_approval_verifies(self, kind):
        with refused_by("verified_by_an_approval"):
            update(waiting(kind), state="verified")

    @every_kind
    def test_only_an_approval_of_this_version(self, kind):
        made = waiting(kind)
        decide(made, version=made.version + 1)
        with refused_by("verified_by_an_approval"):
            update(made, state="verified")

    @every_kind
    def test_only_an_approval_that_was_not_taken_back(self, kind):
        made = waiting(kind)
        decide(made)
        decide(made, "returned", reason="No photo")
        with refused_by("verified_by_an_approval"):
            update(made, state="verified")

    @every_kind
    def test_an_approval_of_another_record_is_none(self, kind):
        decide(waiting(kind))
        with refused_by("verified_by_an_approval"):
            update(waiting(kind), state="verified")

    @every_kind
    def test_nothing_begins_as_verified(self, kind):
        made = factories.approved(waiting(kind))
        twin = type(made).objects.values().get(pk=made.pk) | {"id": uuid.uuid4(), "participant_id": person().pk}
        with refused_by("verified_by_an_approval"):
            type(made).objects.create(**twin)

    @every_kind
    def test_only_a_decision_revokes(self, kind):
        with refused_by("revoked_by_a_decision"):
            update(factories.approved(waiting(kind)), state="revoked")

    def test_nor_is_a_training_revoked_without_one(self):
        with refused_by("revoked_by_a_decision"):
            update(verified(attend(training(), person())), state="revoked")

    @every_kind
    def test_only_a_decision_about_this_version(self, kind):
        made = waiting(kind)
        decide(made, "revoked", version=made.version + 1, reason="Forged")
        with refused_by("revoked_by_a_decision"):
            update(made, state="revoked")

    @pytest.mark.parametrize("kind", ["visit", "milestone", "jobreport"])
    @pytest.mark.parametrize("state", ["draft", "submitted", "returned", "verified"])
    def test_what_was_revoked_stays_so(self, kind, state):
        made = factories.revoked(factories.approved(waiting(kind)))
        with refused_by("revoked_stays"):
            update(made, state=state)

    def test_a_training_too(self):
        made = factories.revoked(verified(attend(training(), person())))
        with refused_by("revoked_stays"):
            update(made, state="submitted")

    @pytest.mark.parametrize("kind", ["visit", "milestone", "jobreport"])
    def test_and_as_it_was_then(self, kind):
        made = factories.revoked(factories.approved(waiting(kind)))
        with refused_by("revoked_by_a_decision"):
            update(made, participant=person())

    def test_somebody_leaves_the_list_of_a_training_that_was_revoked(self):
        made = factories.revoked(verified(attend(training(), person())))
        made.sessions.get().attendances.all().delete()
        assert as_it_is(made) == ("revoked", made.version + 1)

    def test_the_one_case_of_a_person_may_be_approved_after_all(self):
        made = factories.revoked(factories.approved(waiting("entrepreneur")))
        decide(made)
        update(made, state="verified")
        assert as_it_is(made) == ("verified", made.version)


class TestDecisions:
    def test_one_is_about_one_record(self):
        with refused_by("verification_of_one_record"):
            decide(waiting("visit"), visit_id=None)

    def test_and_about_no_second_one(self):
        report = waiting("jobreport")
        with refused_by("verification_of_one_record"):
            decide(waiting("visit"), job_report_id=report.pk)

    @every_kind
    def test_a_revocation_has_a_reason(self, kind):
        with refused_by("a_return_has_a_reason"):
            decide(waiting(kind), "revoked")

    @pytest.mark.parametrize("kind", ["visit", "milestone", "jobreport"])
    @pytest.mark.parametrize("decision", ["approved", "returned", "revoked"])
    def test_the_checker_recorded_none_of_it(self, kind, decision):
        made, also = waiting(kind), user(Role.FACILITATOR, Role.VERIFIER)
        made.makers.add(also)
        with refused_by("checker_made_none_of_it"):
            decide(made, decision, checked_by=also, reason="-")


class TestEntrepreneurs:
    @pytest.mark.parametrize("enter", ENTERED.values(), ids=ENTERED)
    def test_whoever_entered_a_fact_of_the_person_approves_nothing(self, enter):
        somebody, also = person(), user(Role.FACILITATOR, Role.VERIFIER)
        enter(somebody, also)
        with refused_by("checker_made_none_of_it"):
            decide(factories.case(somebody), checked_by=also)

    @pytest.mark.parametrize("enter", ENTERED.values(), ids=ENTERED)
    def test_a_fact_of_somebody_else_is_no_hindrance(self, enter):
        also, made = user(Role.FACILITATOR, Role.VERIFIER), waiting("entrepreneur")
        enter(person(), also)
        decide(made, checked_by=also)
        assert made.verifications.get().checked_by == also

    def test_one_case_a_person(self):
        made = waiting("entrepreneur")
        with refused_by("participants_entrepreneur_participant_id_key"):
            Entrepreneur.objects.create(participant=made.participant, state="submitted", submitted_at=now())


class TestMakers:
    @pytest.mark.parametrize("kind", ["visit", "milestone", "jobreport"])
    def test_none_is_struck_off_while_the_record_stands(self, kind):
        made = waiting(kind)
        with refused_by("makers_stay"):
            made.makers.clear()
            connection.check_constraints()

    def test_nor_from_a_persons_registration(self):
        somebody = person()
        somebody.makers.add(facilitator())
        with refused_by("makers_stay"):
            somebody.makers.clear()
            connection.check_constraints()

    def test_nor_from_a_case_that_was_handed_in_again(self):
        made = waiting("entrepreneur")
        made.makers.add(facilitator())
        with refused_by("makers_stay"):
            made.makers.clear()
            connection.check_constraints()

    def test_they_go_with_the_record(self):
        factories.licence(person(), files=()).delete()
        connection.check_constraints()
        assert Milestone.makers.through.objects.count() == 0

    @pytest.mark.parametrize("model", [Participant, Visit, Milestone, JobReport, Entrepreneur])
    def test_nobody_is_put_in_the_place_of_another(self, model):
        with pytest.raises(ProgrammingError, match="permission denied"):
            model.makers.through.objects.update(user=verifier())


class TestTrails:
    @pytest.mark.parametrize(
        ("kind", "change"),
        [
            ("visit", {"held_on": "2018-03-06"}),
            ("milestone", {"completed_on": "2018-03-06"}),
            ("jobreport", {"full_time": 9}),
        ],
    )
    def test_the_trail_of_a_fact_keeps_how_it_was(self, kind, change):
        made = waiting(kind)
        (field,) = change
        was = getattr(type(made).objects.get(pk=made.pk), field)
        update(made, **change)
        assert getattr(made.events.last(), field) == was
