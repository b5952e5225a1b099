"""What a checker did not see, or entered themselves, was not checked: approvals fall with files and with makers."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from okoce.core.months import now, today
from participants import evidence, jobs, milestones, verification
from participants.models import Milestone
from tests import factories
from tests.factories import attend, person, training, user, verified, verifier
from tests.participants.checked import as_it_is, waiting
from tests.refusals import refused_as_a_whole

pytestmark = pytest.mark.django_db

with_evidence = pytest.mark.parametrize("kind", ["visit", "milestone", "jobreport"])


def add_a_file(record, by=None):
    return evidence.attach(by=by or factories.facilitator(), record=record, file=factories.photo())


class TestFiles:
    @with_evidence
    def test_another_file_takes_the_approval(self, kind):
        made = factories.approved(waiting(kind))
        add_a_file(made)
        assert as_it_is(made) == ("submitted", made.version + 1)

    @with_evidence
    def test_one_that_comes_while_somebody_looks_makes_them_look_again(self, kind):
        made = factories.handed_in(waiting(kind))
        add_a_file(made)
        with pytest.raises(ValidationError):
            verification.approve(by=verifier(), record=made, version=made.version)

    @with_evidence
    def test_and_what_was_looked_at_before_it_came_back_is_approved_in_no_old_form(self, kind):
        made = factories.returned(factories.handed_in(waiting(kind)))
        add_a_file(made)
        assert as_it_is(made) == ("returned", made.version + 1)

    @with_evidence
    def test_the_same_file_again_changes_nothing(self, kind):
        made = factories.handed_in(waiting(kind))
        picture = factories.photo()
        evidence.attach(by=factories.facilitator(), record=made, file=picture)
        before = as_it_is(made)
        evidence.attach(by=factories.facilitator(), record=made, file=picture)
        assert as_it_is(made) == before

    def test_one_that_goes_leaves_the_approval(self):
        made = factories.approved(waiting("milestone"))
        made.evidence.all().delete()
        assert as_it_is(made) == ("verified", made.version)


# Each way in which whoever approved somebody's case enters a fact of theirs afterwards.
AFTERWARDS = {
    "completed the registration": lambda somebody, by: somebody.makers.add(by),
    "recorded a move": lambda somebody, by: factories.moved_by_hand(somebody, by=by, since="2018-03-06"),
    "visited": lambda somebody, by: factories.visit(somebody, by=by),
    "entered a milestone": lambda somebody, by: factories.licence(somebody, by=by),
    "changed a milestone": lambda somebody, by: factories.licence(somebody).makers.add(by),
    "reported workers": lambda somebody, by: factories.workers(somebody, by=by),
    "marked them at a training": lambda somebody, by: attend(training(by=by), somebody),
    "changed a training of theirs": lambda somebody, by: attend(training(), somebody).makers.add(by),
}


class TestMakers:
    @pytest.mark.parametrize("kind", ["visit", "milestone", "jobreport", "entrepreneur"])
    def test_whoever_approved_it_and_enters_part_of_it_takes_the_approval_away(self, kind):
        checker = verifier()
        made = factories.approved(waiting(kind), by=checker)
        made.makers.add(checker)
        assert as_it_is(made) == ("submitted", made.version + 1)

    def test_of_a_training_too(self):
        checker = verifier()
        made = verified(attend(training(), person()), by=checker)
        made.makers.add(checker)
        assert as_it_is(made) == ("submitted", made.version + 1)

    @pytest.mark.parametrize("kind", ["visit", "milestone", "jobreport", "entrepreneur"])
    def test_another_maker_leaves_it(self, kind):
        made = factories.approved(waiting(kind))
        made.makers.add(user())
        assert as_it_is(made) == ("verified", made.version)

    def test_a_change_of_what_does_not_count_is_enough(self):
        checker = factories.approver()
        made = factories.approved(factories.licence(person(), issued="2018-03-20"), by=checker)
        said = {name: getattr(made, name) for name in ("completed_on", "licence_type", "number", "own_name")}
        facts = milestones.MilestoneFacts(entered_on=factories.day("2018-03-10"), **said)
        milestones.change(by=checker, milestone=made, said=facts, today=today())
        assert as_it_is(made) == ("submitted", made.version + 1)

    @pytest.mark.parametrize("way", AFTERWARDS)
    def test_whoever_approved_a_case_and_enters_a_fact_takes_the_approval_away(self, way):
        checker, somebody = factories.approver(), person()
        case = factories.approved(factories.case(somebody), by=checker)
        AFTERWARDS[way](somebody, checker)
        assert as_it_is(case) == ("submitted", case.version + 1)

    @pytest.mark.parametrize("way", AFTERWARDS)
    def test_a_fact_by_somebody_else_leaves_it(self, way):
        somebody = person()
        case = factories.approved(factories.case(somebody), by=factories.approver())
        AFTERWARDS[way](somebody, user())
        assert as_it_is(case) == ("verified", case.version)

    def test_a_fact_of_somebody_else_leaves_it(self):
        checker = factories.approver()
        case = factories.approved(factories.case(person()), by=checker)
        factories.visit(person(), by=checker)
        assert as_it_is(case) == ("verified", case.version)


class TestTheSameKey:
    @pytest.mark.parametrize("kind", ["visit", "milestone", "jobreport", "entrepreneur"])
    def test_what_was_decided_about_is_not_made_anew_under_its_key(self, kind):
        made = factories.approved(waiting(kind))
        with pytest.raises(IntegrityError), transaction.atomic():
            type(made).objects.filter(pk=made.pk)._raw_delete("default")


# Verified, each keeps something from being counted: a licence that somebody had, and workers whom they paid.
FROM_BEFORE = {
    "milestone": lambda somebody: factories.licence(somebody, issued="2018-01-20"),
    "jobreport": lambda somebody: factories.workers(somebody, on="2018-01-20", full_time=10),
}


def change_of(record, on):
    """The verb that changes the record to another day, ready to be called."""
    by = factories.facilitator()
    if isinstance(record, Milestone):
        day = factories.day(on)
        facts = milestones.MilestoneFacts(
            entered_on=day, completed_on=day, licence_type="NIB", number="another", own_name=True
        )
        return lambda: milestones.change(by=by, milestone=record, said=facts, today=today())
    said = {"reported_on": factories.day(on), "full_time": 0, "part_time": 0}
    return lambda: jobs.change_report(by=by, report=record, at=now(), **said)


@pytest.mark.parametrize("kind", FROM_BEFORE)
class TestFromBefore:
    def test_what_a_verifier_approved_of_before_the_registration_nobody_changes_alone(self, kind):
        made = factories.approved(FROM_BEFORE[kind](person(on="2018-03-05")))
        with refused_as_a_whole():
            change_of(made, "2018-01-21")()
        assert as_it_is(made) == ("verified", made.version)

    def test_nor_with_a_file(self, kind):
        made = factories.approved(FROM_BEFORE[kind](person(on="2018-03-05")))
        with refused_as_a_whole():
            add_a_file(made)

    def test_sent_back_it_can_be_mended(self, kind):
        made = factories.returned(factories.approved(FROM_BEFORE[kind](person(on="2018-03-05"))))
        change_of(made, "2018-01-21")()
        assert type(made).objects.get().version == made.version + 1

    def test_what_waits_can_be_mended(self, kind):
        made = factories.handed_in(FROM_BEFORE[kind](person(on="2018-03-05")))
        change_of(made, "2018-01-21")()
        assert as_it_is(made) == ("submitted", made.version + 1)

    def test_of_the_day_of_registration_it_is_changed_as_anything_else(self, kind):
        made = factories.approved(FROM_BEFORE[kind](person(on="2018-01-20")))
        change_of(made, "2018-01-21")()
        assert as_it_is(made) == ("submitted", made.version + 1)

    def test_of_a_candidate_too(self, kind):
        made = factories.approved(FROM_BEFORE[kind](factories.calon()))
        change_of(made, "2018-01-21")()
        assert as_it_is(made) == ("submitted", made.version + 1)
