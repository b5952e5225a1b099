"""On which days the office works."""

import datetime

import pytest
from structlog.testing import capture_logs

from okoce.core.months import Month
from programs.holidays import first_working_day, holidays
from tests.factories import day


@pytest.mark.parametrize(
    ("month", "first"),
    [
        # A Sunday; a Wednesday; New Year on a Thursday; a Friday of labour before a Saturday.
        ("2018-04", "2018-04-02"),
        ("2018-08", "2018-08-01"),
        ("2026-01", "2026-01-02"),
        ("2026-05", "2026-05-04"),
    ],
)
def test_it_works_monday_to_friday_but_for_holidays(month, first):
    assert first_working_day(Month.parse(month)) == day(first)


def test_2026_has_the_days_of_its_decree():
    days = {day: name for day, name in holidays().items() if day.year == 2026}
    leave = [f"{day:%d-%m}" for day, name in days.items() if name.startswith("Cuti bersama")]
    assert leave == ["16-02", "18-03", "20-03", "23-03", "24-03", "15-05", "28-05", "24-12"]
    assert len(days) - len(leave) == 17
    # What the decree says of their weekdays: a Tuesday, a Thursday, a Saturday, a Wednesday, a Sunday, a Tuesday.
    weekdays = [("02-17", 1), ("03-19", 3), ("03-21", 5), ("05-27", 2), ("05-31", 6), ("08-25", 1)]
    assert [(f"{day:%m-%d}", day.weekday()) for day in days if (f"{day:%m-%d}", day.weekday()) in weekdays] == weekdays


def test_2027_has_the_days_that_do_not_move():
    days = [(1, 1), (5, 1), (6, 1), (8, 17), (12, 25)]
    assert [day for day in holidays() if day.year == 2027] == [datetime.date(2027, *one) for one in days]


def test_a_file_of_the_sites_own_is_read_anew(settings, tmp_path):
    settings.HOLIDAYS = tmp_path / "holidays.csv"
    settings.HOLIDAYS.write_text("date,name\n")
    assert first_working_day(Month(2018, 8)) == day("2018-08-01")
    settings.HOLIDAYS.write_text("date,name\n2018-08-01,Cuti bersama\n")
    assert first_working_day(Month(2018, 8)) == day("2018-08-02")


def test_a_line_without_a_day_is_passed_over_and_the_log_says_which(settings, tmp_path):
    settings.HOLIDAYS = tmp_path / "holidays.csv"
    settings.HOLIDAYS.write_text("date,name\n1 Mei,Hari Buruh\n2018-08-17,Hari Kemerdekaan\n")
    with capture_logs() as logs:
        assert holidays() == {datetime.date(2018, 8, 17): "Hari Kemerdekaan"}
    assert [(one["event"], one["line"]) for one in logs] == [("holiday_without_a_day", 2)]
