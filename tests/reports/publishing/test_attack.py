"""Nobody works out a small number that is not told: not by adding up, not by knowing how it was hidden."""

import itertools
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okoce.core.months import Month
from reports.publishing import suppression, tables
from reports.publishing.suppression import hidden, hidden_of_city, is_small, tells_too_much
from reports.publishing.tables import BY_KECAMATAN, Quarter, of_quarter
from tests.reports.publishing.attacker import Attacker
from tests.reports.publishing.known import secrets, worked_out

PLACES = "abcdef"
QUARTER = Quarter(2018, 1)
PEOPLE = [metric for metric in BY_KECAMATAN if metric != "trainings"]


def city(numbers):
    """By month, metric and place what was counted, from a flat list; somebody moved up only among those who are licensed."""
    told = {}
    each = iter(numbers)
    for month in QUARTER.months:
        told[month] = {metric: {code: next(each) for code in PLACES} for metric in PEOPLE}
        for code in PLACES:
            told[month]["licensed"][code] += told[month]["level_up"][code]
    return told


def rows_of(told):
    """Both tables as they are published of that."""
    months = []
    for month, of_month in told.items():
        values = {metric: sum(by_place.values()) for metric, by_place in of_month.items()}
        concealed = hidden_of_city(values)
        months += [
            {"month": f"{month}", "metric": metric, "first_published": None if metric in concealed else value}
            for metric, value in values.items()
        ]
    places = [
        {"quarter": f"{row.quarter}", "kecamatan": row.kecamatan, "metric": row.metric, "value": row.value}
        for row in of_quarter(QUARTER, PLACES, told)
    ]
    return months, places


def quarter_of(told):
    """What was counted by metric and place."""
    sums = defaultdict(int)
    for of_month in told.values():
        for metric, by_place in of_month.items():
            for code, value in by_place.items():
                sums[metric, code] += value
    return sums


def rows_like(*numbers):
    return st.lists(st.sampled_from(numbers), min_size=len(PLACES), max_size=len(PLACES))


# A month of a metric: mostly nobody and few, as in a small kecamatan; or so quiet that the whole city has a few.
OF_A_METRIC = rows_like(0, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 20, 70) | rows_like(0, 0, 0, 0, 1) | rows_like(20, 30, 70)
WHOLE = 3 * len(PEOPLE)
CITIES = st.lists(OF_A_METRIC, min_size=WHOLE, max_size=WHOLE).map(lambda rows: city(itertools.chain(*rows)))


@settings(max_examples=60, deadline=None)
@given(CITIES)
def test_whoever_adds_up_both_tables_learns_no_small_number(told):
    places = {(f"{QUARTER}", code, metric): value for (metric, code), value in quarter_of(told).items()}
    months = {
        (f"{month}", metric): sum(by_place.values())
        for month, of_month in told.items()
        for metric, by_place in of_month.items()
    }
    assert secrets(worked_out(*rows_of(told)), places, months) == []


@given(CITIES)
def test_what_is_told_is_true_and_never_small(told):
    sums = quarter_of(told)
    months, places = rows_of(told)
    assert [
        row for row in places if row["value"] is not None and row["value"] != sums[row["metric"], row["kecamatan"]]
    ] == []
    shown = [row["value"] for row in places if row["metric"] in PEOPLE] + [row["first_published"] for row in months]
    assert [value for value in shown if is_small(value)] == []


def test_the_attacker_undoes_a_table_in_which_only_small_numbers_are_hidden(monkeypatch):
    def only_small(row):
        return frozenset(code for code, cell in row.items() if tells_too_much(cell))

    monkeypatch.setattr(tables, "hidden", only_small)
    told = {month: {"trained": dict.fromkeys(PLACES, 20)} for month in QUARTER.months}
    for month in QUARTER.months:
        told[month]["trained"]["c"] = 1
    known = worked_out(*rows_of(told))
    assert known["place", "2018-Q1", "c", "trained"] == (3, 3)


def test_the_attacker_undoes_a_part_by_its_whole():
    pencil = Attacker()
    pencil.knows(("licensed",), 20)
    pencil.knows(("moved up",), 18)
    pencil.adds_up([("moved up",), ("others",)], ("licensed",))
    assert pencil.works_out()["others",] == (2, 2)


def every_table(places, most, parts):
    """Every row that there can be of a city whose own number is not small, by what is told of it."""
    told = defaultdict(list)
    codes = PLACES[:places]
    for flat in itertools.product(range(most + 1), repeat=places * parts):
        row = {code: flat[parts * at : parts * (at + 1)] for at, code in enumerate(codes)}
        whole = tuple(sum(part) for part in zip(*row.values(), strict=True))
        if not tells_too_much(whole) and (those := hidden(row)):
            told[those, whole, tuple(row[code] for code in codes if code not in those)].append(row)
    return told


def values_left(told, most):
    """Of each hidden number that may be small: the values that it may have, whoever knows the rule and what is told."""
    for (those, _whole, _shown), rows in told.items():
        # A row is no longer among all when one of its cells could be larger than any that were tried.
        if max(sum(part) for part in zip(*(rows[0][code] for code in those), strict=True)) <= most:
            for code in those:
                for of in ({sum(row[code]) for row in rows}, *map(set, zip(*(row[code] for row in rows), strict=True))):
                    if any(map(is_small, of)):
                        yield of


@pytest.mark.parametrize(("places", "most", "parts"), [(3, 14, 1), (4, 10, 1), (5, 7, 1), (2, 9, 2), (3, 5, 2)])
def test_whoever_knows_the_rule_learns_no_small_number(places, most, parts):
    left = list(values_left(every_table(places, most, parts), most))
    assert left
    assert [values for values in left if len(values) < 3] == []


def test_most_of_the_time_each_small_number_stays_possible():
    left = list(values_left(every_table(4, 10, 1), 10))
    whole = [values for values in left if {1, 2, 3, 4} <= values]
    assert len(whole) / len(left) > 0.98


def test_a_rule_that_hides_the_smallest_number_beside_it_tells_more(monkeypatch):
    def smallest(row):
        order = sorted((code for code, cell in row.items() if sum(cell)), key=lambda code: (sum(row[code]), code))
        small = [code for code in order if tells_too_much(row[code])]
        return frozenset(order[: max(2, len(small))] if small else ())

    monkeypatch.setitem(globals(), "hidden", smallest)
    assert any(len(values) < 3 for values in values_left(every_table(4, 10, 1), 10))


def test_the_rule_is_the_one_that_the_tables_use():
    assert tables.hidden is suppression.hidden is hidden
    assert [Month(2018, 1), Month(2018, 2), Month(2018, 3)] == QUARTER.months
