"""What the database refuses about findings, and about decisions of whoever has no power, whatever code forgets."""

import datetime
import uuid

import pytest

from okoce.accounts.roles import POWERS, Power, Role
from okoce.core.months import now
from participants.models import Finding, FindingAnswer, Match, Merge, Participant
from participants.quality import looking
from participants.quality.detectors import DETECTORS
from tests import factories
from tests.factories import facilitator, finding, nik, person, user, verifier
from tests.participants.listing import line, load, match_of
from tests.refusals import refused_by

pytestmark = pytest.mark.django_db


def change(found, **said):
    Finding.objects.filter(pk=found.pk).update(**said)


def answer(found, **said):
    told = {"kind": "explained", "word": "Memang begitu", "by": verifier(), "at": now()} | said
    return FindingAnswer.objects.create(finding=found, **told)


def explained(**said):
    """A finding with its answer."""
    found = finding(**said)
    given = answer(found)
    change(found, state="explained", state_since=given.at)
    return Finding.objects.get(pk=found.pk)


def later(found):
    return found.seen_at + datetime.timedelta(days=1)


def seen_again(found, **said):
    """What a look writes."""
    looking.say_who_looks()
    change(found, seen_at=later(found), **said)


class TestFinding:
    @pytest.mark.parametrize("said", [{"subjects": []}, {"facts": {}}, {"basis": "2"}])
    def test_says_what_it_said_when_somebody_looked(self, said):
        found = finding()
        for seen in ({}, {"seen_at": later(found)}):
            with refused_by("finding_changes_when_it_is_seen"):
                change(found, **said, **seen)
        seen_again(found, **said)

    def test_is_due_when_it_was(self):
        found = finding()
        with refused_by("finding_is_due_when_it_was"):
            seen_again(found, due_on="2019-01-01")

    def test_that_is_found_anew_is_due_anew(self):
        found = finding(state="gone")
        with refused_by("finding_comes_and_goes_by_a_look"):
            change(found, due_on="2019-01-01", state="open", state_since=found.seen_at)
        seen_again(found, due_on="2019-01-01", state="open", state_since=later(found))

    def test_is_gone_when_somebody_looked(self):
        found = finding()
        with refused_by("finding_comes_and_goes_by_a_look"):
            change(found, state="gone", state_since=now())
        seen_again(found, state="gone", state_since=now())

    def test_is_of_no_later_moment(self):
        soon = now() + datetime.timedelta(hours=1)
        found = finding()
        with refused_by("finding_is_of_no_later_moment"):
            answer(found, at=soon)
        with refused_by("finding_is_of_no_later_moment"):
            change(found, state_since=soon)

    def test_is_given_to_others_while_it_is_open_or_when_it_is_seen_again(self):
        change(finding(), owner=verifier())
        shut = explained()
        with refused_by("open_finding_is_handed_on"):
            change(shut, owner=verifier())
        seen_again(shut, owner=verifier())

    def test_is_given_to_nobody_whom_it_is_about(self):
        about = facilitator()
        found = finding(detector="silent", subjects=[["user", about.pk]])
        with refused_by("given_to_somebody_else"):
            change(found, owner=about)
        with refused_by("given_to_somebody_else"):
            answer(found, kind="handed_on", to=about)

    def test_is_taken_and_left_by_nobody_whom_it_is_about(self):
        about = facilitator()
        found = finding(detector="silent", subjects=[["user", about.pk]])
        for said in ({"kind": "taken", "to": about}, {"kind": "handed_on", "to": verifier()}):
            with refused_by("answered_by_somebody_else"):
                answer(found, by=about, **said)


class TestFoundWrong:
    """What the audit found wrong of somebody, by the detectors that leave out whoever vouched for the person."""

    @pytest.fixture(params=[name for name, one in DETECTORS.items() if not one.asks_vouching])
    def found(self, request):
        return finding(detector=request.param, subjects=[["participant", str(person().pk)]])

    @pytest.fixture
    def somebody(self, found):
        return Participant.objects.get()

    @pytest.mark.parametrize("how", ["entered", "approved"])
    def test_is_answered_and_owned_by_nobody_who_vouched_for_them(self, found, somebody, how):
        by = user(Role.FACILITATOR, Role.VERIFIER)
        if how == "entered":
            factories.visit(somebody, by=by)
        else:
            factories.approved(factories.market(somebody), by=by)
        with refused_by("answered_by_somebody_else"):
            answer(found, by=by)
        with refused_by("given_to_somebody_else"):
            answer(found, kind="handed_on", to=by)
        with refused_by("given_to_somebody_else"):
            change(found, owner=by)

    def test_is_answered_by_whoever_sent_something_back(self, found, somebody):
        by = user(Role.VERIFIER)
        factories.returned(factories.handed_in(factories.market(somebody)), by=by)
        assert answer(found, by=by)


def test_vouching_keeps_nobody_from_answering_what_other_detectors_found():
    somebody, by = person(), user(Role.VERIFIER)
    factories.approved(factories.market(somebody), by=by)
    assert answer(finding(subjects=[["participant", str(somebody.pk)]]), by=by)


def those_with(power):
    return {role for role in Role if power in POWERS[role]}


@pytest.mark.parametrize("role", Role)
class TestPowers:
    """Asked of every role: the database has to know of another one that is given the power."""

    @pytest.mark.parametrize("state", ["confirmed", "refused"])
    def test_a_match_is_decided_by_whoever_may_verify(self, role, state):
        number = nik()
        somebody = person(nik=number)
        load(line(nik=number, number="8120001234567"))
        said = {"state": state, "decided_by": user(role), "decided_at": now()}
        if role in those_with(Power.VERIFY):
            assert Match.objects.filter(pk=match_of(somebody).pk).update(**said)
        else:
            with refused_by("match_is_decided_with_the_power"):
                Match.objects.filter(pk=match_of(somebody).pk).update(**said)

    def test_a_finding_is_answered_by_and_given_to_whoever_may_mend_it(self, role):
        said = [{"by": user(role)}, {"kind": "handed_on", "to": user(role)}]
        for told in said:
            if role in those_with(Power.MEND_FINDINGS):
                assert answer(finding(), **told)
            else:
                with refused_by("answered_with_the_power"):
                    answer(finding(), **told)

    def test_people_are_merged_by_whoever_may_merge(self, role):
        kept, folded = factories.people(2)
        said = {"id": uuid.uuid4(), "kept": kept, "folded": folded, "because": "Kartunya sama", "merged_at": now()}
        if role in those_with(Power.MERGE_PEOPLE):
            assert Merge.objects.create(merged_by=user(role), **said)
            Participant.objects.filter(pk=folded.pk).update(merged_into=kept)
        else:
            with refused_by("merged_with_the_power"):
                Merge.objects.create(merged_by=user(role), **said)

    def test_and_told_apart_again(self, role):
        merge = factories.merge()
        said = {"undone_by": user(role), "undone_at": now(), "undone_because": "Kembar"}
        if role in those_with(Power.MERGE_PEOPLE):
            assert Merge.objects.filter(pk=merge.pk).update(**said)
            Participant.objects.filter(pk=merge.folded_id).update(merged_into=None)
        else:
            with refused_by("merged_with_the_power"):
                Merge.objects.filter(pk=merge.pk).update(**said)
