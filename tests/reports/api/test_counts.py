"""Tidy rows: told apart by any mix, of residents and places, as they were first published and corrected."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from okoce.core.months import JAKARTA
from reports.contributions import ACTIVITY_METRICS, OUTSIDE, PERSON_METRICS
from tests.factories import ELSEWHERE, HOME, definition
from tests.reports.api.asking import rows
from tests.reports.cells import cell, revision
from tests.reports.closed import closed, stands

pytestmark = pytest.mark.django_db


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

    def test_a_later_series_says_in_which_months_it_was_never_published(self, ask):
        closed("2017-12")
        code = definition("2027.1").code
        closed("2018-01")
        answer = ask(f"counts/?metric=trained,trained@{code}&from=2017-12&to=2018-02")
        assert [one["backcast"] for one in answer.json()["series"]] == [["2017-12"]]

    def test_one_that_came_before_the_closing_published_in_it(self, ask):
        code = definition("2027.1").code
        closed("2017-12")
        answer = ask(f"counts/?metric=trained@{code}&to=2018-02")
        assert [one["backcast"] for one in answer.json()["series"]] == [[]]

    def test_the_body_says_what_it_is(self, ask):
        stands("2018-02", "final")
        stands("2018-03", "provisional")
        as_of = revision(231).at.astimezone(JAKARTA).isoformat(timespec="seconds")
        answer = ask("counts/?metric=trained&resident=all&from=2018-02&to=2018-04")
        assert answer.json() == {
            "as_of": as_of,
            "revision": 231,
            "definition": {
                "code": "OKOCE-2026.1",
                "attendance_percent": 75,
                "visit_days": 2,
                "licence_types": ["NIB", "IUMK"],
            },
            "series": [],
            "resident": "all",
            "vintage": "latest",
            "periods": [
                {"month": "2018-02", "status": "final"},
                {"month": "2018-03", "status": "provisional"},
                {"month": "2018-04", "status": "open"},
            ],
            "coverage": {"kecamatan_reporting": 2, "of": 44},
            "count": 1,
            "results": [{"month": "2018-03", "metric": "trained", "value": 6}],
        }

    def test_it_takes_nine_queries_however_many_rows(self, ask):
        with CaptureQueriesContext(connection) as few:
            ask("counts/?metric=trained&by=month")
        with CaptureQueriesContext(connection) as many:
            ask(f"counts/?metric=registered,trained&by=month,kecamatan,gender,age_band&kecamatan={HOME},{ELSEWHERE}")
        assert (len(few), len(many)) == (9, 9)


class TestVintages:
    @pytest.fixture(autouse=True)
    def march_was_closed(self):
        cell("2018-03", 10)
        stands("2018-03", "final")
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
