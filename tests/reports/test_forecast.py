"""What a month may reach: what is counted, and what came later in other months. Worked out by hand."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from okoce.core.months import Month
from reports.contributions import OUTSIDE
from reports.forecast import Band, forecast, middle, nearest_rank, of_programme
from reports.models import Definition
from tests.reports.cells import posted
from tests.reports.closed import closed
from tests.reports.told import by_the_month, ground, tell

pytestmark = pytest.mark.django_db

# Seven months that were told whole by October, and what came of each after the tenth day.
SEVEN = by_the_month("2018-01", 20, 22, 24, 26, 28, 30, 32)


def of(month, on, *, read=forecast, as_of=None, definition="2020-P1"):
    day = datetime.date.fromisoformat(on)
    return read(Month.parse(month), Definition.objects.get(pk=definition), ground(as_of), on=day)


@pytest.mark.parametrize(
    ("numbers", "percent", "found"),
    [
        (6, 10, 1), (6, 90, 6),
        (7, 10, 1), (7, 90, 7),
        (10, 10, 1), (10, 90, 9),
        (24, 10, 3), (24, 90, 22),
    ],
)  # fmt: skip
def test_a_rank_is_the_nearest_one_from_above(numbers, percent, found):
    assert nearest_rank(range(1, numbers + 1), percent) == found


@pytest.mark.parametrize(
    ("numbers", "found"),
    [([7], 7), ([11, 14, 15], 14), ([11, 14, 15, 19, 32, 34], 17), ([0, 1], 1), ([-2, -1], -1), ([-1, 5, 5], 5)],
)
def test_the_middle_of_an_even_number_lies_between_two_of_them_and_a_half_is_rounded_up(numbers, found):
    assert middle(numbers) == found


def test_of_an_even_number_of_months_the_middle_of_what_came_later_lies_between_two():
    tell(*by_the_month("2018-01", 20, 22, 24, 27, 28, 30), ("2018-10", 4, 12))
    assert of("2018-10", "2018-10-10").band == Band(12 + 26, 12 + 20, 12 + 30)


def test_it_is_what_is_counted_and_the_middle_of_what_came_later_in_other_months():
    tell(*SEVEN, ("2018-10", 4, 12))
    told = of("2018-10", "2018-10-10")
    assert (told.days, told.counted, told.experience) == (9, 12, 7)
    assert told.band == Band(12 + 26, 12 + 20, 12 + 32)


def test_the_later_the_day_the_less_is_to_come():
    tell(*SEVEN, ("2018-10", 4, 12))
    assert of("2018-10", "2018-10-20").band == Band(12, 12, 12)


def test_a_month_that_is_over_is_forecast_for_as_long_as_entries_come():
    tell(
        *by_the_month("2018-01", *[20] * 7),
        *((f"2018-0{month}", 40, month) for month in range(1, 8)),
        ("2018-10", 4, 9),
    )
    assert of("2018-10", "2018-11-05").band == Band(9 + 4, 9 + 1, 9 + 7)


@pytest.mark.parametrize(("months", "experience"), [(5, None), (6, 6)])
def test_with_fewer_than_six_months_to_learn_from_there_is_none(months, experience):
    tell(*by_the_month("2018-01", *[20] * months), ("2018-10", 4, 12))
    told = of("2018-10", "2018-10-10")
    assert (told and told.experience) == experience


def test_a_month_teaches_after_two_whole_months():
    tell(*by_the_month("2018-01", *[20] * 8), ("2018-10", 4, 12))
    assert of("2018-10", "2018-10-31").experience == 7
    assert of("2018-10", "2018-11-01").experience == 8


@pytest.mark.parametrize(("late", "experience"), [(10, 7), (11, 6)])
def test_what_was_not_recorded_as_it_went_along_teaches_nothing(late, experience):
    """Of July ten are known by the tenth of August: half of twenty, and less than half of more."""
    tell(*by_the_month("2018-01", *[20] * 6), ("2018-07", 40, 10), ("2018-07", 41, late), ("2018-10", 4, 12))
    assert of("2018-10", "2018-10-10").experience == experience


def test_a_month_of_nobody_teaches_nothing():
    tell(*by_the_month("2018-01", *[20] * 6), ("2018-07", 4, 10), ("2018-07", 5, -10), ("2018-10", 4, 12))
    assert of("2018-10", "2018-10-10").experience == 6


def test_it_learns_from_the_newest_twenty_four():
    tell(*by_the_month("2018-01", *[900] * 4, *[20] * 24), ("2020-07", 4, 12))
    told = of("2020-07", "2020-07-10")
    assert (told.experience, told.band) == (24, Band(32, 32, 32))


def test_what_is_taken_away_may_leave_less_than_is_counted():
    tell(*by_the_month("2018-01", -2, -1, 5, 5, 5, 5), ("2018-10", 4, 12))
    assert of("2018-10", "2018-10-10").band == Band(17, 10, 17)


def test_people_from_outside_are_not_in_it():
    tell(*SEVEN, ("2018-10", 4, 12))
    posted(100, "2018-10-09T05:00:00+00:00", ("2018-10", 50, {"kecamatan": OUTSIDE}))
    assert of("2018-10", "2018-10-10").counted == 12


def test_it_is_of_the_definition_less_what_that_takes_off():
    tell(*SEVEN, ("2018-10", 4, 12), metric="licensed")
    posted(100, "2018-10-09T05:00:00+00:00", ("2018-10", 5, {"metric": "level_up"}))
    assert of("2018-10", "2018-10-10", definition="2018-P4").band == Band(7 + 26, 7 + 20, 7 + 32)
    assert of("2018-10", "2018-10-10") is None


class TestPastError:
    # In September 5 more came than ever before, in November 10 more; in October as many as ever.
    ELEVEN = by_the_month("2018-01", 20, 20, 20, 20, 20, 20, 20, 20, 25, 20, 30)

    def test_each_month_with_six_before_it_is_forecast_as_it_would_have_been(self):
        tell(*self.ELEVEN, ("2019-02", 4, 12))
        told = of("2019-02", "2019-02-10")
        assert [(str(one.month), one.band, one.reached, one.error, one.percent, one.inside) for one in told.past] == [
            ("2018-09", Band(30, 30, 30), 35, 5, 14, False),
            ("2018-10", Band(30, 30, 30), 30, 0, 0, True),
            ("2018-11", Band(30, 30, 30), 40, 10, 25, False),
        ]

    def test_its_size_is_the_middle_one(self):
        tell(*self.ELEVEN, ("2019-02", 4, 12))
        error = of("2019-02", "2019-02-10").error
        assert (error.months, error.people, error.percent, error.inside) == (3, 5, 14, 1)

    def test_of_an_even_number_of_months_it_lies_between_the_two_in_the_middle(self):
        """Off by 5 and by 0 people, by 14 and by 0 %."""
        tell(*self.ELEVEN[:20], ("2019-02", 4, 12))
        error = of("2019-02", "2019-02-10").error
        assert (error.months, error.people, error.percent, error.inside) == (2, 3, 7, 1)

    def test_there_is_none_before_a_month_has_six_before_it(self):
        tell(*SEVEN, ("2018-10", 4, 12))
        assert of("2018-10", "2018-10-10").error is None

    def test_what_came_afterwards_helps_no_replay(self):
        """In December a hundred more come of January and nothing of any other."""
        tell(*self.ELEVEN, ("2018-01", 340, 10), ("2019-02", 4, 12))
        told = of("2019-02", "2019-02-10")
        assert told.band == Band(12 + 20, 12 + 20, 12 + 30)
        assert told.past[0].band == Band(30, 30, 30)

    def test_half_a_percent_is_rounded_up(self):
        tell(*by_the_month("2018-01", *[189] * 10, 190), ("2019-02", 4, 12))
        told = of("2019-02", "2019-02-10").past[-1]
        assert (told.error, told.reached, told.percent) == (1, 200, 1)


class TestMoments:
    def test_as_of_a_revision_it_is_what_it_was_then(self):
        tell(*SEVEN, ("2018-10", 4, 12), ("2018-10", 9, 3))
        then = of("2018-10", "2018-10-05", as_of=15)
        assert (then.counted, then.band) == (12, Band(12 + 26, 12 + 20, 12 + 32))
        assert of("2018-10", "2018-10-10").counted == 15

    def test_a_day_is_jakartas(self):
        """Of July 7 came on the tenth, and 5 on the eleventh, a second later."""
        tell(*by_the_month("2018-01", *[20] * 6), ("2018-07", 4, 10))
        posted(100, "2018-07-10T16:59:59+00:00", ("2018-07", 7))
        posted(101, "2018-07-10T17:00:00+00:00", ("2018-07", 5))
        assert of("2018-10", "2018-10-10").band == Band(20, 5, 20)

    def test_of_a_final_month_there_is_none(self):
        tell(*SEVEN, ("2018-10", 4, 12))
        assert of("2018-10", "2018-11-11").counted == 12
        closed("2018-10")
        assert of("2018-10", "2018-11-11") is None

    def test_of_a_month_that_is_told_whole_there_is_none(self):
        tell(*SEVEN, ("2018-10", 4, 12))
        assert of("2018-10", "2018-12-31").counted == 12
        assert of("2018-10", "2019-01-01") is None

    def test_before_the_month_there_is_none(self):
        tell(*SEVEN)
        assert of("2018-10", "2018-09-30") is None


class TestProgramme:
    def test_it_is_what_is_counted_with_this_month_and_the_last_six_for_as_long_as_it_goes_on(self):
        """Of the fourth of October, with 49 months after this one; the six before it: 36, 38, 40, 42, 0 and 0."""
        tell(*SEVEN, ("2018-10", 4, 12))
        told = of("2018-10", "2018-10-10", read=of_programme)
        assert (told.months, told.pace) == (49, Band(37, 0, 42))
        before = 30 + 32 + 34 + 36 + 38 + 40 + 42
        assert told.through == Band(before + 38, before + 32, before + 44)
        assert told.band == Band(before + 38 + 49 * 37, before + 32, before + 44 + 49 * 42)
        assert told.target == 200_000

    def test_without_a_forecast_the_month_is_what_is_counted_of_it(self):
        tell(*SEVEN)
        told = of("2018-07", "2018-12-01", read=of_programme)
        assert told.through == Band(252, 252, 252)
        assert told.pace == Band(35, 30, 40)

    @pytest.mark.parametrize(("month", "there"), [("2018-06", False), ("2018-07", True)])
    def test_it_takes_six_whole_months(self, month, there):
        tell(*SEVEN)
        assert (of(month, "2018-12-01", read=of_programme) is not None) is there

    def test_with_nothing_counted_there_is_none(self):
        assert of("2018-07", "2018-12-01", read=of_programme) is None

    @pytest.mark.parametrize(("month", "months"), [("2022-11", 0), ("2022-12", None)])
    def test_after_the_programme_there_is_none(self, month, months):
        tell(*SEVEN)
        told = of(month, "2022-12-31", read=of_programme)
        assert (told and told.months) == months


class TestReading:
    def test_what_came_of_other_months_is_read_once_a_day_whatever_is_counted_meanwhile(self):
        tell(*SEVEN, ("2018-10", 4, 12))
        with CaptureQueriesContext(connection) as queries:
            of("2018-10", "2018-10-10")
            posted(100, "2018-10-10T05:00:00+00:00", ("2018-10", 3))
            assert of("2018-10", "2018-10-10").counted == 15
        assert len([query for query in queries if "JOIN reports_revision" in query["sql"]]) == 1

    def test_on_the_next_day_it_is_read_anew(self):
        tell(*SEVEN, ("2018-10", 4, 12))
        assert of("2018-10", "2018-10-10").band.high == 12 + 32
        posted(100, "2018-10-10T05:00:00+00:00", ("2018-07", 30))
        assert of("2018-10", "2018-10-10").band.high == 12 + 32
        assert of("2018-10", "2018-10-11").band.high == 12 + 32 + 30
