"""Until which day a month takes entries."""

import pytest

from okoce.core.months import Month
from programs.deadlines import check_until, close_on, deadline, entry_until
from tests.factories import day

NOVEMBER = Month(2018, 11)


@pytest.mark.parametrize(
    ("month", "until"), [("2018-11", "2018-12-05"), ("2018-12", "2019-01-05"), ("2020-01", "2020-02-05")]
)
def test_a_month_takes_entries_until_the_fifth_of_the_next(month, until):
    assert entry_until(Month.parse(month)) == day(until)


def test_it_is_checked_until_the_seventh_and_closed_on_the_tenth():
    assert (check_until(NOVEMBER), close_on(NOVEMBER)) == (day("2018-12-07"), day("2018-12-10"))


def test_the_day_is_a_setting(settings):
    settings.ENTRY_DAY = 28
    assert entry_until(Month(2019, 1)) == day("2019-02-28")


@pytest.mark.parametrize(
    ("on", "left", "passed", "late"),
    [
        ("2018-11-27", 8, False, 0),
        ("2018-12-04", 1, False, 0),
        ("2018-12-05", 0, False, 0),
        ("2018-12-06", -1, True, 1),
        ("2019-01-05", -31, True, 31),
    ],
)
def test_a_deadline_is_so_many_days_away_and_has_passed_the_day_after(on, left, passed, late):
    november = deadline(NOVEMBER, on=day(on))
    assert (november.left, november.passed, november.late) == (left, passed, late)


def test_the_nearest_deadline_comes_first():
    on = day("2018-12-01")
    assert min(deadline(NOVEMBER + 1, on=on), deadline(NOVEMBER, on=on)).until == day("2018-12-05")
