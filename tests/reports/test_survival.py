"""Who of the new entrepreneurs still trades after 6 and 12 months: what is known, what was said, and what is open."""

import uuid

import pytest

from okoce.core.months import Month, now
from participants.followups import record_follow_up
from participants.models import FollowUp
from reports import rollup
from reports.cases import open_those_who_meet_the_rule
from reports.survival import Survival, marks_of, survival, survival_of, to_ask
from tests import factories
from tests.factories import approved, day
from tests.refusals import refused_beside, refused_by

pytestmark = pytest.mark.django_db

# Whoever counts in March 2018 is due from 1 October on, and from 1 April 2019 on.
DUE = day("2018-10-01")


def entrepreneur(name="", **said):
    """Somebody who counts on 20 March 2018."""
    somebody = factories.person(on="2018-03-05", name=name, **said)
    factories.visit(somebody, on="2018-03-06")
    factories.visit(somebody, on="2018-03-10")
    approved(factories.licence(somebody, issued="2018-03-12"))
    approved(factories.visit(somebody, on="2018-03-20", confirms_trading=True))
    open_those_who_meet_the_rule([str(somebody.pk)], at=now())
    approved(somebody.entrepreneur, by=factories.approver())
    return somebody


@pytest.fixture
def ani():
    somebody = entrepreneur("Ani")
    rollup.drain()
    return somebody


def asked(somebody, outcome, *, months=6, on="2018-10-02"):
    return record_follow_up(
        by=somebody.facilitator,
        id=uuid.uuid4(),
        participant=somebody,
        months=months,
        due_on=DUE if months == 6 else day("2019-04-01"),
        asked_on=day(on),
        outcome=outcome,
        at=now(),
    )


def city(month="2018-10"):
    return dict(survival_of(survival(Month.parse(month))))


def test_the_mark_is_the_first_day_after_six_whole_months(ani):
    assert [mark.due_on for mark in marks_of([ani.pk], on=day("2018-09-30"))] == []
    assert [mark.due_on for mark in marks_of([ani.pk], on=DUE)] == [DUE]


def test_after_a_year_there_are_two(ani):
    assert city("2019-03") == {6: Survival(due=1, unasked=1), 12: Survival()}
    assert city("2019-04") == {6: Survival(due=1, unasked=1), 12: Survival(due=1, unasked=1)}


@pytest.mark.parametrize(
    ("outcome", "numbers"),
    [
        ("trading", Survival(due=1, declared=1)),
        ("closed", Survival(due=1, closed=1)),
        ("unreachable", Survival(due=1, unreachable=1)),
    ],
)
def test_an_answer_is_declared(ani, outcome, numbers):
    asked(ani, outcome)
    assert city()[6] == numbers


def test_the_newest_answer_holds_and_the_older_one_stays(ani):
    asked(ani, "closed")
    asked(ani, "trading")
    assert (city()[6], FollowUp.objects.count()) == (Survival(due=1, declared=1), 2)


def test_an_approved_visit_on_the_mark_or_after_answers_by_itself_whatever_was_said(ani):
    asked(ani, "closed")
    seen = factories.visit(ani, on="2018-10-01", confirms_trading=True)
    assert city()[6] == Survival(due=1, closed=1)
    approved(seen)
    assert city()[6] == Survival(due=1, verified=1)


def test_a_visit_that_waits_is_declared_and_one_before_the_mark_says_nothing(ani):
    approved(factories.visit(ani, on="2018-09-30", confirms_trading=True))
    assert city()[6] == Survival(due=1, unasked=1)
    factories.visit(ani, on="2018-10-01", confirms_trading=True)
    assert city()[6] == Survival(due=1, declared=1)


def test_who_trades_after_a_year_did_after_half_of_it(ani):
    asked(ani, "trading", months=12, on="2019-04-01")
    assert city("2019-04") == {6: Survival(due=1, declared=1), 12: Survival(due=1, declared=1)}


def test_a_business_closed_before_the_mark_needs_no_question(ani):
    shop = factories.business(ani, started_on=day("2018-03-01"), closed_on=day("2018-09-30"))
    assert city()[6] == Survival(due=1, closed=1)
    shop.owners.first().businesses.update(closed_on=day("2018-10-01"))
    assert city()[6] == Survival(due=1, unasked=1)


def test_a_licence_that_ran_out_is_told_and_answers_nothing():
    somebody = factories.person(on="2018-03-05")
    factories.visit(somebody, on="2018-03-06")
    factories.visit(somebody, on="2018-03-10")
    approved(factories.licence(somebody, issued="2018-03-12", lapses_on="2018-09-12"))
    approved(factories.books(somebody, month="2018-03"))
    open_those_who_meet_the_rule([str(somebody.pk)], at=now())
    approved(somebody.entrepreneur, by=factories.approver())
    rollup.drain()
    assert city()[6] == Survival(due=1, unasked=1, lapsed=1)


def test_people_from_outside_jakarta_are_on_a_line_of_their_own(ani):
    entrepreneur(lives_in=None)
    rollup.drain()
    assert survival_of(survival(Month.parse("2018-10")), "LUAR")[0] == (6, Survival(due=1, unasked=1))
    assert city()[6].due == 1


def test_nobody_who_stopped_counting_is_due(ani):
    factories.revoked(ani.entrepreneur)
    rollup.drain()
    assert city()[6] == Survival()


def test_whoever_is_open_is_asked_once_about_the_later_mark(ani):
    user = ani.facilitator
    assert [mark.months for mark in to_ask(user, on=day("2019-04-01"))] == [12]
    asked(ani, "closed", months=12, on="2019-04-01")
    assert [mark.months for mark in to_ask(user, on=day("2019-04-02"))] == [6]


def test_who_was_not_reached_is_asked_again_after_two_weeks(ani):
    asked(ani, "unreachable", on="2018-10-02")
    assert to_ask(ani.facilitator, on=day("2018-10-15")) == []
    assert [mark.person for mark in to_ask(ani.facilitator, on=day("2018-10-16"))] == [ani.pk]


def test_the_same_form_twice_makes_one_answer(ani):
    key, said = uuid.uuid4(), {"participant": ani, "months": 6, "due_on": DUE, "asked_on": DUE, "outcome": "trading"}
    once = record_follow_up(by=ani.facilitator, id=key, at=now(), **said)
    assert record_follow_up(by=ani.facilitator, id=key, at=now(), **said) == once
    with refused_beside("id"):
        record_follow_up(by=ani.facilitator, id=key, at=now(), **said | {"outcome": "closed"})


def test_nobody_is_asked_before_the_mark_or_tomorrow(ani):
    with refused_beside("asked_on"):
        asked(ani, "trading", on="2018-09-30")
    with refused_beside("asked_on"):
        asked(ani, "trading", on="2999-01-01")


def row(person, **said):
    said = {"months": 6, "due_on": DUE, "asked_on": DUE, "outcome": "trading"} | said
    return FollowUp.objects.create(participant=person, recorded_by=person.facilitator, recorded_at=now(), **said)


def test_the_database_refuses_what_no_answer_can_be(ani):
    with refused_by("follow_up_mark_is_known"):
        row(ani, months=7)
    with refused_by("follow_up_outcome_is_known"):
        row(ani, outcome="fine")
    with refused_by("follow_up_not_before_its_mark"):
        row(ani, asked_on=day("2018-09-30"))
    with refused_by("follow_up_not_in_future"):
        row(ani, asked_on=day("2999-01-01"))
    with refused_by("follow_up_within_programme"):
        row(ani, due_on=day("2017-01-01"), asked_on=day("2017-01-01"))
