"""One month as the API and the pages show it, with numbers worked out by hand."""

import pytest

from okoce.core.months import Month
from programs.models import Programme, Target
from reports.contributions import OUTSIDE
from reports.models import Definition
from reports.summary import per_person, summary
from tests.factories import ELSEWHERE, HOME
from tests.reports.cells import cell, revision
from tests.reports.closed import stands

pytestmark = pytest.mark.django_db


def of(month="2018-03", definition="2020-P1"):
    return summary(Month.parse(month), Definition.objects.get(pk=definition))


def test_it_is_the_whole_of_a_month():
    revision(1)
    cell("2017-12", 3000)
    cell("2018-02", 606, gender="male")
    cell("2018-03", 1000)
    cell("2018-03", 284, kecamatan=ELSEWHERE, age_band="unknown")
    cell("2018-02", 1910, metric="trained")
    cell("2018-03", 801, metric="trained")
    cell("2018-02", 12, metric="trainings")
    cell("2018-03", 41, metric="trainings")
    cell("2018-03", 950, metric="attendances")
    cell("2018-03", 520, metric="mentored")
    cell("2018-03", 410, metric="licensed")
    cell("2018-03", 60, metric="marketed")
    cell("2018-03", 50, metric="bookkeeping")
    cell("2018-03", 9, metric="funded")
    cell("2017-12", 190, metric="new_entrepreneurs")
    cell("2018-03", 300, metric="new_entrepreneurs")
    cell("2018-03", 110, metric="level_up")
    cell("2018-03", 98, metric="jobs_created")
    cell("2018-02", 1_200_000_000, metric="spending")
    cell("2018-03", 900_000_000, metric="spending")
    no_days = {"median_days": None}
    assert of("2018-03") == {
        "programme": {"code": "OKOCE", "first_month": "2017-12", "months": 60},
        "month": "2018-03",
        "status": "open",
        "as_of": "2018-03-24T09:15:02+07:00",
        "revision": 1,
        "definition": {"code": "2020-P1", "metric": "registered", "backcast": False},
        "headline": {
            "month": {"value": 1284, "first_published": None, "target": 4000},
            "programme": {"value": 4890, "backcast": False, "target": 200_000},
            "required_per_month": 3446,
            "forecast": None,
        },
        "ladder": [
            {"metric": "registered", "step": "P1", "month": 1284, "cumulative": 4890} | no_days,
            {"metric": "trained", "step": "P2", "month": 801, "cumulative": 2711} | no_days,
            {"metric": "mentored", "step": "P3", "month": 520, "cumulative": 520} | no_days,
            {"metric": "licensed", "step": "P4", "month": 410, "cumulative": 410} | no_days,
            {"metric": "marketed", "step": "P5", "month": 60, "cumulative": 60} | no_days,
            {"metric": "bookkeeping", "step": "P6", "month": 50, "cumulative": 50} | no_days,
            {"metric": "funded", "step": "P7", "month": 9, "cumulative": 9} | no_days,
            {"metric": "new_entrepreneurs", "step": None, "month": 300, "cumulative": 490} | no_days,
            {"metric": "level_up", "step": None, "month": 110, "cumulative": 110} | no_days,
        ],
        "trainings": {"value": 41, "floor": 50, "ceiling": 70},
        "jobs_created": {"programme_year": 1, "value": 98, "target": 40_000},
        "spending": {
            "year": 2018,
            "value": 2_100_000_000,
            "target": 82_000_000_000,
            "new_entrepreneurs": 300,
            "per_new_entrepreneur": 7_000_000,
        },
        "coverage": {"kecamatan_reporting": 2, "of": 44},
    }


def test_before_anything_is_counted_everything_is_there_and_zero():
    empty = of("2018-03")
    assert (empty["as_of"], empty["revision"]) == (None, 0)
    assert empty["headline"]["month"] == {"value": 0, "first_published": None, "target": 4000}
    assert [(rung["step"], rung["metric"], rung["month"], rung["cumulative"]) for rung in empty["ladder"]] == [
        ("P1", "registered", 0, 0),
        ("P2", "trained", 0, 0),
        ("P3", "mentored", 0, 0),
        ("P4", "licensed", 0, 0),
        ("P5", "marketed", 0, 0),
        ("P6", "bookkeeping", 0, 0),
        ("P7", "funded", 0, 0),
        (None, "new_entrepreneurs", 0, 0),
        (None, "level_up", 0, 0),
    ]
    assert empty["trainings"]["value"] == 0
    assert empty["jobs_created"]["value"] == 0
    assert (empty["spending"]["value"], empty["spending"]["per_new_entrepreneur"]) == (0, None)
    assert empty["coverage"] == {"kecamatan_reporting": 0, "of": 44}


def test_people_from_outside_are_in_none_of_its_numbers():
    cell("2018-02", 50, kecamatan=OUTSIDE)
    cell("2018-03", 7, kecamatan=OUTSIDE)
    cell("2018-03", 2)
    assert of("2018-03")["headline"]["month"]["value"] == 2
    assert of("2018-03")["headline"]["programme"]["value"] == 2
    assert of("2018-03")["ladder"][0] == {
        "metric": "registered",
        "step": "P1",
        "month": 2,
        "cumulative": 2,
        "median_days": None,
    }
    assert of("2018-03")["coverage"]["kecamatan_reporting"] == 1


def test_a_later_month_is_not_in_it():
    cell("2018-04", 9)
    assert of("2018-03")["headline"]["programme"]["value"] == 0


class TestTargets:
    @pytest.mark.parametrize(
        ("month", "target"),
        [
            ("2017-12", 4000),
            ("2018-11", 4000),
            ("2018-12", 3167),
            ("2021-07", 3167),
            ("2021-08", 3166),
            ("2022-11", 3166),
            ("2022-12", None),
        ],
    )
    def test_a_months_target_is_that_of_its_place_in_the_programme(self, month, target):
        assert of(month)["headline"]["month"]["target"] == target

    @pytest.mark.parametrize(
        ("month", "year"), [("2017-12", 1), ("2018-11", 1), ("2018-12", 2), ("2022-11", 5), ("2022-12", None)]
    )
    def test_a_programme_year_has_twelve_months(self, month, year):
        value, target = (0, 40_000) if year else (None, None)
        assert of(month)["jobs_created"] == {"programme_year": year, "value": value, "target": target}

    @pytest.mark.parametrize(
        ("month", "year", "target"),
        [
            ("2017-12", 2017, None),
            ("2018-01", 2018, 82_000_000_000),
            ("2018-12", 2018, 82_000_000_000),
            ("2019-01", 2019, None),
        ],
    )
    def test_the_budget_is_that_of_a_calendar_year(self, month, year, target):
        assert (of(month)["spending"]["year"], of(month)["spending"]["target"]) == (year, target)

    def test_after_the_last_month_counting_goes_on_without_targets(self):
        cell("2022-11", 5)
        cell("2022-12", 3)
        after = of("2022-12")
        assert after["headline"] == {
            "month": {"value": 3, "first_published": None, "target": None},
            "programme": {"value": 8, "backcast": False, "target": None},
            "required_per_month": None,
            "forecast": None,
        }
        assert after["trainings"] == {"value": 0, "floor": None, "ceiling": None}

    @pytest.mark.usefixtures("programme_may_move")
    def test_they_move_with_the_programme(self):
        Programme.objects.update(first_month=Month(2025, 1).first)
        cell("2025-03", 3606)
        moved = of("2025-04")
        assert moved["programme"]["first_month"] == "2025-01"
        assert moved["headline"]["required_per_month"] == 3446
        assert of("2025-12")["headline"]["month"]["target"] == 4000
        assert of("2026-01")["headline"]["month"]["target"] == 3167
        assert of("2029-12")["headline"]["programme"]["target"] == 200_000
        assert of("2030-01")["headline"]["programme"]["target"] is None

    @pytest.mark.usefixtures("programme_may_move")
    def test_every_month_of_a_calendar_year_shows_the_same_budget(self):
        Programme.objects.update(first_month=Month(2025, 1).first)
        budgets = [of(month)["spending"]["target"] for month in ("2025-01", "2025-02", "2025-12", "2026-01")]
        assert budgets == [82_000_000_000, 82_000_000_000, 82_000_000_000, None]

    def test_a_new_version_takes_the_place_of_the_old(self):
        old = Target.objects.get(code="T-2017-NE-M")
        new = Target.objects.get(pk=old.pk)
        new.pk, new.version, new.floor, new.reason = None, 2, 3000, "agreed anew"
        new.save()
        old.superseded_by = new
        old.save(update_fields=["superseded_by"])
        assert of("2018-03")["headline"]["month"]["target"] == 3000


class TestJobs:
    @pytest.mark.parametrize(
        ("month", "year", "value"),
        [("2017-12", 1, 1), ("2018-10", 1, 3), ("2018-11", 1, 7), ("2018-12", 2, 8), ("2019-11", 2, 24)],
    )
    def test_they_add_up_from_the_programme_years_first_month_to_the_end_of_this_one(self, month, year, value):
        for when, jobs in [("2017-12", 1), ("2018-10", 2), ("2018-11", 4), ("2018-12", 8), ("2019-11", 16)]:
            cell(when, jobs, metric="jobs_created")
        assert of(month)["jobs_created"] == {"programme_year": year, "value": value, "target": 40_000}

    def test_those_of_people_from_outside_are_not_in_it(self):
        cell("2018-03", 5, metric="jobs_created", kecamatan=OUTSIDE)
        cell("2018-03", 2, metric="jobs_created")
        assert of("2018-03")["jobs_created"]["value"] == 2


class TestSpending:
    @pytest.mark.parametrize(
        ("month", "spent", "people", "for_each"),
        [
            ("2017-12", 100, 1, 100),
            ("2018-01", 1_000_000, 0, None),
            ("2018-12", 3_000_000, 7, 428_571),  # 428,571.43
            ("2019-01", 5, 2, 3),  # 2.5
        ],
    )
    def test_it_is_the_calendar_years_until_the_end_of_the_month(self, month, spent, people, for_each):
        for when, rupiah, new in [("2017-12", 100, 1), ("2018-01", 1_000_000, 0), ("2018-12", 2_000_000, 7)]:
            cell(when, rupiah, metric="spending")
            cell(when, new, metric="new_entrepreneurs")
        cell("2019-01", 5, metric="spending", kecamatan=ELSEWHERE)
        cell("2019-01", 2, metric="new_entrepreneurs")
        money = of(month)["spending"]
        assert (money["value"], money["new_entrepreneurs"], money["per_new_entrepreneur"]) == (spent, people, for_each)

    @pytest.mark.parametrize("definition", ["OKOCE-2026.1", "2018-P4", "2020-P1", "COUNCIL-P7"])
    def test_whatever_the_headline_it_is_held_against_new_entrepreneurs(self, definition):
        cell("2018-03", 1000, metric="spending")
        cell("2018-03", 3, metric="registered")
        cell("2018-03", 2, metric="licensed")
        cell("2018-03", 1, metric="new_entrepreneurs")
        assert of("2018-03", definition)["spending"]["per_new_entrepreneur"] == 1000

    def test_entrepreneurs_from_outside_share_none_of_it(self):
        cell("2018-03", 1000, metric="spending")
        cell("2018-03", 1, metric="new_entrepreneurs")
        cell("2018-03", 9, metric="new_entrepreneurs", kecamatan=OUTSIDE)
        assert of("2018-03")["spending"]["per_new_entrepreneur"] == 1000

    @pytest.mark.parametrize(
        ("rupiah", "people", "each"), [(31_200_000_000, 4700, 6_638_298), (1, 2, 1), (0, 5, 0), (7, -1, None)]
    )
    def test_for_each_is_whole_rupiah(self, rupiah, people, each):
        assert per_person(rupiah, people) == each


class TestRequiredPace:
    @pytest.mark.parametrize(
        ("month", "before", "required"),
        [
            ("2018-03", 3606, 3446),  # 196,394 / 57 = 3,445.5
            ("2018-03", 3653, 3445),  # 196,347 / 57 = 3,444.7
            ("2018-03", 29_000, 3000),  # 171,000 / 57 = 3,000 exactly
            ("2018-03", 28_999, 3001),
            ("2022-11", 199_999, 1),
            ("2022-11", 200_000, 0),
            ("2022-11", 200_001, 0),
        ],
    )
    def test_it_is_what_is_left_over_the_months_that_are_left(self, month, before, required):
        cell("2017-12", before)
        assert of(month)["headline"]["required_per_month"] == required

    def test_in_the_first_month_it_is_the_sixtieth_part(self):
        assert of("2017-12")["headline"]["required_per_month"] == 3334

    def test_this_months_own_people_do_not_lower_it(self):
        cell("2018-02", 3606)
        cell("2018-03", 1284)
        assert of("2018-03")["headline"]["required_per_month"] == 3446


class TestStatus:
    @pytest.mark.parametrize("status", ["open", "provisional"])
    def test_a_month_that_is_not_final_is_not_published(self, status):
        stands("2018-03", status)
        cell("2018-03", 10)
        month = of("2018-03")
        assert (month["status"], month["headline"]["month"]["first_published"]) == (status, None)

    def test_a_final_month_shows_what_was_published_beside_what_is_known(self):
        cell("2018-03", 10)
        stands("2018-03", "final")
        cell("2018-03", -1, published="2018-04")
        cell("2018-03", 3, published="2018-05", kecamatan=ELSEWHERE)
        month = of("2018-03")
        assert month["status"] == "final"
        assert month["headline"]["month"] == {"value": 12, "first_published": 10, "target": 4000}

    def test_what_is_published_later_belongs_to_its_own_month(self):
        stands("2018-03", "final")
        cell("2018-03", 3, published="2018-04")
        assert of("2018-03")["headline"]["month"]["first_published"] == 0
        assert of("2018-04")["headline"]["month"]["value"] == 0
        assert of("2018-04")["headline"]["programme"]["value"] == 3


class TestDefinitions:
    @pytest.mark.parametrize(
        ("definition", "metric", "month", "programme"),
        [
            ("OKOCE-2026.1", "new_entrepreneurs", 2, 22),
            ("2018-P4", "licensed", 3, 33),
            ("2020-P1", "registered", 9, 109),
            ("COUNCIL-P7", "funded", 1, 11),
        ],
    )
    def test_each_reads_its_own_metric_and_nobody_who_moved_up(self, definition, metric, month, programme):
        rows = {"registered": (100, 9), "licensed": (40, 5), "level_up": (10, 2), "new_entrepreneurs": (20, 2)}
        for name, (before, here) in (rows | {"funded": (10, 1)}).items():
            cell("2018-02", before, metric=name)
            cell("2018-03", here, metric=name)
        answer = of("2018-03", definition)
        assert answer["definition"] == {"code": definition, "metric": metric, "backcast": False}
        assert answer["headline"]["month"]["value"] == month
        assert answer["headline"]["programme"]["value"] == programme

    def test_one_metric_may_be_taken_off_another(self):
        Definition.objects.create(code="UNTRAINED", metric="registered", less="trained", source="a test")
        cell("2018-02", 100)
        cell("2018-02", 40, metric="trained")
        cell("2018-03", 10)
        cell("2018-03", 4, metric="trained")
        stands("2018-03", "final")
        cell("2018-03", 1, metric="trained", published="2018-04")
        month = of("2018-03", "UNTRAINED")
        assert month["definition"] == {"code": "UNTRAINED", "metric": "registered", "backcast": False}
        assert month["headline"]["month"] == {"value": 5, "first_published": 6, "target": 4000}
        assert month["headline"]["programme"]["value"] == 65
        assert month["headline"]["required_per_month"] == 3508  # 199,940 / 57 = 3,507.7


class TestCoverage:
    def test_a_kecamatan_reports_with_anything_counted_in_the_month(self):
        cell("2018-03", 1)
        cell("2018-03", 2, metric="trainings", kecamatan=ELSEWHERE)
        cell("2018-02", 9, kecamatan="31.72.01")
        assert of("2018-03")["coverage"] == {"kecamatan_reporting": 2, "of": 44}

    def test_money_alone_reports_nothing(self):
        cell("2018-03", 82_000_000, metric="spending", kecamatan=ELSEWHERE)
        assert of("2018-03")["coverage"]["kecamatan_reporting"] == 0

    def test_what_was_taken_back_is_not_counted(self):
        cell("2018-03", 1, kecamatan=HOME)
        cell("2018-03", -1, kecamatan=HOME, published="2018-04")
        assert of("2018-03")["coverage"]["kecamatan_reporting"] == 0
