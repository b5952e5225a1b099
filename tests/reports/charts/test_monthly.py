"""The bars of the months, as they are drawn."""

import re

import pytest

from reports.charts.monthly import monthly_bars


def lines_of(*values, target=None):
    """The numbers beside the lines, from the bottom to the top."""
    rows = [{"at": f"2018-0{n}", "value": value, "target": target, "final": False} for n, value in enumerate(values, 1)]
    svg = monthly_bars(rows, {row["at"]: row["at"] for row in rows}, width=300)
    return [int(word.replace("\u2212", "-")) for word in re.findall(r">([\d\u2212]+)</text>", svg)]


@pytest.mark.parametrize(
    ("values", "lines"),
    [((0,), [0]), ((1, 0), [0, 1]), ((2, 1), [0, 1, 2]), ((3,), [0, 1, 2, 3]), ((8,), [0, 2, 4, 6, 8])],
)
def test_each_line_has_a_whole_number_of_its_own(values, lines):
    assert lines_of(*values) == lines


def test_what_is_taken_away_has_lines_below_nothing():
    assert lines_of(-2, 1) == [-2, -1, 0, 1]


def test_a_target_above_the_bars_sets_the_lines():
    assert lines_of(1, target=4) == [0, 1, 2, 3, 4]


def test_bars_that_are_hardly_seen_below_the_target_have_their_numbers_over_them():
    assert lines_of(12, 27, target=400) == [0, 100, 200, 300, 400, 12, 27]


def test_the_pace_is_a_dashed_step_where_there_is_one():
    rows = [
        {"at": "2018-01", "value": 3, "target": 4, "pace": None, "final": True},
        {"at": "2018-02", "value": 2, "target": 4, "pace": 6, "final": False},
    ]
    svg = monthly_bars(rows, {"2018-01": "Jan", "2018-02": "Feb"}, width=300)
    assert svg.count('stroke-dasharray="5,3"') == 1
