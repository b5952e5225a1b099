"""The line of all since the start, as it is drawn."""

import re

from reports.charts.cumulative import cumulative_line

ROWS = [
    {"at": "2018-01", "value": 3, "line": 5, "low": None, "middle": None, "high": None},
    {"at": "2018-02", "value": 7, "line": 10, "low": 7, "middle": 8, "high": 9},
    {"at": "2018-03", "value": None, "line": 15, "low": 9, "middle": 12, "high": 14},
]


def drawing(rows=ROWS, **how):
    return cumulative_line(rows, {row["at"]: row["at"] for row in rows}, width=300, **how)


def test_each_month_that_is_counted_has_a_point():
    (points,) = re.findall(r'<g class="mark-symbol role-mark values_marks"[^>]*>(.*?)</g>', drawing())
    assert points.count("<path") == 2


def test_what_may_come_is_a_dashed_line_in_a_fan():
    svg = drawing()
    assert svg.count('stroke-dasharray="5,3"') == 1
    assert svg.count('fill="var(--accent-sunk)"') == 1


def test_without_a_forecast_there_is_neither():
    svg = drawing([row | {"low": None, "middle": None, "high": None} for row in ROWS])
    assert 'd="' in svg
    assert not re.search(r'stroke-dasharray="5,3"[^>]* d="M', svg)


def test_on_paper_it_has_the_colours_of_print():
    svg = drawing(theme="paper")
    assert "var(" not in svg
    assert "#287586" in svg


def test_a_line_far_below_the_target_has_its_last_number_over_it():
    far = [row | {"line": 1000} for row in ROWS]
    assert re.findall(r">(\d+)</text>", drawing(far))[-1] == "7"
    assert "7" not in re.findall(r">(\d+)</text>", drawing())
