"""The page of the months: how they went, where that leads, and what became of those who registered."""

import datetime
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from okoce.core.months import Month
from reports import course
from reports.cohorts import Cohort
from reports.dashboard import bars as bars_of
from reports.forecast import Band, Outlook
from reports.models import Definition
from tests.factories import user
from tests.reports.cells import cell, posted
from tests.reports.closed import closed, stands
from tests.reports.told import by_the_month, ground, tell

pytestmark = pytest.mark.django_db

ELEVEN = by_the_month("2018-01", 20, 20, 20, 20, 20, 20, 20, 20, 25, 20, 30)


@pytest.fixture
def staff(signed_in):
    return signed_in(user("staff"))


@pytest.fixture
def february(signed_in):
    """The tenth of February 2019, with eleven months behind it that were told whole, and twelve people in it so far."""
    with time_machine.travel("2019-02-10T03:00:00Z", tick=False):
        tell(*ELEVEN, ("2019-02", 4, 12))
        yield signed_in(user("staff"))


def page(browser, month="2018-03", definition="2020-P1", **said):
    return browser.get("/dashboard/when/", {"month": month, "definition": definition} | said)


def text(response):
    """What the page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def bars_until(month):
    read = ground()
    month, definition = Month.parse(month), Definition.objects.get(pk="2020-P1")
    return course.paced(bars_of(month, definition, read, months=read.targets.index(month)), read), read


class TestPace:
    def test_each_month_has_the_pace_that_was_needed_from_it_on(self):
        """200,000 in 60 months; then what is left of it in 59, 58 and 57."""
        cell("2017-12", 3000)
        cell("2018-02", 606)
        bars, _ground = bars_until("2018-03")
        assert [(str(bar.month), bar.value, bar.pace) for bar in bars] == [
            ("2017-12", 3000, 3334),
            ("2018-01", 0, 3339),
            ("2018-02", 606, 3397),
            ("2018-03", 0, 3446),
        ]

    def test_the_last_one_is_that_of_the_summary(self, staff):
        cell("2017-12", 3000)
        cell("2018-02", 606)
        assert page(staff).context["bars"][-1].pace == 3446
        assert "The target asks for" not in text(page(staff))

    def test_after_the_programme_there_is_none(self):
        bars, _ground = bars_until("2022-12")
        assert [bar.pace is None for bar in bars[-2:]] == [False, True]


class TestTheLine:
    def test_it_adds_up_and_stands_beside_the_straight_line_to_the_target(self):
        cell("2017-12", 3000)
        cell("2018-02", 606)
        points = course.line(*bars_until("2018-02"), None)
        assert len(points) == 60
        assert [(str(one.month), one.value, one.line) for one in points[:4]] == [
            ("2017-12", 3000, 3333),
            ("2018-01", 3000, 6666),
            ("2018-02", 3606, 10_000),
            ("2018-03", None, 13_333),
        ]
        assert points[-1].line == 200_000

    def test_the_fan_opens_with_every_month_that_is_left(self):
        outlook = Outlook(Band(10, 9, 11), Band(5, 3, 6), 56, 200_000)
        points = course.line(*bars_until("2018-03"), outlook)
        assert [point.ahead for point in points[2:6]] == [None, Band(10, 9, 11), Band(15, 12, 17), Band(20, 15, 23)]
        assert points[-1].ahead == outlook.band

    def test_after_the_programme_it_goes_on_without_a_target(self):
        cell("2022-12", 4)
        points = course.line(*bars_until("2022-12"), None)
        assert (len(points), points[-1].value, points[-1].line) == (61, 4, None)


class TestTheTableOfCohorts:
    def rows(self, *cohorts):
        return course.table([Cohort(Month.parse(month), *said) for month, *said in cohorts], ground())

    def test_each_shade_is_a_fifth_of_the_largest_share(self):
        (row,), most = self.rows(("2018-03", 10, (0, 1, 2, 3, 4, None)))
        assert most == 40
        assert [cell.shade for cell in row.cells] == [0, 2, 3, 4, 5, 0]

    def test_nobody_registered_is_no_share(self):
        (row,), most = self.rows(("2018-03", 0, (0, None)))
        assert (most, [cell.shade for cell in row.cells]) == (0, [0, 0])

    def test_a_number_is_final_when_both_months_are(self):
        stands("2018-03", "final")
        stands("2018-05", "final")
        (row,), _most = self.rows(("2018-03", 10, (0, 1, 2)))
        assert [cell.final for cell in row.cells] == [True, False, True]


class TestThePage:
    def test_it_says_what_the_month_may_reach_and_how_good_that_is(self, february):
        said = text(page(february, "2019-02"))
        assert "February 2019 may end with 32 : in eight of ten months between 32 and 37." in said
        assert "February 2019 so far: 12 Of 11 earlier months" in said
        assert "this much came after the same day: +20 in the middle, +20 to +25 in eight of ten" in said
        assert "of 3 earlier months the same forecast on the same day was off by 5 people in the middle one" in said
        assert "and by 14 % of what the month reached in the middle one; 1 of 3 ended within its band." in said

    def test_it_lists_each_earlier_month(self, february):
        assert "November 2018 30 30–30 40 outside the band 10 25 %" in text(page(february, "2019-02"))

    def test_it_says_where_the_programme_may_end(self, february):
        """All before are 345; the last six have 30, 35, 30, 40, 0 and 0; 45 months are left after this one."""
        said = text(page(february, "2019-02"))
        assert "the programme has 1,727 at the end of November 2022, between 377 and 2,182." in said
        assert "That is 1,727 of 200,000, the target: 0.9 %." in said
        assert "45 months are left after this one, each with 30" in said

    def test_it_says_that_the_planner_takes_the_average_and_leads_there(self, february):
        answer = page(february, "2019-02")
        assert "The planner takes their average, and so comes to another number: Planner" in text(answer)
        assert answer.content.decode().count('href="/planner/?month=2019-02&amp;definition=2020-P1"') == 2

    def test_its_forecast_is_that_of_the_api(self, february):
        told = february.get("/api/v1/forecast/", {"month": "2019-02", "definition": "2020-P1"}).json()
        shown = page(february, "2019-02").context
        assert [told["forecast"][name] for name in ("value", "low", "high")] == [
            shown["forecast"].band.value, shown["forecast"].band.low, shown["forecast"].band.high,
        ]  # fmt: skip
        assert told["programme"]["value"] == shown["outlook"].band.value == 1727

    def test_its_cohorts_are_those_of_the_api(self, february):
        told = february.get("/api/v1/cohorts/", {"metric": "trained", "from": "2018-01", "to": "2019-02"}).json()
        shown = page(february, "2019-02", rung="trained").context["cohorts"][1:]
        cells = [[cell.value for cell in row.cells] for row in shown]
        assert {len(values) for values in cells} == {14}
        for row, one, values in zip(told["results"], shown, cells, strict=True):
            assert (row["registered"], row["reached"]) == (one.registered, values + [None] * (25 - len(values)))

    def test_a_month_later_that_nobody_is_old_enough_for_has_no_column(self, february):
        # January 2019, the last month that is over, is thirteen months after the first.
        assert [*page(february, "2019-02").context["after"]] == [*range(14)]

    def test_a_month_that_is_final_has_nothing_to_forecast(self, february):
        closed("2019-02")
        assert "There is nothing left to forecast of February 2019" in text(page(february, "2019-02"))

    def test_with_too_few_months_it_says_so(self, staff):
        month = str(Month.of(datetime.date.today()))  # noqa: DTZ011 - any month that is still open
        said = text(page(staff, month))
        assert "There is no forecast of" in said
        assert "Where the programme may end is not said" in said

    def test_every_number_of_a_month_opens_onto_its_records(self, february):
        html = page(february, "2019-02").content.decode()
        records = "/records/?month=2018-09&amp;definition=2020-P1"
        assert f'href="{records}">35</a>' in html
        assert f'href="{records}&amp;span=through">275</a>' in html
        assert 'href="/records/?month=2018-09&amp;metric=registered">2</a>' in html
        of_a_cell = 'href="/records/?metric=licensed&amp;registered=2018-09&amp;month=2018-11">0</a>'
        assert of_a_cell in html

    def test_as_of_a_revision_it_is_what_it_was_then(self, february):
        posted(100, "2019-02-09T05:00:00+00:00", ("2019-02", 7))
        assert "February 2019 so far: 19 Of" in text(page(february, "2019-02"))
        then = page(february, "2019-02", as_of="23")
        assert "February 2019 so far: 12 Of" in text(then)
        assert then.context["cohorts"][-1].registered == 1

    def test_it_reads_the_latest_numbers_whichever_were_asked_for(self, february):
        latest = page(february, "2019-02")
        first = page(february, "2019-02", vintage="first")
        assert [bar.value for bar in first.context["bars"]] == [bar.value for bar in latest.context["bars"]]
        assert "This page reads the latest numbers" in text(first)
        assert "This page reads the latest numbers" not in text(latest)

    def test_another_rung_is_another_address(self, staff):
        assert page(staff, rung="funded").context["rung"] == "funded"
        assert page(staff).context["rung"] == "licensed"
        assert page(staff, rung="registered").status_code == 404

    def test_another_month_keeps_the_rung_and_another_room_does_not(self, staff):
        html = page(staff, "2018-09", rung="funded").content.decode()
        assert '<input type="hidden" name="rung" value="funded">' in html
        assert 'href="/dashboard/where/?month=2018-09&amp;definition=2020-P1"' in html

    def test_the_bars_are_the_months_until_this_one_with_their_targets(self, staff):
        cell("2018-03", 12)
        bars = [(str(bar.month), bar.value, bar.target) for bar in page(staff, "2018-04").context["bars"]]
        assert bars == [
            ("2017-12", 0, 4000),
            ("2018-01", 0, 4000),
            ("2018-02", 0, 4000),
            ("2018-03", 12, 4000),
            ("2018-04", 0, 4000),
        ]

    def test_the_chart_follows_the_theme_and_carries_no_style(self, staff):
        cell("2018-03", 12)
        stands("2018-03", "final")
        drawing = page(staff, "2018-04").context["chart"]["wide"]
        assert re.findall(r'fill="(var\(--ramp-\d\))"', drawing) == [
            "var(--ramp-3)",
            "var(--ramp-3)",
            "var(--ramp-3)",
            "var(--ramp-4)",
            "var(--ramp-3)",
        ]
        assert "style" not in drawing

    def test_the_charts_carry_no_style(self, february):
        html = page(february, "2019-02").content.decode()
        assert html.count('class="marks"') == 4
        assert "style=" not in html

    @pytest.mark.parametrize("months", [1, 3])
    def test_it_takes_as_many_queries_however_many_months_there_are(self, staff, months):
        for number in range(1, months + 1):
            cell(f"2018-0{number}", 5)
            posted(number, f"2018-0{number}-05T05:00:00+00:00", (f"2018-0{number}", 1))
        with CaptureQueriesContext(connection) as queries:
            page(staff)
        assert len(queries) == 10
