"""Two runs of a bench, side by side, in round numbers."""

import json
import subprocess
import sys

import pytest

from benchmarks import marked
from benchmarks.results import tables
from benchmarks.results.__main__ import PAGE
from benchmarks.results.runs import measured
from tests.docs.pages import ROOT

ABOUT = {
    "at": "2026-11-29T01:02:03+00:00",
    "machine": {"cores": 2, "memory": 24, "processor": "Some EPYC", "system": "Linux", "python": "3.11.7"},
    "versions": {"Django": "5.2.19", "PostgreSQL": "18.6"},
}


def report(*rows, command="python -m benchmarks"):
    return ABOUT | {"command": command, "rows": list(rows)}


def row(what, median, **more):
    return {"part": "roll-up", "what": what, "unit": "", "median": median, "held": True} | more


SECONDS = row("a change", 12, unit="ms", least=10, p99=40)
RATIO = row("growth", 1.1, least=1, most=1.4, at_most=1.3)


@pytest.fixture
def once():
    return measured([report(SECONDS, RATIO)])


@pytest.fixture
def twice():
    return measured([report(SECONDS, RATIO), report(SECONDS | {"median": 30}, RATIO | {"median": 1.21})])


def test_a_command_is_told_with_its_machine_and_its_parts(once):
    assert tables.told(once).splitlines() == [
        "## `.venv/bin/python -m benchmarks`",
        "",
        "- 2026-11-29 01:02 UTC, on 2 cores (Some EPYC) with 24 GB, Linux: Python 3.11.7, Django 5.2.19, PostgreSQL 18.6.",
        "",
        "### Roll-up",
        "",
        "| what | min | median | p99 | max | unit | must be |",
        "| --- | ---: | ---: | ---: | ---: | --- | --- |",
        "| a change | 10 | 12 | 40 |  | ms |  |",
        "| growth | 1 | 1.1 |  | 1.4 |  | at most 1.3: held |",
    ]


def test_what_was_checked_out_is_told():
    (bench,) = measured([report(RATIO) | {"commit": "abc1234 with changes"}])
    assert "- 2026-11-29 01:02 UTC, at abc1234 with changes, on 2 cores" in tables.told([bench])


def test_the_second_run_stands_beside_the_first(twice):
    assert tables.told(twice).splitlines()[7:] == [
        "| what | min | median | p99 | max | unit | must be | median again | to the first |",
        "| --- | ---: | ---: | ---: | ---: | --- | --- | ---: | ---: |",
        "| a change | 10 | 12 | 40 |  | ms |  | 30 | 2.5 |",
        "| growth | 1 | 1.1 |  | 1.4 |  | at most 1.3: held | 1.21 | 1.1 |",
        "",
        "Of 1 ratios and counts, 1 are within 20% of each other in both runs.",
    ]


def test_seconds_may_move_and_ratios_by_a_fifth(twice):
    assert tables.short(twice) == []


@pytest.mark.parametrize("median", [1.33, 0.9])
def test_a_ratio_that_moves_by_more_is_told(median):
    moved = measured([report(RATIO), report(RATIO | {"median": median, "at_most": 2})])
    assert tables.short(moved) == [f"python -m benchmarks: roll-up, growth: 1.1, and {median:g} again"]


@pytest.mark.parametrize("ratio", [row("ours to theirs", 10, unit="times"), row("ours to theirs", 10, ratio=True)])
def test_a_ratio_that_nothing_judges_counts_too(ratio):
    assert tables.short(measured([report(ratio), report(ratio | {"median": 12})])) == []
    assert tables.short(measured([report(ratio), report(ratio | {"median": 13})])) == [
        "python -m benchmarks: roll-up, ours to theirs: 10, and 13 again"
    ]


def test_what_is_judged_and_no_ratio_may_move():
    roll_ups = row("roll-ups", 3, at_most=10, ratio=False)
    assert tables.short(measured([report(roll_ups), report(roll_ups | {"median": 9})])) == []


def test_a_row_of_one_run_alone_falls_short(once):
    renamed = row("a change at 20", 12, unit="ms")
    found = measured([report(SECONDS, RATIO), report(renamed, RATIO)])
    assert tables.short(found) == [
        "python -m benchmarks: roll-up, a change: not in the second run",
        "python -m benchmarks: roll-up, a change at 20: not in the first run",
    ]
    assert tables.told(found).splitlines()[9:12] == [
        "| a change | 10 | 12 | 40 |  | ms |  |  | **not in the second run** |",
        "| growth | 1 | 1.1 |  | 1.4 |  | at most 1.3: held | 1.1 | 1 |",
        "| a change at 20 |  | 12 |  |  | ms |  |  | **not in the first run** |",
    ]
    assert tables.short(once) == []


def test_a_row_is_the_same_whatever_its_run_counted():
    names = ["dashboard: 32,704 bytes, 7 queries", "a pass over 900 entries", "a pass over 9,000 entries"]
    again = ["dashboard: 991 bytes, 8 queries", "a pass over 9,000 entries", "a pass over 901 entries"]
    runs = [report(*(row(what, number, unit="s") for number, what in enumerate(one))) for one in (names, again)]
    (bench,) = measured(runs)
    assert [(one.row.median, one.again.median) for one in bench.rows] == [(0, 0), (1, 2), (2, 1)]
    assert tables.short([bench]) == []


def test_nothing_twice_is_the_same_and_something_after_nothing_is_not():
    none = row("differences", 0, at_most=0)
    assert tables.short(measured([report(none), report(none)])) == []
    assert tables.short(measured([report(none), report(none | {"median": 2, "at_most": 3})])) == [
        "python -m benchmarks: roll-up, differences: 0, and 2 again"
    ]


def test_what_does_not_hold_in_either_run_is_told():
    assert tables.short(measured([report(RATIO), report(RATIO | {"median": 1.31})])) == [
        "python -m benchmarks: roll-up, growth: 1.1 and 1.31 is not at most 1.3"
    ]


def test_another_command_is_no_second_run():
    found = measured([report(RATIO), report(RATIO, command="python -m benchmarks --full")])
    assert [(bench.command, len(bench.reports)) for bench in found] == [
        ("python -m benchmarks", 1),
        ("python -m benchmarks --full", 1),
    ]


def test_of_three_runs_nobody_knows_which_is_meant():
    with pytest.raises(AssertionError, match="two reports at most"):
        measured([report(RATIO)] * 3)


def test_the_command_writes_between_the_marks_and_says_what_falls_short(tmp_path):
    page, told = tmp_path / "page.md", tmp_path / "report.json"
    page.write_text("Ours.\n<!-- measured -->\nold\n<!-- /measured -->\nOurs too.\n")
    told.write_text(json.dumps(report(RATIO | {"median": 2})))
    asked = [sys.executable, "-m", "benchmarks.results", str(told), "--into", str(page)]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "python -m benchmarks: roll-up, growth: 2 is not at most 1.3\n")
    assert (
        "| growth | 1 | 2 |  | 1.4 |  | at most 1.3: **broken** |\n\n<!-- /measured -->\nOurs too." in page.read_text()
    )


def test_the_page_has_a_place_for_them():
    assert [PAGE.read_text().count(mark) for mark in marked.marks("measured")] == [1, 1]
