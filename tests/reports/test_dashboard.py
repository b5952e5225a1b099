"""The city's dashboard: it shows what the summary says, and in how many queries."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from okoce.core.months import Month, now
from reports import checking, rollup
from reports.models import Definition
from reports.summary import summary
from tests.factories import ELSEWHERE, HOME, OUTSIDE, attend, people, person, training, user, verified

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(signed_in):
    return signed_in(user("staff"))


def page(browser, month="2018-03", kecamatan=""):
    return browser.get(f"/dashboard/{kecamatan}", {"month": month})


def cells(response, name):
    """The numbers of one row of the table of kecamatan."""
    html = response.content.decode()
    row = re.search(rf"<th scope=\"row\">(?:<a[^>]*>)?{name}(?:</a>)?</th>(.*?)</tr>", html, re.DOTALL)
    return re.findall(r"<td class=\"num\">\s*([^<\s]*)\s*</td>", row[1])


def counted_march():
    verified(attend(training(), *people(10), *people(2, lives_in=ELSEWHERE), person(lives_in=OUTSIDE)))
    rollup.drain()


class TestTheCity:
    def test_its_numbers_are_those_of_the_summary(self, staff):
        counted_march()
        expected = summary(Month(2018, 3), Definition.objects.get(is_default=True))
        assert page(staff).context["numbers"] == expected
        assert expected["headline"]["month"] == {"value": 12, "first_published": None, "target": 4000}

    def test_it_says_month_target_and_required_pace(self, staff):
        counted_march()
        text = page(staff).content.decode()
        assert "12 of 4,000 = 0.3 %" in text
        assert "12 of 200,000 = 0.0 %" in text
        assert "Required from this month on: 3,509 a month" in text

    def test_each_kecamatan_has_its_row_and_people_from_outside_a_line_of_their_own(self, staff):
        counted_march()
        response = page(staff)
        assert cells(response, "Tebet") == ["10", "10", "10", "10", "1", "1", "13", "13"]
        assert cells(response, "Kebon Jeruk") == ["2", "2", "2", "2", "0", "0", "0", "0"]
        assert cells(response, "Jakarta") == ["12", "12", "12", "12", "1", "1", "13", "13"]
        assert cells(response, "Outside Jakarta") == ["1", "1", "1", "1", "0", "0", "0", "0"]

    def test_all_44_kecamatan_are_there_when_nothing_is_counted(self, staff):
        response = page(staff)
        assert len(response.context["table"]["rows"]) == 44
        assert "Nothing has been counted yet" in response.content.decode()

    def test_the_bars_are_the_months_until_this_one_with_their_targets(self, staff):
        counted_march()
        bars = [(str(bar.month), bar.value, bar.target) for bar in page(staff, "2018-04").context["bars"]]
        assert bars == [
            ("2017-12", 0, 4000),
            ("2018-01", 0, 4000),
            ("2018-02", 0, 4000),
            ("2018-03", 12, 4000),
            ("2018-04", 0, 4000),
        ]

    def test_the_chart_follows_the_theme_and_carries_no_style(self, staff):
        counted_march()
        drawing = page(staff).context["chart"]["wide"]
        assert 'fill="var(--ramp-4)"' in drawing
        assert "style" not in drawing

    def test_after_the_last_month_it_says_so_and_shows_no_target(self, staff):
        text = page(staff, "2022-12").content.decode()
        assert "The programme's last month was November 2022" in text
        assert "Required from this month on" not in text

    def test_without_a_month_it_shows_the_current_one(self, staff):
        assert page(staff, "").context["month"] == Month.of(now().date())

    @pytest.mark.parametrize("month", ["2017-11", "2999-01", "2018-13", "march"])
    def test_a_month_without_counts_is_no_page(self, staff, month):
        assert page(staff, month).status_code == 404

    def test_what_waits_is_told(self, staff):
        counted_march()
        assert "nothing waits to be counted" in page(staff).content.decode()
        person()
        assert "2 changes wait to be counted" in page(staff).content.decode()

    def test_its_live_line_says_when_newer_numbers_are_there(self, staff):
        counted_march()
        assert "newer numbers" not in staff.get("/dashboard/freshness/1/").content.decode()
        person()
        rollup.drain()
        assert "newer numbers are there" in staff.get("/dashboard/freshness/1/").content.decode()

    def test_the_last_recount_is_told(self, staff):
        assert "no recount yet" in page(staff).content.decode()

    @pytest.mark.parametrize("kecamatan", [1, 3])
    def test_it_takes_twelve_queries_however_many_kecamatan_count(self, staff, kecamatan):
        for code in (HOME, ELSEWHERE, "31.72.01")[:kecamatan]:
            person(lives_in=code)
        rollup.drain()
        page(staff)
        with CaptureQueriesContext(connection) as queries:
            page(staff)
        assert len([query for query in queries if not query["sql"].startswith(("SET", "SAVEPOINT", "RELEASE"))]) == 12


class TestOneKecamatan:
    def test_it_counts_who_lives_there(self, staff):
        counted_march()
        context = page(staff, kecamatan=f"{ELSEWHERE}/").context
        assert [(rung["metric"], rung["month"], rung["cumulative"]) for rung in context["ladder"]] == [
            ("registered", 2, 2),
            ("trained", 2, 2),
        ]
        assert context["trainings"]["month"] == 0

    def test_it_has_no_target(self, staff):
        assert {bar.target for bar in page(staff, kecamatan=f"{HOME}/").context["bars"]} == {None}

    @pytest.mark.parametrize("code", ["31.99.99", "317401", "LUAR"])
    def test_an_unknown_code_is_no_page(self, staff, code):
        assert page(staff, kecamatan=f"{code}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_last_recount_stands_on_the_dashboard(staff):
    counted_march()
    checking.check(at=now())
    assert "recount: 0 differences" in page(staff).content.decode()
