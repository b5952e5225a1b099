"""Of those who registered in a month, who reached a rung after how many months."""

import datetime
import random
from dataclasses import replace

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from okoce.core.months import Month
from reports import rollup
from reports.cohorts import MONTHS, RUNGS, Cohort, cohorts
from reports.explaining.account import Account
from reports.explaining.asked import Number
from reports.explaining.members import Sources
from reports.standing import standing, standing_at
from tests import factories
from tests.factories import ELSEWHERE, HOME, approved, day
from tests.reports import recount
from tests.reports.cells import posted

pytestmark = pytest.mark.django_db


def of(month, *, rung="licensed", current="2018-07", as_of=None):
    """The cohort of that month."""
    rollup.drain()
    now = standing_at(as_of) if as_of else standing()
    month = Month.parse(month)
    (cohort,) = cohorts(rung, month, month, now=now, current=Month.parse(current))
    return cohort


def so_far(cohort):
    return [people for people in cohort.reached if people is not None]


def licensed(*issued, on="2018-03-05", **said):
    """So many people registered on that day, licensed on these."""
    somebody = [factories.person(on=on, **said) for _ in issued]
    for one, when in zip(somebody, issued, strict=True):
        if when:
            approved(factories.licence(one, issued=when))
    return somebody


def test_it_adds_up_who_reached_the_rung_by_the_end_of_each_month():
    licensed("2018-03-20", "2018-05-02", "2018-05-31", None)
    assert of("2018-03").registered == 4
    assert so_far(of("2018-03")) == [1, 1, 3, 3]


def test_a_month_that_is_not_over_is_not_there():
    licensed("2018-03-20", "2018-05-02")
    assert so_far(of("2018-03", current="2018-05")) == [1, 1]
    assert so_far(of("2018-03", current="2018-03")) == []
    assert of("2018-03", current="2018-03").registered == 2


def test_it_goes_on_for_twenty_four_months():
    licensed("2018-03-20", "2020-03-31", "2020-04-01")
    told = of("2018-03", current="2022-01")
    assert (len(told.reached), told.reached[23:]) == (25, (1, 2))


def test_who_reached_it_before_registering_has_it_from_the_beginning():
    somebody = factories.person(on="2018-03-05")
    factories.visit(somebody, on="2018-01-06")
    factories.visit(somebody, on="2018-02-10")
    assert so_far(of("2018-03", rung="mentored")) == [1, 1, 1, 1]


def test_what_was_taken_back_was_never_reached():
    somebody, _other = licensed("2018-03-20", "2018-04-20")
    assert so_far(of("2018-03")) == [1, 2, 2, 2]
    factories.revoked(somebody.milestones.get())
    assert so_far(of("2018-03")) == [0, 1, 1, 1]


def test_people_from_outside_are_in_neither_number():
    licensed("2018-03-20", lives_in=None)
    licensed("2018-04-20")
    assert (of("2018-03").registered, so_far(of("2018-03"))) == (1, [0, 1, 1, 1])


def test_a_month_in_which_nobody_registered_is_there_and_zero():
    assert of("2018-03") == Cohort(Month(2018, 3), 0, (0, 0, 0, 0, *[None] * 21))


def test_as_of_a_revision_it_is_what_it_was_then():
    somebody, *_others = licensed("2018-03-20", "2018-04-20")
    rollup.drain()
    before = standing().revision
    factories.revoked(somebody.milestones.get())
    assert so_far(of("2018-03")) == [0, 1, 1, 1]
    assert so_far(of("2018-03", as_of=before)) == [1, 2, 2, 2]


def test_it_is_one_question_and_is_kept():
    licensed("2018-03-20")
    rollup.drain()
    now = standing()
    with CaptureQueriesContext(connection) as queries:
        for _ in range(2):
            cohorts("licensed", Month(2017, 12), Month(2018, 6), now=now, current=Month(2018, 7))
    asked = [query["sql"] for query in queries if "reports_ledger" in query["sql"]]
    assert len(asked) == 1


def test_a_new_revision_is_read_anew():
    licensed("2018-03-20")
    assert of("2018-03").registered == 1
    posted(100, "2018-10-09T05:00:00+00:00", ("2018-03", 1))
    assert of("2018-03").registered == 2


def everything(rung, revision):
    return cohorts(rung, Month(2017, 12), Month(2019, 12), now=standing_at(revision), current=Month(2021, 1))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_going_on_from_what_was_read_is_reading_everybody(seed):
    chance, revisions, told = random.Random(seed), [], {}
    for _ in range(8):
        lived(chance)
        if revisions and chance.random() < 0.5:
            factories.revoked(chance.choice(factories.Milestone.objects.filter(state="verified")))
        rollup.drain()
        if standing().revision not in revisions:
            revisions.append(standing().revision)
            told |= {(rung, revisions[-1]): everything(rung, revisions[-1]) for rung in RUNGS}
    cache.clear()
    # From the newest back too.
    again = {(rung, one): everything(rung, one) for one in reversed(revisions) for rung in RUNGS}
    assert again == told
    for (rung, revision), one in told.items():
        cache.clear()
        assert everything(rung, revision) == one


def questions_about_the_ledger(ask):
    with CaptureQueriesContext(connection) as queries:
        ask()
    return [query["sql"] for query in queries if "reports_ledger" in query["sql"]]


def test_at_a_new_revision_only_those_who_changed_are_read():
    licensed("2018-03-20")
    of("2018-03")
    licensed("2018-03-21")
    rollup.drain()
    (sql,) = questions_about_the_ledger(lambda: of("2018-03"))
    assert "revision_id >" in sql
    assert so_far(of("2018-03")) == [2, 2, 2, 2]


def test_where_many_changed_everybody_is_read(monkeypatch):
    monkeypatch.setattr("reports.cohorts.FEW", 1)
    licensed("2018-03-20")
    of("2018-03")
    licensed("2018-03-21")
    rollup.drain()
    (sql,) = questions_about_the_ledger(lambda: of("2018-03"))
    assert "revision_id >" not in sql


def test_what_was_read_of_a_database_that_is_no_more_is_left_alone():
    licensed("2018-03-20")
    of("2018-03")
    newest = standing()
    # Its backup was brought back: the same numbers, and other moments.
    kept = cache.get("cohorts:licensed:newest")
    before = replace(newest, at=newest.at - datetime.timedelta(days=1))
    cache.set("cohorts:licensed:newest", replace(kept, now=before, climbed={}))
    licensed("2018-04-20")
    assert of("2018-03").registered == 2


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_is_what_an_independent_recount_says(seed):
    chance = random.Random(seed)
    people = {}
    for _ in range(12):
        key, person = lived(chance)
        people[key] = person
    training = trained(chance, people)
    rollup.drain()
    for rung in RUNGS:
        told = cohorts(rung, Month(2017, 12), Month(2018, 12), now=standing(), current=Month(2021, 1))
        expected = recount.cohorts(people, [training], rung)
        found = {one.month.first: (one.registered, dict(enumerate(one.reached))) for one in told if one.registered}
        assert found == expected, rung
        assert opened(rung, told) == {one.month: list(one.reached) for one in told}, rung
    assert sum(one.registered for one in told) >= 6


def opened(rung, told):
    """What the records behind each cell add up to, and how many people they are: the same, for each counts once."""
    found = {}
    for one in told:
        cells = [Number(rung, one.month, one.month + after, registered=one.month) for after in range(MONTHS + 1)]
        found[one.month] = [Account(number).value for number in cells]
        assert [len(Sources(number)) for number in cells] == found[one.month]
    return found


def lived(chance):
    """Somebody who registered on any day, moved maybe, was visited, licensed and paid; and what the recount knows of them."""

    def someday():
        return datetime.date(2018, 1, 1) + datetime.timedelta(days=chance.randrange(600))

    start, home = (
        datetime.date(2018, 1, 1) + datetime.timedelta(days=chance.randrange(180)),
        chance.choice([HOME, None]),
    )
    home = home or chance.choice([HOME, ELSEWHERE, None])
    row = factories.person(on=str(start), lives_in=home)
    told = recount.Person("female", 1990, True, start, {start: home}, "no_business")
    for number in range(chance.randrange(4)):
        when = someday()
        factories.visit(row, on=str(when))
        told.visits[number] = recount.Visit("one", HOME, when)
    if chance.random() < 0.7:
        when = someday()
        step = approved(factories.licence(row, issued=str(when)))
        state = "verified"
        if chance.random() < 0.2:
            factories.revoked(step)
            state = "revoked"
        told.milestones[1] = recount.Milestone("licence", when, "NIB", own_name=True, state=state)
    if chance.random() < 0.5:
        when = someday()
        approved(factories.capital(row, on=str(when)))
        told.milestones[2] = recount.Milestone("capital", when, state="verified")
    return row.pk, told


def trained(chance, people):
    """A training of half of them."""
    when = day("2018-04-30")
    came = chance.sample(sorted(people), 6)
    draft = factories.training(factories.meeting(str(when)))
    factories.attend(draft, *factories.Participant.objects.filter(pk__in=came))
    approved(draft)
    session = recount.Session(when, 180, marks=dict.fromkeys(came, "present"))
    return recount.Training(HOME, {1: session}, approved=True)
