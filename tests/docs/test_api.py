"""What docs/api.md promises and no schema shows."""

import datetime
from collections import defaultdict

import pytest
import time_machine

from okoce.accounts.models import Scope
from okoce.accounts.roles import Role
from okoce.accounts.tokens import make_token
from okoce.api import urlpatterns
from okoce.core.problems import SENTENCES
from reports import rollup
from reports.contributions import METRICS
from tests import factories
from tests.docs.pages import rows, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client):
    lifetime = datetime.timedelta(days=300)
    _token, text = make_token(user=factories.user(Role.STAFF), name="test", scope=Scope.SUMMARY, lifetime=lifetime)

    def get(address, **headers):
        return client.get(f"/api/v1/{address}", headers={"authorization": f"Bearer {text}", **headers})

    return get


def test_counts_come_as_csv_too(ask):
    factories.person(on="2018-03-05")
    rollup.drain()
    answer = ask("counts/?metric=registered&format=csv")
    assert answer.content.decode().split() == ["month,metric,value", "2018-03,registered,1"]


def test_an_unchanged_answer_is_304(ask):
    tag = ask("summary/")["ETag"]
    assert ask("summary/", if_none_match=tag).status_code == 304


def test_without_a_month_the_answer_of_the_next_month_is_another(ask):
    with time_machine.travel(datetime.datetime(2026, 10, 31, 12, tzinfo=datetime.UTC), tick=False):
        tag = ask("summary/")["ETag"]
    with time_machine.travel(datetime.datetime(2026, 10, 31, 18, tzinfo=datetime.UTC), tick=False):
        assert ask("summary/", if_none_match=tag).json()["month"] == "2026-11"


def test_every_metric_is_written_down_in_its_order():
    listed = [metric for row in rows("api.md", "metrics") for metric in words(row[0])]
    assert listed == METRICS


def test_every_kind_of_record_is_written_down_with_what_can_be_done_to_one():
    listed = {address: set(words(row[2])) for row in rows("api.md", "records") for address in words(row[0])}
    done = defaultdict(set)
    for route in [str(one.pattern) for one in urlpatterns]:
        address, one, deed = route.partition("<uuid:pk>/")
        if one:
            done[address] |= {deed.strip("/")} - {""}
    assert listed == done


def test_every_code_of_a_problem_is_written_down():
    listed = {code for row in rows("api.md", "status") for code in words(row[1])}
    assert set(SENTENCES) - listed == set()


@pytest.mark.parametrize(
    ("address", "codes"),
    [
        ("counts/", ["required"]),
        ("counts/?metric=", ["empty"]),
        ("counts/?metric=x", ["unknown"]),
        ("counts/?metric=registered&to=2018-01&to=2018-02", ["repeated"]),
        ("counts/?metric=registered&gender=female", ["unknown_parameter"]),
        ("counts/?metric=registered&resident=maybe", ["invalid_choice"]),
        ("counts/?metric=registered&from=2018-02&to=2018-01", ["months_reversed"]),
        ("counts/?metric=trainings&by=gender", ["no_such_dimension"]),
        ("counts/?metric=trainings&resident=no", ["no_such_dimension"]),
        ("counts/?metric=active_facilitators&by=year", ["no_sum_over_months"]),
        ("counts/?metric=registered&vintage=first&by=year", ["not_published"]),
        ("counts/?metric=registered&kecamatan=317401", ["unknown"]),
        ("counts/?metric=registered&kecamatan=LUAR", ["resident_excludes"]),
        ("counts/?metric=registered&as_of=1", ["revision_unknown"]),
        ("counts/?metric=registered&as_of=2999-01-01", ["day_not_finished"]),
        ("counts/?metric=registered&vintage=first&since=0", ["no_changes_of_first"]),
        ("kecamatan/?page=2", ["page_out_of_range"]),
        ("kecamatan/?page=0", ["min_value"]),
        ("kecamatan/?page_size=501", ["max_value"]),
        ("summary/?month=march", ["invalid"]),
        ("summary/?month=2017-11", ["month_out_of_range"]),
        ("summary/?definition=x", ["does_not_exist"]),
    ],
)
def test_a_refusal_has_a_code_that_the_page_lists(ask, address, codes):
    answer = ask(address)
    listed = words(rows("api.md", "status")[0][2])
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert [error["code"] for error in answer.json()["errors"]] == codes
    assert set(codes) <= set(listed)
