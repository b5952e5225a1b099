"""What the papers of a month are made of: the summary's numbers, and nothing else."""

import pytest

from okoce.core.months import Month
from reports.paper import words
from reports.standing import standing_at
from tests.factories import day
from tests.reports.cells import cell, posted, revision
from tests.reports.closed import closed
from tests.reports.paper.march import MARCH, counted, paper, said
from tests.reports.told import by_the_month, tell

pytestmark = pytest.mark.django_db


def test_it_says_what_the_summary_says():
    counted()
    assert paper().numbers == said()
    assert paper(code="2020-P1").numbers == said("2020-P1")


def test_of_a_definition_that_there_is_not_there_is_none():
    with pytest.raises(LookupError):
        paper(code="2020-P9")


def test_people_from_outside_are_beside_the_ladder_and_in_no_total():
    counted()
    of = paper()
    assert (of.outside["month"], of.ladder[0]["month"], of.ladder[0]["cumulative"]) == (3, 65, 105)


def test_as_of_an_earlier_revision_it_is_the_summary_of_then_without_what_is_known_of_today():
    posted(1, "2018-03-10T02:00:00+00:00", ("2018-03", 5))
    posted(2, "2018-03-20T02:00:00+00:00", ("2018-03", 4))
    of = paper(code="2020-P1", then=standing_at(1))
    assert of.numbers == said("2020-P1", then=standing_at(1))
    assert of.numbers["headline"]["month"]["value"] == 5
    assert (of.survival, of.declared, of.official, of.revised) == ([], None, None, [])
    assert of.seen_on == day("2018-03-10")


@pytest.mark.parametrize(
    ("on", "over", "overdue"),
    [
        ("2018-03-31", False, False),
        ("2018-04-01", True, False),
        ("2018-04-10", True, False),
        ("2018-04-11", True, True),
    ],
)
def test_a_month_is_over_with_its_last_day_and_overdue_after_the_day_of_closing(on, over, overdue):
    revision(1)
    assert (paper(on=on).is_over, paper(on=on).is_overdue) == (over, overdue)


def test_a_closed_month_is_not_overdue():
    closed("2018-03")
    assert not paper(on="2018-05-01").is_overdue


def test_beside_each_month_is_what_it_first_published():
    cell("2018-02", 4, metric="new_entrepreneurs")
    revision(1)
    closed("2018-02")
    cell("2018-02", 1, metric="new_entrepreneurs", published="2018-03")
    of = paper()
    assert [(str(bar.month), bar.value) for bar in of.bars] == [
        ("2017-12", 0), ("2018-01", 0), ("2018-02", 5), ("2018-03", 0),
    ]  # fmt: skip
    assert [bar.value for bar in of.first_bars] == [None, None, 4, None]


def test_revisions_of_later_months_are_not_in_it():
    for month in ("2017-12", "2018-01"):
        closed(month)
    assert [one.month for one in paper(Month(2017, 12)).revised] == [Month(2017, 12)]


def test_the_forecast_is_that_of_the_day_of_the_numbers(in_english):
    tell(*by_the_month("2018-01", 20, 22, 24, 26, 28, 30, 32), ("2018-10", 4, 12))
    of = paper(Month(2018, 10), code="2020-P1", on="2018-10-10")
    assert of.numbers["headline"]["forecast"] == {"value": 38, "low": 32, "high": 44}
    assert words.summary(of)[2] == (
        "By what earlier months took in late, the month will come to 38 (between 32 and 44)."
    )


def test_with_enough_months_the_forecast_says_how_wrong_it_was(in_english):
    tell(*by_the_month("2018-01", *[20] * 12), ("2019-03", 4, 12))
    of = paper(Month(2019, 3), code="2020-P1", on="2019-03-10")
    assert (of.forecast.error.people, of.forecast.error.inside) == (0, of.forecast.error.months)
    assert "it was off by 0 in the middle" in words.summary(of)[2]


def test_nothing_is_counted_yet(in_english):
    assert paper().numbers["headline"]["month"]["value"] == 0
    assert (paper().month, paper().closing, paper().audited) == (MARCH, None, None)
