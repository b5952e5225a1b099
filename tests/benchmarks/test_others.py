"""What the others are asked, and given to answer with."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks import others
from benchmarks.others import datasette, views
from benchmarks.others.__main__ import ANEW, KEPT, LARGE, OTHERS, OURS, SMALL, UNKEPT, bounds
from benchmarks.others.question import QUESTIONS, tidy
from benchmarks.others.way import counted
from okoce.core.months import Month
from reports import rollup
from reports.summary import Question, counts
from tests import factories

ROWS = [("2018-03", "31.74.01", 12), ("2018-03", "31.74.02", 5)]


@pytest.fixture
def people(db):
    """Two at home, of whom one moves later, one elsewhere, one a month later; two more who count nowhere."""
    first = factories.person(on="2018-03-05")
    factories.person(on="2018-03-31")
    factories.person(on="2018-03-05", lives_in="31.74.02", by=factories.user("facilitator", kecamatan=("31.74.02",)))
    factories.person(on="2018-04-01")
    factories.person(on="2018-03-05", lives_in=None)
    factories.calon()
    factories.moved(first, to="31.74.02", since="2018-04-10")


@pytest.fixture
def marks(db):
    """Two at the first session of a verified training, of whom one is sick at the second; one more where nobody verified."""
    somebody, another = factories.person(), factories.person()
    training = factories.training(factories.meeting("2018-03-31"), factories.meeting("2018-04-01"))
    first, second = training.sessions.order_by("held_on")
    factories.attend(first, somebody)
    factories.attend(first, another, status="late")
    factories.attend(second, somebody)
    factories.attend(second, another, status="sick")
    factories.verified(training)
    factories.attend(factories.training(), somebody)


EXPECTED = {
    "registered": [("2018-03", "31.74.01", 2), ("2018-03", "31.74.02", 1), ("2018-04", "31.74.01", 1)],
    "attendances": [("2018-03", "31.74.01", 2), ("2018-04", "31.74.01", 1)],
}
MADE = {"registered": "people", "attendances": "marks"}


@pytest.mark.parametrize("metric", QUESTIONS)
class TestQuestion:
    @pytest.fixture(autouse=True)
    def made(self, request, metric):
        request.getfixturevalue(MADE[metric])

    def test_the_plain_statement_counts_as_the_rules_say(self, metric):
        assert counted(QUESTIONS[metric]) == EXPECTED[metric]

    def test_the_models_count_the_same(self, metric):
        assert views.by_models(metric) == EXPECTED[metric]

    def test_the_rollups_say_the_same(self, metric):
        rollup.drain()
        months = {"first": Month(2018, 3), "last": Month(2018, 4)}
        assert tidy(counts(Question((metric,), by=("month", "kecamatan"), **months))) == EXPECTED[metric]


def test_the_kept_answer_has_a_bound_to_each_of_the_others_at_each_size():
    small = bounds(QUESTIONS["attendances"], SMALL, list(OTHERS))
    assert small[OURS].keys() == set(OTHERS.values())
    assert small[UNKEPT] == {}
    assert KEPT.keys() == QUESTIONS.keys()


def test_what_nobody_kept_is_held_against_whoever_counts_all():
    assert bounds(QUESTIONS["registered"], LARGE, ["models", "view"])[UNKEPT] == {
        "Django's models": ANEW["models"][LARGE]
    }


def test_datasette_has_the_newest_rows_and_no_others(tmp_path):
    path = tmp_path / "counts.db"
    datasette.export(path, [("2018-02", "31.74.01", 1), *ROWS])
    datasette.export(path, ROWS)
    with closing(sqlite3.connect(path)) as file:
        assert file.execute(datasette.SELECT).fetchall() == ROWS


def test_what_the_others_need_is_pinned():
    said = {path.stem: path.read_text().splitlines()[1:] for path in Path(others.__file__).parent.glob("*.txt")}
    assert sorted(name for name, lines in said.items() if len(lines) > 2) == [
        "datasette",
        "duckdb",
        "locust",
        "superset",
    ]
    assert [line for lines in said.values() for line in lines if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
