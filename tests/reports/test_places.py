"""Who needs help first: against its own target, never by a raw count."""

import datetime

import pytest

from okoce.core.months import Month
from programs.models import Kecamatan
from reports.diagnosis import Diagnosis
from reports.known import Ground
from reports.models import Definition
from reports.places import Aim, Grounds, Row, Trend, in_need, ordered, rows
from reports.summary import totals_by_place
from tests.factories import ELSEWHERE, FAR, HOME
from tests.reports.cells import cell

pytestmark = pytest.mark.django_db

MARCH = Month(2018, 3)


def row(month, through, code=HOME):
    return Row(Kecamatan(code=code, name=code), month, through, Trend((0,)), trainings=0, facilitators=0, local=None)


def table(order="need", *, day="2018-04-20", month=MARCH, definition="OKOCE-2026.1"):
    ground = Ground.of()
    read = Definition.objects.get(pk=definition)
    grounds = Grounds.of(month, read, ground, known=None, day=datetime.date.fromisoformat(day))
    return ordered(rows(grounds, totals_by_place(month, ground.targets), list(Kecamatan.objects.all())), order)


def of(code, found):
    return next(row for row in found if row.place.code == code)


class TestNeed:
    def test_it_is_half_what_is_missing_of_the_month_and_half_of_all_since_the_start(self):
        # 71/83 and 223/333: 42.77 + 33.48 = 76.25.
        assert row(Aim(12, 83), Aim(110, 333)).need == 76

    def test_more_than_the_target_makes_up_for_nothing_else(self):
        assert row(Aim(500, 100), Aim(50, 100)).need == 25

    def test_less_than_nothing_is_not_more_than_all_that_is_missing(self):
        assert row(Aim(-3, 10), Aim(0, 40)).need == 100

    def test_without_a_target_there_is_none(self):
        assert row(Aim(12, None), Aim(110, None)).need is None

    def test_nothing_is_missing_of_a_target_of_nothing(self):
        assert row(Aim(0, 0), Aim(0, 0)).need == 0


class TestTheOrder:
    def test_who_lacks_most_of_its_own_target_is_first_and_the_others_follow(self):
        for place in Kecamatan.objects.exclude(pk__in=[HOME, ELSEWHERE]):
            cell("2018-03", 400, metric="new_entrepreneurs", kecamatan=place.code)
        cell("2018-03", 300, metric="new_entrepreneurs", kecamatan=ELSEWHERE)
        assert [one.place.code for one in table()][:2] == [HOME, ELSEWHERE]

    def test_who_lacks_nothing_needs_no_help(self):
        for place in Kecamatan.objects.exclude(pk=HOME):
            cell("2018-03", 400, metric="new_entrepreneurs", kecamatan=place.code)
        assert [one.place.code for one in in_need(table())] == [HOME]

    def test_by_name(self):
        assert [one.place.name for one in table("name")][:2] == ["Cakung", "Cempaka Putih"]

    def test_by_what_is_missing_in_the_month_or_since_the_start(self):
        for place in Kecamatan.objects.exclude(pk__in=[HOME, FAR]):
            cell("2018-02", 400, metric="new_entrepreneurs", kecamatan=place.code)
            cell("2018-03", 400, metric="new_entrepreneurs", kecamatan=place.code)
        cell("2018-02", 400, metric="new_entrepreneurs", kecamatan=HOME)
        cell("2018-03", 91, metric="new_entrepreneurs", kecamatan=FAR)
        assert (table("month")[0].place.code, table("through")[0].place.code) == (HOME, FAR)


class TestARow:
    def test_the_headline_stands_against_its_own_target(self):
        cell("2018-02", 5, metric="licensed")
        cell("2018-03", 7, metric="licensed")
        cell("2018-03", 3, metric="level_up")
        home = of(HOME, table(definition="2018-P4"))
        # 31.74.01 is the 25th code: among the forty lowest of 4000, and the 28 lowest of 16000 = 44 x 363 + 28.
        assert (home.month, home.through) == (Aim(4, 91), Aim(9, 364))

    def test_after_the_programme_it_stands_against_nothing(self):
        home = of(HOME, table(month=Month(2023, 1), day="2023-02-20"))
        assert (home.month.target, home.through.target, home.need) == (None, None, None)

    def test_its_trend_is_of_six_months_and_no_earlier_than_the_first(self):
        for month, value in (("2018-01", 9), ("2018-03", 4), ("2018-08", 6)):
            cell(month, value, metric="new_entrepreneurs")
        assert of(HOME, table(month=Month(2018, 8), day="2018-09-20")).trend.values == (4, 0, 0, 0, 0, 6)
        assert of(HOME, table()).trend.values == (0, 9, 0, 4)


class TestTheLineOfATrend:
    def test_the_highest_is_at_the_top_and_nothing_at_the_foot(self):
        assert Trend((0, 5, 10)).points == "0,22 50,12 100,2"

    def test_where_nothing_was_it_lies_at_the_foot(self):
        assert Trend((0, 0)).points == "0,22 100,22"

    def test_of_one_month_it_is_a_point(self):
        assert Trend((3,)).points == "0,2"


class TestItsDiagnosis:
    def test_the_numbers_are_those_of_six_months_and_of_this_one(self):
        cell("2017-12", 30, metric="trained")
        cell("2018-03", 10, metric="trained")
        cell("2018-03", 19, metric="licensed")
        cell("2018-03", 1, metric="trainings")
        cell("2018-03", 1, metric="active_facilitators")
        cell("2018-03", 20, metric="mentoring_visits")
        assert of(HOME, table()).diagnosis == [
            Diagnosis("unlicensed", {"trained": 40, "licensed": 19}, of(HOME, table()).diagnosis[0].words)
        ]

    def test_in_the_first_half_of_a_month_nothing_is_nothing_yet(self):
        early, late = (of(HOME, table(day=day)).diagnosis[0].code for day in ("2018-03-15", "2018-03-16"))
        assert (early, late) == ("unexplained", "nobody")

    def test_a_month_that_is_not_over_asks_for_nothing_yet(self):
        # Through February 12000 are asked for, 44 x 272 + 32: one more for the 25th code.
        cell("2018-02", 273, metric="new_entrepreneurs")
        found = of(HOME, table(day="2018-03-02")).diagnosis
        assert [(one.code, one.numbers) for one in found] == [("on-pace", {"value": 273, "target": 273})]
