"""Months as values, and Jakarta's day at every hour."""

import datetime

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from okoce.core.months import JAKARTA, Month, now, today

MONTHS = st.builds(Month, st.integers(1900, 2200), st.integers(1, 12))


def test_it_prints_as_people_write_it():
    assert str(Month(2018, 3)) == "2018-03"


@pytest.mark.parametrize(("text", "month"), [("2018-03", Month(2018, 3)), ("2017-12", Month(2017, 12))])
def test_it_is_read_from_that(text, month):
    assert Month.parse(text) == month


@pytest.mark.parametrize(
    "text", ["", "2018", "2018-3", "2018-13", "2018-00", "0000-01", "18-03", "2018-03-01", " 2018-03", "२०१८-०३-"]
)
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        Month.parse(text)


def test_months_run_over_the_year():
    assert Month(2017, 12) + 1 == Month(2018, 1)
    assert Month(2018, 1) + -1 == Month(2017, 12)
    assert Month(2017, 12) + 59 == Month(2022, 11)
    assert Month(2022, 11) - Month(2017, 12) == 59
    assert Month(2017, 12) - Month(2018, 3) == -3


def test_its_days_are_half_open():
    assert Month(2018, 2).days() == (datetime.date(2018, 2, 1), datetime.date(2018, 3, 1))
    assert Month(2018, 12).days() == (datetime.date(2018, 12, 1), datetime.date(2019, 1, 1))


def test_months_until_another_include_both():
    assert [str(month) for month in Month(2017, 11).until(Month(2018, 1))] == ["2017-11", "2017-12", "2018-01"]
    assert Month(2018, 1).until(Month(2017, 12)) == []


def test_the_month_of_a_day():
    assert Month.of(datetime.date(2018, 1, 31)) == Month(2018, 1)


def test_months_order_by_time():
    assert sorted([Month(2018, 1), Month(2017, 12), Month(2018, 11)]) == [
        Month(2017, 12),
        Month(2018, 1),
        Month(2018, 11),
    ]


@given(MONTHS, st.integers(-600, 600))
def test_going_and_coming_back_is_standing_still(month, steps):
    assert (month + steps) - month == steps
    assert (month + steps) + -steps == month


@given(MONTHS)
def test_every_month_is_read_as_it_was_printed(month):
    assert Month.parse(str(month)) == month


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        ("2018-01-31T16:59:59Z", "2018-01-31"),
        ("2018-01-31T17:00:00Z", "2018-02-01"),
        ("2018-02-01T00:30:00Z", "2018-02-01"),
    ],
)
def test_the_day_turns_at_midnight_in_jakarta(utc, day):
    with time_machine.travel(datetime.datetime.fromisoformat(utc), tick=False):
        assert str(today()) == day


def test_the_moment_carries_jakartas_offset():
    with time_machine.travel(datetime.datetime(2018, 3, 5, 2, 15, tzinfo=datetime.UTC), tick=False):
        assert now().isoformat() == "2018-03-05T09:15:00+07:00"
        assert now().tzinfo is JAKARTA
