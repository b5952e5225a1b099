"""How a month stands, now and at each revision before."""

import datetime

import pytest
from django.db import connection

from okoce.core.months import JAKARTA, Month
from reports import periods, tasks
from reports.models import Period
from reports.standing import Standing, standing_at
from tests.reports.cells import revision
from tests.reports.closed import closed, reopened, stands

pytestmark = pytest.mark.django_db

MARCH = Month(2018, 3)


def at(written):
    return datetime.datetime.fromisoformat(written).replace(tzinfo=JAKARTA)


def test_a_month_of_which_nothing_is_known_is_open():
    assert periods.statuses()[MARCH] == periods.statuses(Standing(0, None))[MARCH] == "open"


def test_at_each_revision_it_stands_as_it_stood_then():
    revision(1)
    closed("2018-03")
    reopened("2018-03")
    closed("2018-03")
    told = [periods.statuses(standing_at(number))[MARCH] for number in (1, 2, 3, 4)]
    assert told == ["open", "final", "provisional", "final"]


def test_before_any_closing_it_is_provisional_from_that_moment_on():
    stands("2018-03", "provisional", at=at("2018-04-06 00:05"))
    told = [periods.statuses(Standing(1, at(when)))[MARCH] for when in ("2018-04-06 00:04", "2018-04-06 00:05")]
    assert told == ["open", "provisional"]


def test_its_closings_come_the_first_one_first(django_assert_num_queries):
    closed("2018-03")
    reopened("2018-03", reason="Satu daftar hadir terlewat")
    closed("2018-03")
    closed("2018-04")
    with django_assert_num_queries(4):
        told = [(link.number, [one.reason for one in link.reopenings.all()]) for link in periods.closings_of(MARCH)]
    assert told == [(1, ["Satu daftar hadir terlewat"]), (2, [])]


@pytest.mark.parametrize(
    ("when", "turned"),
    [
        ("2018-01-05 23:59", []),
        ("2018-01-06 00:00", ["2017-12"]),
        ("2018-03-05 12:00", ["2017-12", "2018-01"]),
        ("2018-03-06 12:00", ["2017-12", "2018-01", "2018-02"]),
    ],
)
def test_open_months_turn_provisional_when_their_entries_have_ended(when, turned):
    assert [str(month) for month in periods.turn_provisional(at=at(when))] == turned
    assert {str(month) for month, status in periods.statuses().items() if status == "provisional"} == set(turned)
    assert set(Period.objects.values_list("provisional_at", flat=True)) == ({at(when)} if turned else set())


def test_a_closed_month_and_one_that_was_opened_again_stay_as_they_are():
    closed("2017-12")
    closed("2018-01")
    reopened("2018-01")
    assert [str(month) for month in periods.turn_provisional(at=at("2018-03-10 12:00"))] == ["2018-02"]
    assert [periods.statuses()[Month(*month)] for month in ((2017, 12), (2018, 1))] == ["final", "provisional"]


def test_the_bell_does_it_and_twice_changes_nothing():
    tasks.turn_provisional()
    since = list(Period.objects.order_by("month").values_list("month", "provisional_at"))
    tasks.turn_provisional()
    assert since == list(Period.objects.order_by("month").values_list("month", "provisional_at"))
    assert since[0][0] == datetime.date(2017, 12, 1)


def test_the_first_month_that_was_never_closed_is_found_however_the_months_are_joined():
    closed("2018-03")
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute("SELECT posting_month_of('2018-03-01')")
        assert cursor.fetchone() == (datetime.date(2018, 4, 1),)
