"""What may still come, and what became of those who registered, as a program reads it."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from okoce.accounts.models import Token
from tests.reports.api.asking import refusals
from tests.reports.cells import posted
from tests.reports.told import by_the_month, tell

pytestmark = pytest.mark.django_db

SEVEN = by_the_month("2018-01", 20, 22, 24, 26, 28, 30, 32)


@pytest.fixture
def october(ask):
    """The tenth of October 2018, with seven months behind it that were told whole, and twelve people in it so far."""
    Token.objects.update(expiry=datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC))
    with time_machine.travel("2018-10-10T03:00:00Z", tick=False):
        tell(*SEVEN, ("2018-10", 4, 12))
        yield ask


def test_the_forecast_answers_with_all_that_made_it(october):
    assert october("forecast/?definition=2020-P1").json() == {
        "as_of": "2018-10-05T12:00:00+07:00",
        "revision": 15,
        "month": "2018-10",
        "status": "open",
        "definition": "2020-P1",
        "day": "2018-10-10",
        "forecast": {
            "value": 38,
            "low": 32,
            "high": 44,
            "counted": 12,
            "days": 9,
            "experience": 7,
            "past_error": None,
            "replays": [],
        },
        "programme": {
            "value": 290 + 49 * 37,
            "low": 284,
            "high": 296 + 49 * 42,
            "target": 200_000,
            "through": {"value": 290, "low": 284, "high": 296},
            "per_month": {"value": 37, "low": 0, "high": 42},
            "months": 49,
        },
    }


def test_the_summary_tells_the_same_in_short(october):
    told = october("summary/?definition=2020-P1").json()
    assert told["headline"]["forecast"] == {"value": 38, "low": 32, "high": 44}
    assert told["headline"]["month"]["value"] == 12


def test_without_enough_months_both_are_null(october):
    told = october("forecast/").json()
    assert (told["definition"], told["forecast"], told["programme"]) == ("OKOCE-2026.1", None, None)
    assert october("summary/").json()["headline"]["forecast"] is None


def test_past_errors_stand_beside_it(ask):
    tell(*by_the_month("2018-01", 20, 20, 20, 20, 20, 20, 20, 20, 25, 20, 30), ("2019-02", 4, 12))
    then = ask("forecast/?definition=2020-P1&month=2019-02&as_of=23").json()["forecast"]
    assert then["past_error"] == {"months": 3, "people": 5, "percent": 14, "inside": 1}
    assert then["replays"][2] == {"month": "2018-11", "value": 30, "low": 30, "high": 30, "reached": 40}


def test_as_of_a_revision_it_is_what_it_was_on_its_day(october):
    posted(16, "2018-10-09T05:00:00+00:00", ("2018-10", 100))
    then = october("forecast/?definition=2020-P1&as_of=15").json()
    assert (then["revision"], then["day"], then["forecast"]["counted"]) == (15, "2018-10-05", 12)


def test_it_is_another_answer_on_the_next_day(october):
    before = october("forecast/?definition=2020-P1")
    assert october("forecast/?definition=2020-P1", if_none_match=before["ETag"]).status_code == 304
    with time_machine.travel("2018-10-10T17:00:00Z", tick=False):
        after = october("forecast/?definition=2020-P1", if_none_match=before["ETag"])
    assert (after.status_code, after.json()["day"]) == (200, "2018-10-11")


def test_the_summary_takes_one_query_more_for_it_once_the_day_has_been_asked_about(october):
    october("forecast/?definition=2020-P1")
    # What is read once a day, whichever month is asked about, is there by now.
    october("summary/?definition=2020-P1&month=2018-06")
    with CaptureQueriesContext(connection) as without:
        october("summary/?definition=2020-P1&month=2018-07")
    with CaptureQueriesContext(connection) as queries:
        october("summary/?definition=2020-P1")
    assert len(queries) == len(without) + 1


class TestCohorts:
    def test_each_month_has_a_row_with_both_numbers(self, october):
        told = october("cohorts/?metric=licensed&from=2018-07&to=2018-08").json()
        assert [told[name] for name in ("revision", "metric", "from", "to", "count")] == [
            15, "licensed", "2018-07", "2018-08", 2,
        ]  # fmt: skip
        assert told["results"] == [
            {"month": "2018-07", "registered": 2, "reached": [0, 0, 0, *[None] * 22]},
            {"month": "2018-08", "registered": 0, "reached": [0, 0, *[None] * 23]},
        ]

    def test_it_is_of_the_whole_programme_unless_told(self, october):
        told = october("cohorts/?metric=trained").json()
        assert (told["from"], told["to"], told["count"]) == ("2017-12", "2018-10", 11)

    def test_as_of_a_revision_no_later_month_is_over(self, october):
        told = october("cohorts/?metric=licensed&as_of=14").json()
        assert (told["to"], told["results"][-1]["reached"][0]) == ("2018-07", None)

    @pytest.mark.parametrize(
        ("query", "refusal"),
        [
            ("", ("metric", "required")),
            ("metric=registered", ("metric", "invalid_choice")),
            ("metric=licensed&from=2018-04&to=2018-03", ("to", "months_reversed")),
            ("metric=licensed&from=2017-11", ("from", "month_out_of_range")),
            ("metric=licensed&as_of=99", ("as_of", "revision_unknown")),
        ],
    )
    def test_it_refuses_what_there_is_not(self, october, query, refusal):
        assert refusals(october(f"cohorts/?{query}")) == [refusal]

    def test_it_says_which_revision_it_is_of(self, october):
        assert october("cohorts/?metric=licensed&as_of=3")["OKOCE-Revision"] == "3"
        assert october("forecast/?as_of=3")["OKOCE-Revision"] == "3"
