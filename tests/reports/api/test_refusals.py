"""What is asked wrongly is refused with a sentence and a stable code."""

import datetime

import pytest

from okoce.core import problems
from okoce.core.months import now
from programs.models import Programme
from tests.reports.api.asking import refusals

pytestmark = pytest.mark.django_db


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
            ("summary/?as_of=12", [("as_of", "revision_unknown")]),
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
                "Unknown kecamatan “317401”. Write 31.74.01 if that is the one you mean: without dots the same digits are"
                " other places in other lists.",
            "counts/?metric=registered&kecamatan=319901":
                "Unknown kecamatan “319901”. Write the dotted code, for example 31.74.01.",
            "counts/?metric=trainings&by=gender": "trainings count activities, which have no gender.",
            "counts/?metric=trained,active_centres&by=year":
                "active_centres do not add up over months: ask by month, or for a single month.",
            "counts/?metric=registered&kecamatan=LUAR": "resident=yes leaves out LUAR: ask for resident=all.",
            "targets/?metric=trainings": "Unknown parameter. This address knows: page, page_size, format, by, month.",
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
            ("summary/", "get", {"authorization": "Basic c3RhZjpzdGFm"}, 401, "authentication_failed"),
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
