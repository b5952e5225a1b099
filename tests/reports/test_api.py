"""The API's numbers as a program reads them: filters, refusals, problems, ETags and who may ask."""

import csv
import datetime
import io

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from okoce.accounts.models import Scope, Token
from okoce.accounts.tokens import make_token
from okoce.core import problems
from okoce.core.months import now
from programs.models import Kecamatan, Programme, Target
from reports import rollup
from reports.contributions import ACTIVITY_METRICS, OUTSIDE, PERSON_METRICS
from reports.models import Definition, MonthlyCount, Thresholds
from tests.factories import ELSEWHERE, HOME, person, user
from tests.reports.cells import cell, revision, stands

pytestmark = pytest.mark.django_db

EVERY_READ = ["summary/", "counts/?metric=registered", "targets/", "definitions/", "periods/", "kecamatan/"]


def token(owner=None, scope=Scope.SUMMARY):
    _token, text = make_token(
        user=owner or user("staff"), name="test", scope=scope, lifetime=datetime.timedelta(days=30)
    )
    return text


def bearing(text):
    """Asks as the bearer of the token: `ask("summary/", accept_language="id")`; in English unless told."""
    client = Client(raise_request_exception=False)

    def ask(address, method="get", **headers):
        headers = {"authorization": f"Bearer {text}", "accept-language": "en", **headers}
        return getattr(client, method)(f"/api/v1/{address}", headers=headers)

    return ask


@pytest.fixture
def ask():
    return bearing(token())


def rows(answer):
    """The results as lines: "2018-03 31.74.01 registered 5"."""
    return [" ".join(map(str, row.values())) for row in answer.json()["results"]]


def refusals(answer):
    assert answer.status_code == 400
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


def test_the_summary_answers_in_the_shape_of_the_design(ask):
    revision(18231)
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
        "programme": {"value": 4890, "target": 200_000},
        "required_per_month": 3446,
        "forecast": None,
    }


def test_without_a_month_the_summary_is_the_current_ones(ask):
    with time_machine.travel("2018-03-31T16:59:59Z", tick=False):
        Token.objects.update(expiry=datetime.datetime(2019, 1, 1, tzinfo=datetime.UTC))
        assert ask("summary/").json()["month"] == "2018-03"
    with time_machine.travel("2018-03-31T17:00:00Z", tick=False):
        assert ask("summary/").json()["month"] == "2018-04"


@pytest.fixture
def cube():
    """A few people of every kind, and two months of trainings."""
    cell("2017-12", 1, gender="male", age_band="55-")
    cell("2018-02", 2)
    cell("2018-03", 3)
    cell("2018-03", 4, kecamatan=ELSEWHERE, gender="male", age_band="unknown")
    cell("2018-03", 5, kecamatan=OUTSIDE)
    cell("2018-03", 6, metric="trained")
    cell("2018-02", 7, metric="trainings")
    cell("2018-03", 8, metric="trainings", kecamatan=ELSEWHERE)


@pytest.mark.usefixtures("cube")
class TestCounts:
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("metric=registered", ["2017-12 registered 1", "2018-02 registered 2", "2018-03 registered 7"]),
            ("metric=registered&by=year", ["2017 registered 1", "2018 registered 9"]),
            ("metric=registered&by=kecamatan", [f"{ELSEWHERE} registered 4", f"{HOME} registered 6"]),
            ("metric=registered&by=city", ["31.73 registered 4", "31.74 registered 6"]),
            ("metric=registered&by=gender", ["female registered 5", "male registered 5"]),
            (
                "metric=registered&by=age_band",
                ["25-34 registered 5", "55- registered 1", "unknown registered 4"],
            ),
            ("metric=registered&by=resident", ["yes registered 10"]),
            ("metric=registered&by=resident&resident=all", ["no registered 5", "yes registered 10"]),
            (
                "metric=registered&by=gender,year&kecamatan=31.74.01",
                ["female 2018 registered 5", "male 2017 registered 1"],
            ),
            (
                "metric=registered,trainings&by=year,city&from=2018-01",
                [
                    "2018 31.73 registered 4",
                    "2018 31.73 trainings 8",
                    "2018 31.74 registered 5",
                    "2018 31.74 trainings 7",
                ],
            ),
        ],
    )
    def test_they_are_told_apart_by_any_mix(self, ask, query, expected):
        assert rows(ask(f"counts/?{query}")) == expected

    def test_every_dimension_at_once(self, ask):
        every = "month,year,kecamatan,city,gender,age_band,resident"
        answer = ask(f"counts/?metric=registered&from=2018-03&resident=all&by={every}")
        assert rows(answer) == [
            f"2018-03 2018 {ELSEWHERE} 31.73 male unknown yes registered 4",
            f"2018-03 2018 {HOME} 31.74 female 25-34 yes registered 3",
            "2018-03 2018 LUAR LUAR female 25-34 no registered 5",
        ]

    @pytest.mark.parametrize(
        ("query", "value"),
        [
            ("", 7),
            ("&resident=yes", 7),
            ("&resident=no", 5),
            ("&resident=all", 12),
            (f"&kecamatan={HOME}", 3),
            (f"&kecamatan={HOME},{ELSEWHERE}", 7),
            ("&kecamatan=LUAR&resident=no", 5),
            (f"&kecamatan=LUAR,{HOME}&resident=all", 8),
        ],
    )
    def test_they_are_of_residents_and_of_places(self, ask, query, value):
        assert rows(ask(f"counts/?metric=registered&from=2018-03{query}")) == [f"2018-03 registered {value}"]

    @pytest.mark.parametrize("metric", PERSON_METRICS)
    def test_every_metric_of_people_is_told_by_their_traits(self, ask, metric):
        cell("2019-05", 2, metric=metric)
        cell("2019-05", 3, metric=metric, kecamatan=OUTSIDE, gender="male")
        answer = ask(f"counts/?metric={metric}&from=2019-05&resident=all&by=gender,age_band,resident")
        assert rows(answer) == [f"female 25-34 yes {metric} 2", f"male 25-34 no {metric} 3"]

    @pytest.mark.parametrize("metric", ACTIVITY_METRICS)
    def test_every_activity_is_told_by_month_and_place(self, ask, metric):
        cell("2019-05", 82_000_000_000, metric=metric)
        cell("2019-06", 3, metric=metric, kecamatan=ELSEWHERE)
        answer = ask(f"counts/?metric={metric}&from=2019-05&by=month,kecamatan")
        assert rows(answer) == [f"2019-05 {HOME} {metric} 82000000000", f"2019-06 {ELSEWHERE} {metric} 3"]

    @pytest.mark.parametrize("query", ["by=kecamatan&from=2018-03&to=2018-03", "by=kecamatan,month", "by=month,year"])
    def test_who_is_active_is_told_month_by_month(self, ask, query):
        cell("2018-03", 1, metric="active_centres")
        (row,) = ask(f"counts/?metric=active_centres&{query}").json()["results"]
        assert row["value"] == 1

    def test_both_ends_are_included(self, ask):
        answer = ask("counts/?metric=registered&from=2018-02&to=2018-03")
        assert rows(answer) == ["2018-02 registered 2", "2018-03 registered 7"]

    def test_what_adds_up_to_nothing_is_no_row(self, ask):
        cell("2018-02", -2, published="2018-04")
        assert rows(ask("counts/?metric=registered&from=2018-02&to=2018-02")) == []

    def test_the_body_says_what_it_is(self, ask):
        revision(18231)
        answer = ask("counts/?metric=trained&resident=all").json()
        assert answer == {
            "as_of": "2018-03-24T09:15:02+07:00",
            "revision": 18231,
            "resident": "all",
            "vintage": "latest",
            "count": 1,
            "results": [{"month": "2018-03", "metric": "trained", "value": 6}],
        }

    def test_it_takes_six_queries_however_many_rows(self, ask):
        with CaptureQueriesContext(connection) as few:
            ask("counts/?metric=trained&by=month")
        with CaptureQueriesContext(connection) as many:
            ask(f"counts/?metric=registered,trained&by=month,kecamatan,gender,age_band&kecamatan={HOME},{ELSEWHERE}")
        assert (len(few), len(many)) == (5, 6)


class TestVintages:
    @pytest.fixture(autouse=True)
    def march_was_closed(self):
        stands("2018-03", "final")
        cell("2018-03", 10)
        cell("2018-03", -1, published="2018-04")
        cell("2018-03", 2, published="2018-05")
        cell("2018-04", 20)

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("vintage=latest", ["2018-03 registered 11", "2018-04 registered 20"]),
            ("vintage=first", ["2018-03 registered 10"]),
            ("vintage=adjustments", ["2018-04 registered -1", "2018-05 registered 2"]),
            ("vintage=adjustments&from=2018-05", ["2018-05 registered 2"]),
            ("vintage=adjustments&by=year", ["2018 registered 1"]),
        ],
    )
    def test_each_adds_up_what_it_says(self, ask, query, expected):
        assert rows(ask(f"counts/?metric=registered&{query}")) == expected

    def test_what_was_published_and_what_came_later_make_the_latest(self, ask):
        stands("2018-04", "final")
        total = {
            vintage: sum(row["value"] for row in ask(f"counts/?metric=registered&vintage={vintage}").json()["results"])
            for vintage in ("latest", "first", "adjustments")
        }
        assert total == {"latest": 31, "first": 30, "adjustments": 1}


@pytest.mark.usefixtures("cube")
class TestCsv:
    QUESTION = "counts/?metric=registered,trained&by=month,kecamatan,age_band"

    def test_it_has_the_rows_of_the_json(self, ask):
        table = list(csv.DictReader(io.StringIO(ask(f"{self.QUESTION}&format=csv").content.decode())))
        results = ask(self.QUESTION).json()["results"]
        assert table == [{name: str(value) for name, value in row.items()} for row in results]
        assert len(table) == 5

    def test_it_is_a_file_of_its_own_type(self, ask):
        answer = ask(f"{self.QUESTION}&format=csv")
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert answer["Content-Disposition"] == 'attachment; filename="counts.csv"'

    def test_without_rows_it_still_has_its_header(self, ask):
        answer = ask("counts/?metric=trained&to=2017-12&by=year,gender&format=csv")
        assert answer.content.decode() == "year,gender,metric,value\r\n"

    @pytest.mark.parametrize(
        ("accept", "parameter", "type_"),
        [
            ("text/csv", "", "text/csv; charset=utf-8"),
            ("application/json", "&format=csv", "text/csv; charset=utf-8"),
            ("text/csv", "&format=json", "application/json"),
            ("text/html,*/*;q=0.8", "", "application/json"),
        ],
    )
    def test_the_address_goes_before_the_accept_header(self, ask, accept, parameter, type_):
        assert ask(f"{self.QUESTION}{parameter}", accept=accept)["Content-Type"] == type_

    def test_a_refusal_is_a_problem_all_the_same(self, ask):
        answer = ask("counts/?metric=nothing&format=csv", accept="text/csv")
        assert (answer.status_code, answer["Content-Type"]) == (400, problems.CONTENT_TYPE)


class TestRefusals:
    @pytest.mark.parametrize(
        ("address", "expected"),
        [
            ("summary/?months=2018-03", [("months", "unknown_parameter")]),
            ("summary/?month=2018-03&format=json", [("format", "unknown_parameter")]),
            ("summary/?month=2018-03&month=2018-04", [("month", "repeated")]),
            ("summary/?month=", [("month", "empty")]),
            ("summary/?month=2018-3", [("month", "invalid")]),
            ("summary/?month=2018-13", [("month", "invalid")]),
            ("summary/?month=%00", [("month", "invalid")]),
            ("summary/?month=2017-11", [("month", "month_out_of_range")]),
            ("summary/?month=2999-01", [("month", "month_out_of_range")]),
            ("summary/?definition=", [("definition", "empty")]),
            ("summary/?definition=2019-P5", [("definition", "does_not_exist")]),
            ("summary/?definition=%00", [("definition", "invalid")]),
            ("counts/", [("metric", "required")]),
            ("counts/?metric=", [("metric", "empty")]),
            ("counts/?metric=,", [("metric", "empty")]),
            ("counts/?metric=registered,licenced", [("metric", "unknown")]),
            ("counts/?metric=registered&by=", [("by", "empty")]),
            ("counts/?metric=registered&by=sex", [("by", "unknown")]),
            ("counts/?metric=registered&kecamatan=", [("kecamatan", "empty")]),
            ("counts/?metric=registered&kecamatan=317401", [("kecamatan", "unknown")]),
            ("counts/?metric=registered&kecamatan=31.99.01", [("kecamatan", "unknown")]),
            ("counts/?metric=registered&kecamatan=Tebet", [("kecamatan", "unknown")]),
            ("counts/?metric=registered&resident=maybe", [("resident", "invalid_choice")]),
            ("counts/?metric=registered&vintage=newest", [("vintage", "invalid_choice")]),
            ("counts/?metric=registered&format=xml", [("format", "invalid_choice")]),
            ("counts/?metric=registered&as_of=12", [("as_of", "unknown_parameter")]),
            ("counts/?metric=registered&from=2017-11", [("from", "month_out_of_range")]),
            ("counts/?metric=registered&to=2999-01", [("to", "month_out_of_range")]),
            ("counts/?metric=registered&from=2018-03&to=2018-02", [("to", "months_reversed")]),
            ("counts/?metric=trainings&by=gender", [("by", "no_such_dimension")]),
            ("counts/?metric=registered,attendances&by=month,age_band", [("by", "no_such_dimension")]),
            ("counts/?metric=trainings&by=resident", [("by", "no_such_dimension")]),
            ("counts/?metric=trainings&resident=no", [("resident", "no_such_dimension")]),
            ("counts/?metric=spending,registered&by=kecamatan,gender", [("by", "no_such_dimension")]),
            ("counts/?metric=active_centres&by=year", [("by", "no_sum_over_months")]),
            ("counts/?metric=registered,active_facilitators&by=year", [("by", "no_sum_over_months")]),
            ("counts/?metric=active_centres&by=kecamatan", [("by", "no_sum_over_months")]),
            ("counts/?metric=active_centres&by=year&from=2018-03&to=2018-03", [("by", "no_sum_over_months")]),
            ("counts/?metric=registered&kecamatan=LUAR", [("kecamatan", "resident_excludes")]),
            ("counts/?metric=registered&kecamatan=31.74.01&resident=no", [("kecamatan", "resident_excludes")]),
            ("counts/?metrics=x&month=y", [("metrics", "unknown_parameter"), ("month", "unknown_parameter")]),
            ("targets/?metric=trainings", [("metric", "unknown_parameter")]),
            ("kecamatan/?page_size=501", [("page_size", "max_value")]),
            ("kecamatan/?page=0", [("page", "min_value")]),
            ("kecamatan/?page_size=40&page=3", [("page", "page_out_of_range")]),
        ],
    )
    def test_nothing_is_left_out_of_account(self, ask, address, expected):
        assert refusals(ask(address)) == expected

    def test_each_says_why_in_a_sentence(self, ask):
        cases = {
            "counts/?metric=registered&kecamatan=317401":
                "Unknown kecamatan “317401”. Write the dotted code, for example 31.74.01.",
            "counts/?metric=trainings&by=gender": "trainings count activities, which have no gender.",
            "counts/?metric=trained,active_centres&by=year":
                "active_centres do not add up over months: ask by month, or for a single month.",
            "counts/?metric=registered&kecamatan=LUAR": "resident=yes leaves out LUAR: ask for resident=all.",
            "targets/?metric=trainings": "Unknown parameter. This address knows: page, page_size.",
        }  # fmt: skip
        assert {address: ask(address).json()["errors"][0]["detail"] for address in cases} == cases

    def test_the_end_of_reach_is_the_current_month(self, ask):
        current = now()
        next_month = (current.replace(day=28) + datetime.timedelta(days=4)).strftime("%Y-%m")
        assert ask(f"summary/?month={current:%Y-%m}").status_code == 200
        detail = ask(f"summary/?month={next_month}").json()["errors"][0]["detail"]
        assert detail == f"There are counts from 2017-12 to {current:%Y-%m}."


class TestProblems:
    @pytest.mark.parametrize(
        ("address", "method", "headers", "status", "code"),
        [
            ("summary/?month=x", "get", {}, 400, "invalid"),
            ("summary/", "get", {"authorization": ""}, 401, "not_authenticated"),
            ("summary/", "get", {"authorization": "Basic c3RhZjpzdGFm"}, 401, "not_authenticated"),
            ("summary/", "get", {"authorization": "Bearer"}, 401, "authentication_failed"),
            ("summary/", "get", {"authorization": "Bearer okoce_wrong"}, 401, "authentication_failed"),
            ("summary/", "get", {"authorization": "Bearer okoce_ two"}, 401, "authentication_failed"),
            ("nothing/", "get", {}, 404, "not_found"),
            ("summary/", "post", {}, 405, "method_not_allowed"),
            ("summary/", "delete", {}, 405, "method_not_allowed"),
            ("summary/", "get", {"accept": "application/xml"}, 406, "not_acceptable"),
            ("schema/", "get", {"accept": "text/html"}, 406, "not_acceptable"),
        ],
    )
    def test_each_has_its_status_and_code(self, ask, address, method, headers, status, code):
        answer = ask(address, method, **headers)
        assert answer["Content-Type"] == problems.CONTENT_TYPE
        assert (answer.status_code, answer.json()["status"], answer.json()["code"]) == (status, status, code)

    def test_the_sentence_is_in_the_language_asked_for_and_the_code_is_not(self, ask):
        english, indonesian = (ask("summary/?month=x", accept_language=language).json() for language in ("en", "id"))
        assert english["detail"] == "The request was not understood; each field says why."
        assert english["errors"][0]["detail"] == "Write a month as YYYY-MM, for example 2018-03."
        assert indonesian["detail"] != english["detail"]
        assert indonesian["errors"][0]["detail"] == "Tulis bulan sebagai YYYY-MM, misalnya 2018-03."
        assert indonesian["errors"][0]["code"] == english["errors"][0]["code"] == "invalid"

    @pytest.mark.usefixtures("programme_may_move")
    def test_a_failure_of_ours_tells_nothing_of_itself(self, ask):
        Programme.objects.all().delete()
        answer = ask("summary/")
        assert (answer.status_code, answer["Content-Type"]) == (500, problems.CONTENT_TYPE)
        assert answer.json() == {
            "type": "about:blank",
            "title": "Internal Server Error",
            "status": 500,
            "code": "server_error",
            "detail": "Something broke on our side; it has been noted without your data.",
        }

    def test_a_method_that_is_not_taken_says_which_are(self, ask):
        assert ask("summary/", "post")["Allow"] == "GET, HEAD, OPTIONS"


class TestWhoMayAsk:
    @pytest.mark.parametrize("address", EVERY_READ)
    def test_nobody_without_a_token_or_a_session(self, client, address):
        answer = client.get(f"/api/v1/{address}")
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")

    @pytest.mark.parametrize("address", EVERY_READ)
    @pytest.mark.parametrize("scope", Scope.values)
    def test_a_token_of_any_scope(self, address, scope):
        assert bearing(token(scope=scope))(address).status_code == 200

    @pytest.mark.parametrize("address", EVERY_READ)
    def test_no_token_of_somebody_who_may_not_see_counts(self, address):
        answer = bearing(token(user("facilitator", kecamatan=(HOME,)), Scope.RECORDS))(address)
        assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")

    def test_an_expired_token_is_as_good_as_none(self, ask):
        Token.objects.update(expiry=now())
        answer = ask("summary/")
        assert (answer.status_code, answer.json()["code"]) == (401, "authentication_failed")
        assert answer["WWW-Authenticate"] == "Bearer"

    def test_a_token_ends_with_its_users_account(self):
        staff = user("staff")
        text = token(staff)
        staff.is_active = False
        staff.save(update_fields=["is_active"])
        assert bearing(text)("summary/").status_code == 401

    def test_a_token_in_the_address_is_none(self, client):
        assert client.get("/api/v1/summary/", {"token": token()}).status_code == 401

    def test_beside_a_right_one_it_is_an_unknown_parameter(self, ask):
        assert refusals(ask(f"summary/?token={token()}")) == [("token", "unknown_parameter")]

    @pytest.mark.parametrize("address", EVERY_READ)
    def test_a_session_with_its_second_factor(self, signed_in, address):
        assert signed_in(user("staff")).get(f"/api/v1/{address}").status_code == 200

    def test_no_session_without_its_second_factor(self, client):
        client.force_login(user("staff"))
        assert client.get("/api/v1/summary/").status_code == 403

    def test_no_session_of_somebody_who_may_not_see_counts(self, client):
        client.force_login(user("facilitator"))
        assert client.get("/api/v1/summary/").status_code == 403

    @pytest.mark.parametrize("address", ["schema/", "docs/"])
    def test_everybody_reads_the_description(self, client, address):
        assert client.get(f"/api/v1/{address}").status_code == 200


def new_target():
    old, new = (Target.objects.get(code="T-2017-NE-M") for _ in range(2))
    new.pk, new.version, new.reason = None, 2, "looked up again"
    new.save()
    old.superseded_by = new
    old.save(update_fields=["superseded_by"])


def other_definition():
    Definition.objects.update(source="looked up again")


def other_thresholds():
    Thresholds.objects.update(visit_days=3)


def moved_programme():
    Programme.objects.update(months=61)


def other_spelling():
    Kecamatan.objects.filter(pk=HOME).update(aliases=["Tebet Timur"])


class TestETag:
    @pytest.mark.parametrize("address", EVERY_READ)
    def test_unchanged_it_is_304_without_a_body(self, ask, address):
        tag = ask(address)["ETag"]
        again = ask(address, if_none_match=tag)
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)

    @pytest.mark.parametrize("asked", ["W/{tag}", '"other", {tag}', "*"])
    def test_a_weak_tag_a_list_and_a_star_match(self, ask, asked):
        tag = ask("summary/")["ETag"]
        assert ask("summary/", if_none_match=asked.format(tag=tag)).status_code == 304

    def test_another_tag_gets_the_whole_answer(self, ask):
        assert ask("summary/", if_none_match='"other"').status_code == 200

    @pytest.mark.parametrize(
        "change",
        [
            lambda: revision(1),
            lambda: stands("2018-03", "provisional"),
            new_target,
            other_definition,
            other_thresholds,
            moved_programme,
            other_spelling,
        ],
    )
    @pytest.mark.usefixtures("programme_may_move")
    def test_it_changes_with_the_numbers_and_what_they_are_read_with(self, ask, change):
        before = ask("summary/?month=2018-03")["ETag"]
        change()
        assert ask("summary/?month=2018-03")["ETag"] != before

    def test_it_changes_when_a_final_month_is_opened_again(self, ask):
        stands("2018-03", "final")
        before = ask("summary/?month=2018-03")["ETag"]
        stands("2018-03", "open")
        assert ask("summary/?month=2018-03")["ETag"] != before

    def test_it_changes_when_the_rollups_were_mended(self, ask):
        person()
        rollup.drain()
        MonthlyCount.objects.update(value=2)
        wrong = ask("summary/?month=2018-03&definition=2020-P1")
        assert wrong.json()["headline"]["month"]["value"] == 2
        assert rollup.rebuild() == 0
        mended = ask("summary/?month=2018-03&definition=2020-P1", if_none_match=wrong["ETag"])
        assert (mended.status_code, mended.json()["headline"]["month"]["value"]) == (200, 1)

    def test_each_question_form_language_scope_and_month_has_its_own(self, ask, signed_in):
        counts = "counts/?metric=registered"
        tags = [
            ask("summary/")["ETag"],
            ask("summary/?month=2018-03")["ETag"],
            ask(counts)["ETag"],
            ask(counts, accept="text/csv")["ETag"],
            ask(counts, accept_language="id")["ETag"],
            bearing(token(scope=Scope.RECORDS))(counts)["ETag"],
            signed_in(user("staff")).get(f"/api/v1/{counts}")["ETag"],
        ]
        with time_machine.travel(now() + datetime.timedelta(days=31), tick=False):
            Token.objects.update(expiry=now() + datetime.timedelta(days=1))
            tags.append(ask(counts)["ETag"])
        assert len(set(tags)) == 8

    def test_two_tokens_of_one_scope_share_it(self, ask):
        assert bearing(token())("summary/")["ETag"] == ask("summary/")["ETag"]

    def test_it_is_kept_by_nobody_else_and_asked_for_again(self, ask):
        answer = ask("summary/")
        assert answer["Cache-Control"] == "private, no-cache"
        assert {"Authorization", "Cookie", "Accept-Language"} <= set(answer["Vary"].split(", "))

    def test_head_has_the_tag_and_no_body(self, ask):
        whole, head = ask("summary/"), ask("summary/", "head")
        assert (head.status_code, head.content, head["ETag"]) == (200, b"", whole["ETag"])
        assert ask("summary/", "head", if_none_match=whole["ETag"]).status_code == 304

    def test_a_refusal_is_no_304(self, ask):
        assert ask("summary/?month=x", if_none_match="*").status_code == 400

    def test_it_takes_three_queries(self, ask):
        tag = ask("summary/")["ETag"]
        with CaptureQueriesContext(connection) as queries:
            ask("summary/", if_none_match=tag)
        assert len(queries) == 3


@pytest.mark.parametrize("kecamatan", [[HOME], [HOME, ELSEWHERE, "31.72.01"]])
def test_the_summary_takes_nine_queries_however_many_kecamatan_count(ask, kecamatan):
    for code in kecamatan:
        cell("2018-03", 5, kecamatan=code)
    with CaptureQueriesContext(connection) as queries:
        ask("summary/?month=2018-03&definition=2020-P1")
    assert len(queries) == 9


class TestReference:
    def test_targets_come_with_source_and_version(self, ask):
        first = ask("targets/").json()["results"][0]
        assert first == {
            "code": "T-2017-CENTRES",
            "version": 1,
            "metric": "active_centres",
            "period": "programme",
            "from_month": 1,
            "to_month": 60,
            "floor": 44,
            "ceiling": 44,
            "unit": "kecamatan",
            "source": "kumparan 2017-11-25",
            "note": "one centre in each kecamatan",
            "valid_from": "2017-12-01",
            "superseded_by": None,
            "reason": "",
        }

    def test_definitions_say_what_they_read_and_which_is_the_default(self, ask):
        results = ask("definitions/").json()["results"]
        assert [(row["code"], row["metric"], row["less"], row["is_default"]) for row in results] == [
            ("2018-P4", "licensed", "level_up", False),
            ("2020-P1", "registered", "", False),
            ("COUNCIL-P7", "funded", "", False),
            ("OKOCE-2026.1", "new_entrepreneurs", "", True),
        ]
        assert results[1]["source"] == "kompas.com 2020/02/21/21465811"

    def test_periods_are_months_with_their_status(self, ask):
        stands("2018-03", "final")
        stands("2018-02", "open")
        assert rows(ask("periods/")) == ["2018-02 open", "2018-03 final"]

    def test_there_are_44_kecamatan(self, ask):
        answer = ask("kecamatan/").json()
        assert (answer["count"], len(answer["results"])) == (44, 44)
        assert (answer["next"], answer["previous"]) == (None, None)
        assert answer["results"][0]["code"] == "31.01.01"
        assert answer["results"][0]["city_name"] == "Kabupaten Administrasi Kepulauan Seribu"

    def test_a_long_list_comes_in_pages(self, ask):
        pages, address = [], "kecamatan/?page_size=20"
        while address:
            page = ask(address).json()
            pages.append(page)
            address = page["next"] and page["next"].removeprefix("http://testserver/api/v1/")
        assert [len(page["results"]) for page in pages] == [20, 20, 4]
        assert len({row["code"] for page in pages for row in page["results"]}) == 44
        assert pages[2]["previous"] == "http://testserver/api/v1/kecamatan/?page=2&page_size=20"
