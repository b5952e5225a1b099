"""The pieces of `make bench` on tiny sizes; what they measure is no test's business."""

import json

import pytest
from django.db import connection
from django.test import override_settings

from benchmarks import data, machine, pages, recount, users
from benchmarks.data import Size
from benchmarks.report import Report
from benchmarks.timing import Times, asked, in_turns
from okoce.core.months import Month, today
from participants.models import Attendance, Participant
from programs.models import Training
from reports import checking, rollup
from reports.models import ChangedKey
from reports.summary import Question, counts
from tests.engines import SUPERUSER_URL

TINY = Size("okoce", people=4_400, trainings=50, waiting=4, crowds=2)


class TestTimes:
    def test_the_middle_one_is_told_and_the_slowest_of_a_hundred_is_the_99th_percentile(self):
        times = Times(tuple(float(number) for number in range(1, 202)))
        assert (times.least, times.median, times.p99) == (1.0, 101.0, 199.0)

    def test_of_a_few_it_is_the_slowest(self):
        assert Times((3.0, 1.0, 2.0)).p99 == 3.0

    def test_what_is_compared_takes_turns(self):
        seen = []
        acts = {name: lambda name=name: [len(seen.append(name) or seen)] for name in "AB"}
        assert in_turns(acts, turns=3) == {"A": Times((1, 3, 5)), "B": Times((2, 4, 6))}
        assert "".join(seen) == "ABABAB"


class TestReport:
    @pytest.fixture
    def report(self):
        report = Report()
        report.begin("a part")
        report.times("waiting", Times((0.2, 0.1, 0.3)))
        report.at_most(1.5, "ratio", 1.4)
        return report

    def test_it_is_a_table(self, report):
        assert report.markdown().splitlines() == [
            "| part | what | min | median | p99 | max | unit | must be |",
            "|---|---|---:|---:|---:|---:|---|---|",
            "| a part | waiting | 100 | 200 |  | 300 | ms |  |",
            "| a part | ratio |  | 1.4 |  |  |  | at most 1.5: held |",
        ]

    def test_of_a_hundred_there_is_a_99th_percentile_and_of_fewer_the_most(self, report):
        report.times("often", Times((0.1,) * 99 + (0.3,)))
        report.times("seldom", Times((0.1,) * 98 + (0.3,)))
        assert [(row.what, row.p99, row.most) for row in report.rows[-2:]] == [
            ("often", 100, None),
            ("seldom", None, 300),
        ]

    def test_what_is_judged_or_told_as_one_is_a_ratio(self, report):
        report.ratio("ours to theirs", 2, 3, 4)
        report.at_most(10, "roll-ups", 3, ratio=False)
        assert [(row.what, row.unit, row.median, row.ratio) for row in report.rows] == [
            ("waiting", "ms", 200, False),
            ("ratio", "", 1.4, True),
            ("ours to theirs", "times", 3, True),
            ("roll-ups", "", 3, False),
        ]

    def test_only_what_exceeds_its_limit_breaks_it(self, report):
        assert report.broken == []
        report.at_most(12, "queries", 13)
        assert [row.what for row in report.broken] == ["queries"]

    def test_of_several_turns_the_median_is_judged(self, report):
        report.at_least(0.6, "steady", 0.5, 0.7, 0.8)
        report.at_least(0.6, "slow", 0.5, 0.55, 0.8)
        assert [row.what for row in report.broken] == ["slow"]
        assert (
            report.markdown().splitlines()[-1]
            == "| a part | slow | 0.5 | 0.55 |  | 0.8 |  | at least 0.6: **broken** |"
        )

    def test_a_ratio_just_above_its_limit_is_not_rounded_down_to_it(self, report):
        report.at_most(1.5, "close", 1.504)
        assert [row.what for row in report.broken] == ["close"]

    def test_it_is_kept_as_json(self, report, tmp_path):
        report.write(tmp_path / "bench" / "report.json")
        rows = json.loads((tmp_path / "bench" / "report.json").read_text())["rows"]
        assert [(row["what"], row["median"], row["at_most"], row["held"]) for row in rows] == [
            ("waiting", 200, None, True),
            ("ratio", 1.4, 1.5, True),
        ]


class TestTheReportBefore:
    """`report.json` is of the newest run, `report.before.json` of the last one that ended before it."""

    @pytest.fixture
    def path(self, tmp_path):
        return tmp_path / "report.json"

    def told(self, path):
        found = [path, path.with_name("report.before.json")]
        return [json.loads(one.read_text())["rows"][0]["what"] for one in found if one.exists()]

    def run(self, path, what, *, close=True):
        report = Report()
        report.number(what, 1)
        report.write(path)
        if close:
            report.close(path)

    def test_a_second_run_keeps_the_first(self, path):
        self.run(path, "first")
        assert self.told(path) == ["first"]
        self.run(path, "second")
        assert self.told(path) == ["second", "first"]

    def test_one_of_another_command_is_not_kept(self, path):
        path.write_text(json.dumps({"command": "python -m another", "rows": [{"what": "another"}]}))
        self.run(path, "first")
        assert self.told(path) == ["first"]

    def test_one_that_broke_off_is_not_kept(self, path):
        for what in ("first", "broken off", "third"):
            self.run(path, what, close=what != "broken off")
        assert self.told(path) == ["third", "first"]


class TestMachine:
    def test_the_commit_is_told_and_whether_anything_differs_from_it(self, tmp_path):
        assert machine.commit(tmp_path) is None
        machine.git(tmp_path, "init", "-q")
        author = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        machine.git(tmp_path, *author, "commit", "-q", "--allow-empty", "-m", "Empty")
        number = machine.commit(tmp_path)
        assert number == machine.git(tmp_path, "rev-parse", "HEAD")[: len(number)]
        (tmp_path / "new.txt").write_text("new")
        assert machine.commit(tmp_path) == f"{number} with changes"

    def test_others_are_told_where_their_environments_are(self, tmp_path):
        assert machine.pinned(tmp_path) == {}
        for name in machine.OTHERS:
            (tmp_path / name / "environment").mkdir(parents=True)
        pins = {
            "locust": "locust.txt",
            "Datasette": "datasette.txt",
            "DuckDB": "duckdb.txt",
            "Superset": "superset.txt",
        }
        told = machine.pinned(tmp_path)
        assert told.keys() == pins.keys()
        assert all(f"=={told[name]}\n" in (machine.PINS / pins[name]).read_text() for name in pins)


@pytest.fixture
def loaded(committed_db):
    first = data.first_month()
    with override_settings(FIRST_MONTH=str(first)):
        users.make(first.first)
        data.load(SUPERUSER_URL, TINY, first=first.first, days=(today() - first.first).days - 1)


class TestData:
    def test_there_is_as_much_as_its_size_says(self, loaded):
        found = (Participant.objects.count(), Training.objects.count(), Attendance.objects.count())
        assert found == (4400, 52, TINY.attendances)
        assert TINY.attendances == 50 * 40 + 2 * 100

    def test_loading_queues_nothing_and_a_rebuild_counts_it(self, loaded):
        assert ChangedKey.objects.count() == 0
        rollup.rebuild()
        whole = {"first": data.first_month(), "last": Month.of(today()), "by": (), "resident": "all"}
        metrics = ("registered", "trainings")
        assert [(row["metric"], row["value"]) for row in counts(Question(metrics=metrics, **whole))] == [
            ("registered", 4400 * 19 // 20),
            ("trainings", 42),
        ]
        assert checking.recount() == (0, 1)
        assert recount.asked(recount.DIFFER) == 0

    def test_what_waits_and_the_crowds_are_submitted(self, loaded):
        waiting = {*data.waiting(TINY), *data.crowds(TINY)}
        assert set(Training.objects.filter(state="submitted").values_list("pk", flat=True)) == waiting


class TestPages:
    @pytest.fixture(autouse=True)
    def addresses(self):
        with override_settings(ROOT_URLCONF="benchmarks.urls"):
            yield

    def test_the_empty_view_has_200_bytes_and_asks_nothing(self, committed_db):
        answer = pages.Browser().get("/empty/")
        assert (answer.status, len(answer.body), answer.queries) == (200, 200, 0)

    def test_beside_the_seconds_of_a_page_those_of_the_database_are_noted(self, committed_db):
        users.make(data.first_month().first)
        staff, waited = pages.Browser(users.session_of(users.STAFF)), []
        taken = list(pages.again(lambda: staff.get("/trainings/"), waited)())
        assert len(taken) == len(waited) == pages.EACH
        assert all(0 < part < whole for part, whole in zip(waited, taken, strict=True))

    def test_the_same_read_again_is_not_modified(self, committed_db):
        users.make(data.first_month().first)
        staff = pages.Browser(users.session_of(users.STAFF))
        answer = staff.unchanged("/api/v1/kecamatan/")
        assert (answer.status, answer.body) == (304, b"")

    def test_how_a_transaction_is_read_is_no_question(self, db):
        with asked() as told, connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '4MB'")
            cursor.execute("SELECT 1")
        assert told.queries == ["SELECT 1"]
