"""The two open tables: what stands in them, what is hidden, and that what was told once is told for ever."""

import pytest

from okoce.core.months import Month
from reports import rollup
from reports.known import Ground
from reports.models import Definition
from reports.publishing.tables import OfMonth, OfPlace, Published, Quarter, Sum
from tests.factories import ELSEWHERE, FAR, HOME, OUTSIDE, people, person
from tests.reports.cells import cell
from tests.reports.closed import closed, reopened

pytestmark = pytest.mark.django_db

# The programme begins with the last month of the year's last quarter.
DECEMBER, QUARTER = "2017-12", Quarter(2017, 4)
DAY = "2017-12-05"


def published(last=DECEMBER):
    return Published(Ground.of(), Month.parse(last))


def of_month(table, month, metric="registered"):
    (row,) = [row for row in table.months if (f"{row.month}", row.metric) == (month, metric)]
    return row


def of_places(table, metric="registered", *codes):
    rows = [
        row for row in table.quarters if row.metric == metric and row.kecamatan in (codes or (HOME, ELSEWHERE, FAR))
    ]
    return {row.kecamatan: row.value for row in rows}


def test_a_quarter_is_three_calendar_months():
    assert [f"{month}" for month in Quarter.of(Month(2018, 6)).months] == ["2018-04", "2018-05", "2018-06"]
    assert f"{Quarter.of(Month(2018, 6))}" == "2018-Q2"


def test_a_month_of_the_city_is_told_without_people_from_outside():
    people(6, on=DAY)
    people(7, on=DAY, lives_in=OUTSIDE)
    rollup.drain()
    assert of_month(published(), DECEMBER) == OfMonth(Month(2017, 12), "registered", 6, None, "open")


def test_a_small_month_of_the_city_is_hidden_by_name():
    people(4, on=DAY)
    closed(DECEMBER)
    row = of_month(published(), DECEMBER)
    assert (row.value, row.first_published, row.hidden) == (None, None, ("value", "first_published"))


def told_of(table, month):
    row = of_month(table, month)
    return row.value, row.first_published, row.status, row.hidden


def test_what_came_to_a_closed_month_is_told_once_a_closing_published_it():
    people(6, on=DAY)
    closed(DECEMBER)
    people(2, on=DAY)
    rollup.drain()
    assert told_of(published(), DECEMBER) == (6, 6, "final", ())
    closed("2018-01")
    assert told_of(published(), DECEMBER) == (8, 6, "final", ())


def test_a_month_that_is_open_again_tells_what_its_closings_published_until_it_is_closed_anew():
    people(6, on=DAY)
    closed(DECEMBER)
    reopened(DECEMBER)
    people(2, on=DAY)
    rollup.drain()
    assert told_of(published(), DECEMBER) == (6, 6, "provisional", ())
    closed(DECEMBER)
    assert told_of(published(), DECEMBER) == (8, 6, "final", ())


def test_what_a_month_published_of_earlier_ones_stays_while_it_is_open_again():
    people(6, on=DAY)
    closed(DECEMBER)
    people(2, on=DAY)
    closed("2018-01")
    reopened("2018-01")
    people(9, on=DAY)
    rollup.drain()
    assert told_of(published("2018-02"), DECEMBER) == (8, 6, "final", ())


def test_what_waits_counts_nowhere_in_a_sum():
    people(6, on=DAY)
    closed(DECEMBER)
    people(2, on=DAY)
    people(7, on="2018-01-05")
    rollup.drain()
    registered = Definition.objects.get(pk="2020-P1")
    assert published("2018-01").city(registered, [Month(2017, 12), Month(2018, 1)]) == Sum(13, at_least=False)


def test_activity_of_the_city_is_never_hidden():
    cell(DECEMBER, 2, metric="trainings")
    assert of_month(published(), DECEMBER, "trainings").value == 2


def test_nothing_is_told_by_kecamatan_before_every_month_of_the_quarter_is_closed():
    people(6, on=DAY)
    rollup.drain()
    assert published().quarters == []
    closed(DECEMBER)
    assert {row.quarter for row in published().quarters} == {QUARTER}
    closed("2018-01")
    closed("2018-02")
    assert {row.quarter for row in published("2018-03").quarters} == {QUARTER}


def test_every_kecamatan_is_told_those_with_nobody_too():
    people(6, on=DAY)
    closed(DECEMBER)
    rows = [row for row in published().quarters if row.metric == "registered"]
    assert len(rows) == 44
    assert sum(row.value for row in rows) == 6
    assert OfPlace(QUARTER, HOME, "registered", 6) in rows


def test_a_small_number_of_a_kecamatan_is_hidden_with_its_neighbour():
    people(9, on=DAY, lives_in=FAR)
    people(3, on=DAY, lives_in=ELSEWHERE)
    closed(DECEMBER)
    assert of_places(published()) == {FAR: None, ELSEWHERE: None, HOME: 0}


def test_a_quarter_with_a_small_month_of_the_city_tells_nothing_of_that_metric_by_kecamatan():
    people(4, on=DAY)
    closed(DECEMBER)
    rows = [row for row in published().quarters if row.metric == "registered"]
    assert {(row.value, row.hidden) for row in rows} == {(None, ("value",))}
    assert of_places(published(), "trained") == {HOME: 0, ELSEWHERE: 0, FAR: 0}


def test_nobody_works_a_small_month_of_the_city_out_from_its_kecamatan():
    closed(DECEMBER)
    for month, number in (("2018-01", 4), ("2018-02", 60), ("2018-03", 60)):
        cell(month, number)
        closed(month)
    table = published("2018-03")
    assert (of_month(table, "2018-01").value, of_month(table, "2018-02").value) == (None, 60)
    of_quarter = [row for row in table.quarters if (f"{row.quarter}", row.metric) == ("2018-Q1", "registered")]
    assert {row.value for row in of_quarter} == {None}


def test_trainings_are_told_however_few():
    cell(DECEMBER, 2, metric="trainings")
    closed(DECEMBER)
    assert of_places(published(), "trainings") == {HOME: 2, ELSEWHERE: 0, FAR: 0}


def test_what_a_quarter_told_stays_whatever_is_found_out_later():
    people(6, on=DAY)
    closed(DECEMBER)
    before = published().quarters
    people(3, on=DAY, lives_in=ELSEWHERE)
    rollup.drain()
    assert published().quarters == before
    reopened(DECEMBER)
    people(3, on=DAY, lives_in=FAR)
    closed(DECEMBER)
    assert published().quarters == before


def test_a_sum_is_of_what_is_told_and_says_when_that_is_not_all():
    people(6, on=DAY)
    people(3, on="2018-01-05")
    rollup.drain()
    table, registered = published("2018-01"), Definition.objects.get(pk="2020-P1")
    assert table.city(registered, [Month(2017, 12)]) == Sum(6, at_least=False)
    assert table.city(registered, [Month(2017, 12), Month(2018, 1)]) == Sum(6, at_least=True)


def test_a_reading_of_two_metrics_counts_only_months_in_which_both_are_told():
    for month, licensed, moved_up in ((DECEMBER, 20, 18), ("2018-01", 20, 8)):
        cell(month, licensed, metric="licensed")
        cell(month, moved_up, metric="level_up")
    without = Definition.objects.get(pk="2018-P4")
    assert published("2018-01").city(without, [Month(2017, 12), Month(2018, 1)]) == Sum(12, at_least=True)


def test_the_map_adds_up_the_quarters_that_are_told():
    people(6, on=DAY)
    closed(DECEMBER)
    for month, number in (("2018-01", 2), ("2018-02", 0), ("2018-03", 0)):
        people(number, on=f"{month}-05")
        people(20, on=f"{month}-05", lives_in=ELSEWHERE)
        closed(month)
    registered = Definition.objects.get(pk="2020-P1")
    table = published("2018-03")
    sums = table.by_place(registered)
    assert (sums[HOME], sums[ELSEWHERE], sums[FAR]) == (Sum(6, True), Sum(0, True), Sum(0, False))
    assert (table.hidden_quarters(registered)[HOME], table.hidden_quarters(registered)[FAR]) == (1, 0)


def test_both_tables_take_as_many_queries_with_three_months_as_with_one(django_assert_num_queries):
    person(on=DAY)
    closed(DECEMBER)
    for last in (DECEMBER, "2018-02"):
        with django_assert_num_queries(11):
            table = published(last)
            assert table.months
            assert table.quarters
        closed("2018-01") if last == DECEMBER else None
