"""Readings of today for programs: whose people a number is, and who still trades."""

import uuid

import pytest

from okoce.core.months import now
from participants.followups import record_follow_up
from reports import rollup
from tests import factories
from tests.factories import approved, day
from tests.reports.api.asking import refusals
from tests.reports.test_agencies import agencies, given  # noqa: F401 - a fixture
from tests.reports.test_survival import entrepreneur

pytestmark = pytest.mark.django_db


@pytest.fixture
def licensed():
    """Ani, whom two agencies trained, and Budi, whom one did; Budi lives elsewhere."""
    ani, budi = factories.person(), factories.person(lives_in=factories.ELSEWHERE)
    given("UKM", ani, budi, on="2018-03-06")
    given("KOP", ani, on="2018-03-07")
    for somebody in (ani, budi):
        approved(factories.licence(somebody, issued="2018-03-20"))
    rollup.drain()


def test_what_agencies_would_report_stands_beside_everybody_once(ask, licensed):
    told = ask("agencies/claims/?metric=licensed&month=2018-03").json()
    assert told["sums"] == [{"claims": 3, "unclaimed": 0, "union": 2, "overlap": 1}]
    assert told["agencies"] == [
        {"agency": "UKM", "credit": 2, "contribution": 0, "shared": 1},
        {"agency": "KOP", "credit": 0, "contribution": 1, "shared": 1},
    ]


def test_it_is_told_apart_by_month_and_kecamatan(ask, licensed):
    told = ask("agencies/claims/?metric=licensed&month=2018-04&span=through&by=kecamatan,month").json()
    assert told["sums"] == [
        {"kecamatan": "31.73.05", "month": "2018-03", "claims": 1, "unclaimed": 0, "union": 1, "overlap": 0},
        {"kecamatan": "31.74.01", "month": "2018-03", "claims": 2, "unclaimed": 0, "union": 1, "overlap": 1},
    ]
    here = ask("agencies/claims/?metric=licensed&month=2018-03&kecamatan=31.73.05").json()
    assert (here["sums"][0]["union"], here["kecamatan"]) == (1, "31.73.05")


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [("metric=trainings", ("metric", "no_such_dimension")), ("vintage=first", ("vintage", "unknown_parameter"))],
)
def test_what_agencies_do_not_share_is_refused(ask, asked, refusal):
    assert refusals(ask(f"agencies/claims/?{asked}")) == [refusal]


def test_who_still_trades_is_told_with_its_numbers_and_anew_with_every_answer(ask):
    ani, _outside = entrepreneur(), entrepreneur(lives_in=factories.OUTSIDE)
    rollup.drain()
    before = ask("survival/?month=2018-10")
    record_follow_up(
        by=ani.facilitator, id=uuid.uuid4(), participant=ani, months=6, due_on=day("2018-10-01"),
        asked_on=day("2018-10-02"), outcome="trading", at=now(),
    )  # fmt: skip
    after = ask("survival/?month=2018-10", if_none_match=before["ETag"])
    assert after.status_code == 200
    numbers = {"verified": 0, "closed": 0, "unreachable": 0, "unasked": 0, "lapsed": 0}
    half, whole = after.json()["results"]
    assert half == numbers | {"months": 6, "due": 1, "trading": 1, "declared": 1}
    assert (whole["months"], whole["due"]) == (12, 0)
    apart = ask("survival/?month=2018-10&by=kecamatan&kecamatan=LUAR,31.74.01").json()["results"]
    assert [(row["kecamatan"], row["due"]) for row in apart if row["months"] == 6] == [("31.74.01", 1), ("LUAR", 1)]
