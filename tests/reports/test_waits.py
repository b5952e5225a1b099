"""How long people take from one rung to another."""

import datetime
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from okoce.core.months import JAKARTA, Month, today
from reports import rollup, tasks, waits
from tests import factories
from tests.factories import approved
from tests.reports import recount
from tests.reports.cells import posted
from tests.reports.test_cohorts import lived, trained
from tests.reports.test_survival import entrepreneur

pytestmark = pytest.mark.django_db

AFTER_ALL = datetime.datetime(2100, 1, 1, tzinfo=JAKARTA)
MARCH, APRIL = Month(2018, 3), Month(2018, 4)


def read(month=APRIL):
    """As of now, by rung."""
    rollup.drain()
    found = waits.read(AFTER_ALL)
    return {rung: told for rung, months in found.items() if (told := waits.until(month, months))}


def licensed(*issued, on="2018-03-05", **said):
    """So many people registered on that day, licensed on these."""
    somebody = [factories.person(on=on, **said) for _ in issued]
    for one, when in zip(somebody, issued, strict=True):
        approved(factories.licence(one, issued=when))
    return somebody


def test_half_of_them_took_so_long_or_less():
    licensed("2018-03-06", "2018-03-15", "2018-03-25", "2018-04-30")
    assert read() == {"licensed": (10, 4)}


def test_until_a_month_it_is_of_those_who_came_by_then():
    licensed("2018-03-06", "2018-04-30", "2018-04-30")
    assert (read(MARCH), read(APRIL)) == ({"licensed": (1, 1)}, {"licensed": (56, 3)})
    assert read(Month(2018, 2)) == {}


def test_who_was_there_before_registering_took_no_days():
    somebody = factories.person(on="2018-03-05")
    factories.visit(somebody, on="2018-01-06")
    factories.visit(somebody, on="2018-02-10")
    assert (read(Month(2018, 2)), read(MARCH)) == ({}, {"mentored": (0, 1)})


def test_a_new_entrepreneur_is_told_from_the_licence():
    # Licensed on 12 March, seen to trade on the 20th.
    entrepreneur()
    assert read()["new_entrepreneurs"] == (8, 1)


def test_what_was_taken_back_and_people_from_outside_are_not_in_it():
    one, _other = licensed("2018-03-06", "2018-03-25")
    licensed("2018-04-30", lives_in=None)
    factories.revoked(one.milestones.get())
    assert read() == {"licensed": (20, 1)}


def test_who_moved_up_has_nothing_to_wait_for():
    licensed("2018-03-15", baseline="unlicensed")
    assert set(read()) == {"licensed"}


def test_it_is_read_once_a_day_of_what_was_known_when_the_day_began():
    licensed("2018-03-06")
    rollup.drain()
    tomorrow = today() + datetime.timedelta(days=1)
    assert waits.waits(APRIL, on=today()) == {}
    assert waits.waits(APRIL, on=tomorrow) == {"licensed": (1, 1)}
    licensed("2018-04-04", "2018-04-04")
    rollup.drain()
    with CaptureQueriesContext(connection) as queries:
        assert waits.waits(APRIL, on=tomorrow) == {"licensed": (1, 1)}
    assert len(queries) == 0
    assert waits.waits(APRIL, on=tomorrow + datetime.timedelta(days=1)) == {"licensed": (30, 3)}


def test_the_job_of_the_night_reads_it_for_the_day():
    posted(1, "2018-03-01T05:00:00+00:00", ("2018-03", 1))
    tasks.read_waits()
    with CaptureQueriesContext(connection) as queries:
        waits.waits(APRIL, on=today())
    assert len(queries) == 0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_it_is_what_an_independent_recount_says(seed):
    chance = random.Random(seed)
    people = dict(lived(chance) for _ in range(12))
    training = trained(chance, people)
    for month in (Month(2018, 6), Month(2019, 12)):
        expected = recount.waits(people, [training], month.days()[1] - datetime.timedelta(days=1))
        assert {rung: told.days for rung, told in read(month).items()} == expected
    assert len(expected) >= 3
