"""What is reckoned from a report, in round numbers."""

import json
import subprocess
import sys

import pytest

from benchmarks import marked
from benchmarks.capacity import tables
from benchmarks.capacity.measured import Measured
from benchmarks.capacity.reckoning import LIMITS, Reckoned
from tests.docs.pages import DOCS, ROOT

# A thousand people of whom each has ten facts and six entries, in ten months of two kecamatan.
ROWS = [
    ("room", "people: rows at 4,000", "", 1_000),
    ("room", "facts: rows at 4,000", "", 10_000),
    ("room", "facts: room at 4,000", "MB", 5),
    ("room", "shown: rows at 4,000", "", 800),
    ("room", "trail: rows at 4,000", "", 100),
    ("room", "trail: room at 4,000", "MB", 0.1),
    ("room", "ledger: rows at 4,000", "", 6_000),
    ("room", "ledger: room at 4,000", "MB", 1.2),
    ("room", "rollups: rows at 4,000", "", 2_000),
    ("room", "rollups: room at 4,000", "MB", 0.4),
    ("room", "months of a kecamatan with entries at 4,000", "", 20),
    ("a big change", "approve a training of 100 at 4,000: the drain", "ms", 50),
    ("a big change", "approve a training of 100 at 4,000: the drain", "sources a second", 100),
    ("everything", "roll_up --check at 4,000", "s", 6),
    ("everything", "roll_up --check at 400", "s", 1),
    ("everything", "roll_up --check at 4,000: differences", "", 0),
    ("pages at 4,000", "facilitator's home: 12,345 bytes, 9 queries", "ms", 40),
    ("pages at 4,000", "one training to verify: 12,345 bytes, 9 queries", "ms", 70),
    ("pages at 4,000", "dashboard, this month: 12,345 bytes, 9 queries", "ms", 30),
    ("the API under load at 4,000", "counts/: the server's processor for a request", "microseconds", 500),
    ("make run", "idle: web, 2 processes", "MB (PSS)", 100),
]
REPORT = {
    "at": "2026-11-27T10:00:00+00:00",
    "machine": {"cores": 2, "system": "Linux", "python": "3.11.7"},
    "rows": [{"part": part, "what": what, "unit": unit, "median": median} for part, what, unit, median in ROWS],
}


@pytest.fixture
def city():
    return Reckoned(Measured(REPORT), 44)


def test_everything_that_is_recorded_grows_with_people_and_the_rollups_with_months_and_places(city):
    assert [city.rows(word) for word in ("facts", "trail", "ledger", "rollups")] == [
        3_000_000,
        3_900_000,
        1_800_000,
        264_000,  # a hundred rows in each of 60 months of 44 kecamatan
    ]


def test_disk_is_rows_of_the_measured_size_and_half_as_much_again(city):
    # 500, 1,000, 200 and 200 bytes each.
    assert city.gigabytes("facts") == pytest.approx(2.25)
    assert city.gigabytes("trail") == pytest.approx(5.85)
    assert city.gigabytes("ledger", "rollups") == pytest.approx(0.6192)
    assert city.disk == pytest.approx(8.7192)


def test_photos_and_documents_are_a_megabyte_each(city):
    assert city.evidence == pytest.approx(240)


def test_the_busiest_hour_of_an_evening(city):
    # 50,000 facts in a month, 2,500 on an evening, 7,500 on the busiest, half of them in an hour.
    assert city.writes == pytest.approx(3_750 / 3_600)
    assert city.lane == pytest.approx(2 * 3_750 / 3_600 / 100)


def test_web_processes_are_busy_half_of_their_time(city):
    # 30 homes of 40 ms, 2.5 pages of 50 ms, 20 answers of half a millisecond.
    assert city.processes == pytest.approx(2 * (1.2 + 0.125 + 0.01))


def test_a_recount_takes_as_long_for_each_person_as_at_the_largest_size(city):
    assert city.hours("check") == pytest.approx(0.5)


def test_a_limit_is_reached_where_the_value_has_grown_to_it(city):
    recount = LIMITS[0].reached(city.measured)
    assert recount == pytest.approx(308)  # seven times 44


def test_what_was_not_measured_is_said_and_stops_nothing():
    told = tables.reckoned(REPORT).splitlines()
    assert "| a rebuild, after five years | not measured | not measured | not measured | hours |" in told
    assert "| the recount of the night, after five years | 0.5 | 11 | 83 | hours |" in told
    assert "| room: facts: rows, at 4,000 attendances | 10,000 |  |" in told


def test_the_last_of_several_reports_that_measured_it_counts():
    later = REPORT | {"rows": [{"part": "everything", "what": "roll_up --check at 40", "unit": "s", "median": 12}]}
    assert Measured(REPORT, later)["check"] == 12
    assert Measured(REPORT, later)["people"] == 1_000


def test_the_tables_take_the_place_of_those_between_the_marks(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- reckoned -->\nold\n<!-- /reckoned -->\nafter\n")
    marked.put_into(page, "reckoned", "new")
    assert page.read_text() == "before\n<!-- reckoned -->\n\nnew\n\n<!-- /reckoned -->\nafter\n"


def test_the_command_prints_what_it_reads(tmp_path):
    report = tmp_path / "report.json"
    report.write_text(json.dumps(REPORT))
    asked = [sys.executable, "-m", "benchmarks.capacity", str(report)]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Measured on 2026-11-27: 2 cores, Linux, Python 3.11.7.\n\n### What was measured\n")


def test_the_page_has_a_place_for_them():
    assert [(DOCS / "capacity.md").read_text().count(mark) for mark in marked.marks("reckoned")] == [1, 1]
