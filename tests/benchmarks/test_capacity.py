"""What is reckoned from a report, in round numbers."""

import json
import subprocess
import sys

import pytest

from benchmarks import marked
from benchmarks.capacity import tables
from benchmarks.capacity.measured import Measured
from benchmarks.capacity.reckoning import ASSUMED, LIMITS, LINES, Reckoned
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
    ("pages at 4,000", "facilitator's home: in the database", "ms", 30),
    ("pages at 4,000", "one training to verify: 12,345 bytes, 9 queries", "ms", 70),
    ("pages at 4,000", "one training to verify: in the database", "ms", 50),
    ("pages at 4,000", "dashboard, this month: 12,345 bytes, 9 queries", "ms", 30),
    ("pages at 4,000", "dashboard, this month: in the database", "ms", 10),
    ("the API under load at 4,000", "counts/: the server's processor for a request", "microseconds", 500),
    ("make run", "idle: web, 2 processes", "MB (PSS)", 100),
]


def report(*rows):
    return {
        "at": "2026-11-27T10:00:00+00:00",
        "machine": {"cores": 2, "system": "Linux", "python": "3.11.7"},
        "rows": [{"part": part, "what": what, "unit": unit, "median": median} for part, what, unit, median in rows],
    }


REPORT = report(*ROWS)


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


@pytest.mark.parametrize(
    "slower",
    [
        ("a big change", "import 1,000 people at 4,000: the drain", "people a second", 80),
        ("a burst at 4,000", "1,600 facts in one transaction: until all are posted", "s", 20),
        ("a burst at 4,000", "1,600 commits: until all are posted", "s", 20),
    ],
)
def test_the_one_job_posts_as_slowly_as_it_ever_was_measured(slower):
    assert Measured(REPORT).posted == 100
    assert Measured(REPORT, report(slower)).posted == 80


def test_cores_of_the_web_and_of_the_database_are_busy_half_of_their_time(city):
    # 30 homes of 40 ms, 2.5 pages of 50 ms; 30 ms of each in the database; and 20 answers of half a millisecond.
    assert city.web_cores == pytest.approx(2 * (30 * 0.01 + 2.5 * 0.02 + 0.01))
    assert city.database_cores == pytest.approx(2 * (30 * 0.03 + 2.5 * 0.03))


def test_there_is_a_web_process_for_each_core_and_it_holds_five_connections(city):
    assert city.processes == city.web_cores
    assert city.connections == pytest.approx(5 * city.web_cores)


def test_threads_that_wait_for_the_database_take_more_processes():
    waiting = report(("pages at 4,000", "facilitator's home: in the database", "ms", 39))
    city = Reckoned(Measured(REPORT, waiting), 44)
    assert city.web_cores == pytest.approx(2 * (30 * 0.001 + 2.5 * 0.02 + 0.01))
    assert city.processes == pytest.approx(2 * (30 * 0.04 + 2.5 * 0.05 + 0.01) / 4)


def test_as_many_backups_are_kept_as_the_timer_leaves():
    unit = (ROOT / "deploy" / "systemd" / "okoce-backup.service").read_text()
    assert f"-mtime +{ASSUMED.nights - 1} -delete" in unit


def test_a_recount_takes_as_long_for_each_attendance_as_at_the_largest_size(city):
    assert city.attendances == 1_200_000
    assert city.hours("check") == pytest.approx(0.5)


def test_the_largest_size_of_any_bench_counts_whichever_report_it_is_of():
    larger = report(("recount", "a recount at 40,000 attendances", "s", 90))
    for reports in ((REPORT, larger), (larger, REPORT)):
        measured = Measured(*reports)
        assert (measured["check"], measured.attendances("check")) == (90, 40_000)
        assert Reckoned(measured, 44).hours("check") == pytest.approx(0.75)  # 1,200,000 of 40,000 in 90 s


def limit(what):
    (found,) = [limit for limit in LIMITS if limit.what.startswith(what)]
    return found


def test_a_limit_is_reached_where_the_value_has_grown_to_it(city):
    assert limit("the recount").reached(city.measured) == pytest.approx(308)  # seven times 44


def test_a_recount_is_reckoned_no_further_than_the_database_fits_into_memory():
    quick = Measured(report(*ROWS, ("recount", "a recount at 4,000 attendances", "s", 0.6)))
    # Ten times as many by the hours; but 8.7192 GB of 44 kecamatan are 256 of so many.
    assert limit("the recount").reached(quick) == pytest.approx(44 * 256 / 8.7192)
    (line,) = [line for line in LINES if line.what.startswith("the recount")]
    assert [tables.told(line, Reckoned(quick, number)) for number in (1_000, 7_300)] == ["1.1", "over 8.3"]


def test_what_was_not_measured_is_said_and_stops_nothing():
    told = tables.reckoned(REPORT).splitlines()
    assert "| a rebuild, after five years | not measured | not measured | not measured | hours |" in told
    assert "| the recount of the night, after five years | 0.5 | 11 | over 83 | hours |" in told
    assert "| room: facts: rows, at 4,000 attendances | 10,000 |  |" in told


def test_of_the_same_size_the_last_of_several_reports_counts():
    later = report(
        ("everything", "roll_up --check at 4,000", "s", 12), ("everything", "roll_up --rebuild at 40", "s", 1)
    )
    assert Measured(REPORT, later)["check"] == 12
    assert Measured(later, REPORT)["check"] == 6
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
