"""Where it stands: a map, and each kecamatan against its own target."""

import re

import pytest
from django.template.loader import render_to_string

from okoce.core.months import now
from programs.models import Kecamatan
from programs.population import load_population
from reports import rollup
from reports.places import Trend
from tests.factories import ELSEWHERE, HOME, business, finding, licence, person, user
from tests.pages import queries
from tests.reports.cells import cell, posted
from tests.reports.closed import closed

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(signed_in):
    return signed_in(user("staff"))


def page(browser, month="2018-03", **said):
    return browser.get("/dashboard/where/", {"month": month, **said})


def text(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def said(response):
    return text(response.content.decode())


def row_of(response, name):
    """What the row of the table says, and its HTML."""
    html = response.content.decode()
    # Of each kecamatan a body of its own: its numbers, and why.
    bodies = html[html.index("where-table") : html.index("<tfoot>")].split("<tbody>")
    row = next(row for row in bodies if f">{name}</a>" in row)
    return text(row), row


def tile_of(response, name):
    html = response.content.decode()
    return re.search(
        rf'ramp-(\w+)">\s*<a href="([^"]+)">.*?<span class="tile-name">{name}</span>.*?value">([^<]+)<', html
    )


class TestTheMap:
    def test_it_shows_the_headline_and_each_tile_leads_to_its_kecamatan(self, staff):
        cell("2018-03", 1284, metric="new_entrepreneurs")
        shade, leads, value = tile_of(page(staff), "Tebet").groups()
        assert (shade, leads, value) == ("1", f"/dashboard/{HOME}/?month=2018-03", "1,284")

    def test_another_metric_since_the_start(self, staff):
        cell("2018-02", 3, metric="trained")
        cell("2018-03", 4, metric="trained")
        response = page(staff, metric="trained", span="through")
        assert tile_of(response, "Tebet")[3] == "7"
        assert "Trained since the start:" in said(response)

    def test_where_nothing_was_ever_counted_is_no_data_and_where_something_was_is_0(self, staff):
        cell("2018-02", 3, metric="trained")
        response = page(staff)
        assert (tile_of(response, "Tebet")[1], tile_of(response, "Tebet")[3]) == ("1", "0")
        assert (tile_of(response, "Kebon Jeruk")[1], tile_of(response, "Kebon Jeruk")[3]) == ("none", "–")

    def test_what_makes_no_sum_is_told_by_the_month_alone(self, staff):
        response = page(staff, metric="active_facilitators", span="through")
        assert "Active facilitators, Mar 2018:" in said(response)

    @pytest.mark.parametrize("asked", [{"metric": "spending"}, {"metric": "x"}, {"span": "year"}, {"order": "trained"}])
    def test_what_there_is_not_is_no_page(self, staff, asked):
        assert page(staff, **asked).status_code == 404


class TestTheTable:
    def test_a_number_stands_against_its_own_target_and_leads_to_its_records(self, staff):
        cell("2018-03", 12, metric="licensed")
        told, html = row_of(page(staff, definition="2018-P4"), "Tebet")
        # 4000 = 44 x 90 + 40, and 16000 = 44 x 363 + 28, of which the 25th code has one each.
        assert "12 of 91 = 13 %" in told
        assert "12 of 364 = 3.3 %" in told
        assert f"/records/?month=2018-03&amp;kecamatan={HOME}&amp;definition=2018-P4" in html

    def test_it_shows_how_many_people_are_missing_of_its_own_target_and_no_need(self, staff):
        cell("2018-02", 100, metric="new_entrepreneurs")
        cell("2018-03", 12, metric="new_entrepreneurs")
        # 364 - 112.
        assert row_of(page(staff), "Tebet")[0].split()[:2] == ["Tebet", "252"]

    def test_nobody_is_missing_where_more_was_reached_than_asked_for(self, staff):
        cell("2018-03", 400, metric="new_entrepreneurs")
        assert row_of(page(staff), "Tebet")[0].split()[:2] == ["Tebet", "0"]

    def test_the_parts_of_the_city_are_its_target(self, staff):
        cell("2018-03", 80, metric="new_entrepreneurs")
        assert "Jakarta 80 of 4,000 = 2.0 % 80 of 16,000 = 0.5 %" in said(page(staff))

    def test_people_from_outside_are_in_no_row_and_in_no_sum(self, staff):
        cell("2018-03", 12, metric="new_entrepreneurs", kecamatan="LUAR")
        assert "Jakarta 0 of 4,000" in said(page(staff))

    def test_it_says_by_what_the_target_is_shared_out(self, staff):
        assert "because no population is loaded yet" in said(page(staff))
        everybody = dict.fromkeys(Kecamatan.objects.values_list("code", flat=True), 100) | {HOME: 700}
        load_population(people=everybody, year=2017, source="BPS 2018", at=now())
        response = page(staff)
        assert "goes by the people who live there in 2017 (BPS 2018)" in said(response)
        assert "0 of 560 = 0 %" in row_of(response, "Tebet")[0]

    def test_the_order_is_kept_by_its_links_and_by_the_forms(self, staff):
        response = page(staff, order="name", metric="trained")
        assert [row.place.name for row in response.context["rows"]][:2] == ["Cakung", "Cempaka Putih"]
        html = response.content.decode()
        assert 'href="?month=2018-03&amp;metric=trained"' in html
        # In the chooser of months, of the moment, and in that of the map.
        assert html.count('<input type="hidden" name="order" value="name">') == 3
        assert re.search(r'aria-sort="ascending">\s*<span>Kecamatan', html)

    def test_what_is_known_today_stands_in_it(self, staff, signed_in):
        finding()
        _told, html = row_of(page(staff), "Tebet")
        assert f'<a class="behind" href="/quality/?kecamatan={HOME}">1</a>' in html

    def test_as_of_an_earlier_moment_nothing_of_today_does(self, staff):
        finding()
        posted(1, "2018-03-24T02:15:02+00:00", ("2018-03", 5, {"metric": "new_entrepreneurs"}))
        told, html = row_of(page(staff, as_of="1"), "Tebet")
        assert "5 of 91" in told
        assert "/quality/" not in html

    def test_all_44_are_in_it_in_that_order_and_a_phone_has_a_link_to_the_rest(self, staff):
        html = page(staff).content.decode()
        assert html.count('<th scope="rowgroup">') == 44
        assert '<a href="#all-kecamatan">' in html

    def test_the_most_common_sector_stands_beside_both_lines_with_both_its_numbers(self, staff):
        business(person(), sector="I")
        _told, html = row_of(page(staff), "Tebet")
        assert 'rowspan="2">Lodging, food and drink: 1 of 1</td>' in html

    def test_it_says_why(self, staff):
        assert "No facilitator was active" in row_of(page(staff), "Tebet")[0]

    def test_who_needs_help_first_stands_beside_the_map(self, staff):
        for place in Kecamatan.objects.exclude(pk=ELSEWHERE):
            cell("2018-03", 400, metric="new_entrepreneurs", kecamatan=place.code)
        assert [row.place.code for row in page(staff, order="name").context["first"]] == [ELSEWHERE]

    def test_no_more_than_six_do(self, staff):
        assert len(page(staff).context["first"]) == 6


class TestOtherReadings:
    def test_what_was_not_published_yet_says_so(self, staff):
        response = page(staff, vintage="first")
        assert "not published yet" in said(response)
        assert "where-table" not in response.content.decode()

    def test_what_was_first_published_has_a_target_and_no_diagnosis(self, staff):
        licence(person(on="2017-12-05"), issued="2017-12-06")
        rollup.drain()
        closed("2017-12")
        told, html = row_of(page(staff, "2017-12", definition="2020-P1", vintage="first"), "Tebet")
        assert "1 of 91" in told
        assert "diagnosis" not in html

    def test_corrections_have_no_target(self, staff):
        cell("2018-02", -3, metric="new_entrepreneurs", published="2018-03")
        response = page(staff, vintage="adjustments")
        assert "−3" in row_of(response, "Tebet")[0]
        assert "of 91" not in said(response)
        assert "Corrections have no target" in said(response)
        assert row_of(response, "Tebet")[0].split()[:2] == ["Tebet", "–"]
        assert (tile_of(response, "Tebet")[3], tile_of(response, "Kebon Jeruk")[3]) == ("−3", "0")

    def test_after_the_programme_there_are_no_targets(self, staff):
        response = page(staff, "2023-01")
        assert "There are no targets any more" in said(response)
        assert response.context["rows"][0].need is None
        assert response.context["first"] == []


class TestWhatItCosts:
    def test_seven_questions_at_any_size_while_what_is_known_today_is_kept(self, staff):
        asked = []
        for many in (1, 3):
            for number in range(many):
                cell(
                    "2018-03",
                    5,
                    metric=["trained", "licensed", "funded"][number],
                    kecamatan=[HOME, ELSEWHERE][many == 3],
                )
            page(staff)
            asked.append(queries(staff, "/dashboard/where/?month=2018-03"))
        assert asked == [7, 7]

    def test_one_more_when_that_is_read_anew(self, staff):
        assert queries(staff, "/dashboard/where/?month=2018-03") == 8


def test_nobody_but_those_who_see_counts_sees_it(signed_in):
    assert page(signed_in(user("facilitator", kecamatan=(HOME,)))).status_code == 403


def test_the_months_of_a_trend_are_read_with_the_minus_that_is_shown_elsewhere():
    html = render_to_string("reports/_trend.html", {"trend": Trend((1284, -3))})
    assert text(html) == "1.284, −3"
