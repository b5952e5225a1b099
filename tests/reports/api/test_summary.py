"""One month, as a program reads it."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from okoce.accounts.models import Token
from tests.factories import ELSEWHERE, HOME, definition
from tests.reports.cells import cell, revision
from tests.reports.closed import closed

pytestmark = pytest.mark.django_db


def test_the_summary_answers_in_the_shape_of_the_design(ask):
    revision(231)
    cell("2018-02", 3606, metric="new_entrepreneurs")
    cell("2018-03", 1284, metric="new_entrepreneurs")
    answer = ask("summary/?month=2018-03")
    assert answer["Content-Type"] == "application/json"
    assert list(answer.json()) == [
        "programme", "month", "status", "as_of", "revision", "definition", "headline", "ladder", "trainings",
        "jobs_created", "spending", "coverage",
    ]  # fmt: skip
    assert answer.json()["headline"] == {
        "month": {"value": 1284, "first_published": None, "target": 4000},
        "programme": {"value": 4890, "backcast": False, "target": 200_000},
        "required_per_month": 3446,
        "forecast": None,
        "audit": None,
    }


def test_without_a_month_the_summary_is_the_current_ones(ask):
    with time_machine.travel("2018-03-31T16:59:59Z", tick=False):
        Token.objects.update(expiry=datetime.datetime(2019, 1, 1, tzinfo=datetime.UTC))
        assert ask("summary/").json()["month"] == "2018-03"
    with time_machine.travel("2018-03-31T17:00:00Z", tick=False):
        assert ask("summary/").json()["month"] == "2018-04"


@pytest.mark.parametrize("kecamatan", [[HOME], [HOME, ELSEWHERE, "31.72.01"]])
def test_the_summary_takes_six_queries_however_many_kecamatan_count(ask, kecamatan):
    for code in kecamatan:
        cell("2018-03", 5, kecamatan=code)
    # What is read once a day, whichever month is asked about, is there by now.
    ask("summary/?month=2018-02")
    with CaptureQueriesContext(connection) as queries:
        ask("summary/?month=2018-03&definition=2020-P1")
    assert len(queries) == 6


def test_a_sum_since_the_start_says_that_it_holds_months_counted_backwards(ask):
    closed("2018-02")
    definition("2027.1")
    told = ask("summary/?month=2018-03&definition=2027.1").json()
    assert (told["definition"]["backcast"], told["headline"]["programme"]["backcast"]) == (False, True)
    assert ask("summary/?month=2018-03").json()["headline"]["programme"]["backcast"] is False
