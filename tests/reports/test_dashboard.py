"""The city's dashboard: it shows what the summary says, and in how many queries."""

import datetime
import re

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from okoce.core.months import JAKARTA, Month, now, today
from reports import checking, rollup
from reports.definitions import name_headline
from reports.models import Definition
from reports.summary import summary
from reports.views import unchanged
from reports.waits import read
from tests.factories import (
    ELSEWHERE,
    HOME,
    OUTSIDE,
    approved,
    attend,
    definition,
    expense,
    licence,
    people,
    person,
    returned,
    training,
    user,
    verified,
)
from tests.reports.cells import cell, revision
from tests.reports.closed import closed, reopened

pytestmark = pytest.mark.django_db

# So many people on each rung; two of the five licensed moved up.
RUNGS = {
    "registered": 9, "trained": 8, "mentored": 7, "licensed": 5, "marketed": 4, "bookkeeping": 3, "funded": 1,
    "new_entrepreneurs": 2, "level_up": 2,
}  # fmt: skip


@pytest.fixture
def staff(signed_in):
    return signed_in(user("staff"))


def page(browser, month="2018-03", kecamatan="", definition=""):
    return browser.get(f"/dashboard/{kecamatan}", {"month": month, "definition": definition})


def text(response):
    """What the page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def counted_march():
    verified(attend(training(), *people(10), *people(2, lives_in=ELSEWHERE), person(lives_in=OUTSIDE)))
    rollup.drain()


class TestHowTheMonthStands:
    def test_a_deadline_that_is_over_was_due(self, staff):
        assert "is closed, which was due on 10 April 2018" in text(page(staff))

    def test_a_month_opened_again_says_that_it_was_published_when_it_was_opened_and_why(self, staff):
        closed("2018-03")
        reopened("2018-03", reason="Satu daftar hadir terlewat")
        said = text(page(staff))
        assert "March 2018 was published by closing 1 and opened again on 10 April 2018: “Satu daftar" in said
        assert "due on" not in said

    def test_as_of_before_it_was_opened_again_it_is_final(self, staff):
        closed("2018-03")
        reopened("2018-03")
        answer = staff.get("/dashboard/", {"month": "2018-03", "as_of": "1"})
        assert answer.context["reopening"] is None

    def test_a_final_number_that_was_corrected_says_what_was_published_and_what_came_since(self, staff):
        person(on="2017-12-05")
        closed("2017-12")
        people(2, on="2017-12-06")
        rollup.drain()
        said = text(page(staff, "2017-12", definition="2020-P1"))
        assert (
            said.count(
                "1 first published. Not published yet, and may still change: waits for the closing of January 2018 (+2)."
            )
            == 2
        )
        assert said.count("final, not all published yet") == 2

    def test_what_evens_out_with_a_correction_that_waits_says_what_is_not_published(self, staff):
        one, other = (licence(person(on="2017-12-05"), issued="2017-12-06") for _ in range(2))
        approved(one)
        closed("2017-12")
        approved(other)
        rollup.drain()
        reopened("2017-12")
        returned(one)
        closed("2017-12")
        told = page(staff, "2017-12", definition="2018-P4").context["told"]["month"]
        assert (told.value, told.first, told.since.published, told.since.not_published) == (1, 1, -1, 1)
        said = text(page(staff, "2017-12", definition="2018-P4"))
        assert (
            said.count(
                "1 first published, −1 published since. Not published yet, and may still change: waits for the closing of January 2018 (+1)."
            )
            == 2
        )
        assert "First published:" not in said

    def test_what_evens_out_while_the_month_is_open_again_is_told_by_the_closings_that_it_waits_for(self, staff):
        one, other = (licence(person(on="2017-12-05"), issued="2017-12-06") for _ in range(2))
        approved(one)
        closed("2017-12")
        approved(other)
        rollup.drain()
        reopened("2017-12")
        returned(one)
        rollup.drain()
        waits = "may still change: waits for the closing of December 2017 (−1), January 2018 (+1)."
        assert (
            text(page(staff, "2017-12", definition="2018-P4")).count(
                f"1 first published. Not published yet, and {waits}"
            )
            == 2
        )
        closed("2017-12")
        told = page(staff, "2017-12", definition="2018-P4").context["told"]
        assert [told[span].status for span in ("month", "through")] == ["waiting", "waiting"]
        closed("2018-01")
        said = text(page(staff, "2017-12", definition="2018-P4"))
        assert said.count("1 first published; what was published since evens out.") == 2
        assert said.count("final, corrected since") == 2

    def test_money_jobs_and_trainings_say_what_they_first_published_where_they_moved(self, staff):
        expense(month=Month(2017, 12), rupiah=500_000)
        closed("2017-12")
        expense(month=Month(2017, 12), rupiah=300_000)
        rollup.drain()
        response = page(staff, "2017-12")
        moved = {
            name: (told.first, told.value, told.status) for name, told in response.context["told"].items() if told.since
        }
        assert moved == {"spending": (500_000, 800_000, "waiting")}
        assert "Rp 500,000 first published. Not published yet, and may still change: waits for the closing of" in text(
            response
        )
        home = page(staff, "2017-12", f"{HOME}/").context["told"]["spending"]
        assert (home.first, home.status) == (500_000, "waiting")

    def test_each_rung_of_the_ladder_says_what_was_first_published_where_it_moved(self, staff):
        person(on="2017-12-05")
        closed("2017-12")
        person(on="2017-12-06")
        rollup.drain()
        rungs = {rung["metric"]: rung["first"] for rung in page(staff, "2017-12").context["ladder"]}
        assert rungs["registered"] == {"month": 1, "through": 1}
        assert rungs["trained"] == {}

    def test_so_does_a_kecamatan(self, staff):
        person(on="2017-12-05")
        closed("2017-12")
        people(2, on="2017-12-06")
        rollup.drain()
        said = text(page(staff, "2017-12", f"{HOME}/", "2020-P1"))
        assert (
            said.count(
                "1 first published. Not published yet, and may still change: waits for the closing of January 2018 (+2)."
            )
            == 2
        )
        assert said.count("final, not all published yet") == 2

    def test_what_was_taken_back_before_it_was_published_is_said_beside_a_number_below_nothing(self, staff):
        record = licence(person(on="2017-12-05"), issued="2017-12-06")
        closed("2017-12")
        approved(record)
        rollup.drain()
        reopened("2017-12")
        returned(record)
        closed("2017-12")
        said = text(page(staff, "2017-12", f"{HOME}/", "2018-P4"))
        assert said.count("0 first published, −1 published since. Not published yet") == 2
        assert said.count("Less than nothing is published so far") == 2
        why = f"/months/revisions/?definition=2018-P4&amp;kecamatan={HOME}"
        assert why in page(staff, "2017-12", f"{HOME}/", "2018-P4").content.decode()
        revised = text(staff.get("/months/revisions/", {"definition": "2018-P4", "kecamatan": HOME}))
        assert ": −1 (less than nothing: it took back what was counted and not published yet)" in revised
        assert ", Tebet" in revised

    def test_since_the_start_also_while_a_month_is_open_again(self, staff):
        person(on="2017-12-05")
        closed("2017-12")
        reopened("2017-12")
        people(2, on="2017-12-06")
        rollup.drain()
        said = text(page(staff, "2017-12", definition="2020-P1"))
        assert (
            said.count(
                "1 first published. Not published yet, and may still change: waits for the closing of December 2017 (+2)."
            )
            == 2
        )
        assert "final" not in said

    def test_since_the_start_has_nothing_published_before_every_month_of_it_was_closed(self, staff):
        person(on="2017-12-05")
        closed("2017-12")
        rollup.drain()
        read = page(staff, "2018-01", definition="2020-P1").context["told"]
        assert (read["through"].value, read["through"].first) == (1, None)

    def test_an_earlier_month_that_is_open_again_is_named(self, staff):
        closed("2017-12")
        closed("2018-01")
        reopened("2017-12")
        assert "because of a month that is open again: December 2017" in text(page(staff, "2018-01"))

    def test_a_headline_that_was_named_says_since_when_and_why(self, staff):
        named = {"definition": Definition.objects.get(pk="2020-P1"), "from_month": Month(2018, 2)}
        name_headline(by=user("staff"), reason="The council asked for it", **named)
        assert "The headline reads 2020-P1 since February 2018: “The council asked for it”" in text(page(staff))
        assert "The headline reads" not in text(page(staff, "2018-01"))
        assert "The headline reads" not in text(page(staff, definition="OKOCE-2026.1"))

    def test_as_of_a_day_before_it_was_due_a_month_is_due(self, staff):
        revision(1, at="2018-03-15T10:00:00+07:00")
        assert "which is due on 10 April 2018" in text(staff.get("/dashboard/", {"month": "2018-03", "as_of": "1"}))


class TestADefinitionThatCameLater:
    """Of a month that was closed before it nothing was published by it."""

    @pytest.fixture
    def later(self):
        closed("2017-12")
        return definition("2027.1").code

    def test_its_headline_is_counted_backwards_and_not_final(self, staff, later):
        response = page(staff, "2017-12", definition=later)
        said = text(response)
        assert said.count("counted backwards, never published") == 2
        assert "December 2017 was closed before the definition came" in said
        home = page(staff, "2017-12", f"{HOME}/", later)
        assert [bar.status for bar in home.context["bars"]] == ["backwards"]
        assert "First published:" not in said

    def test_it_has_no_first_published_number_because_it_came_later(self, staff, later):
        response = staff.get("/dashboard/", {"month": "2017-12", "definition": later, "vintage": "first"})
        said = text(response)
        assert "December 2017: never published by this definition" in said
        assert "earlier months are open" not in said

    def test_the_others_are_final_as_before(self, staff, later):
        said = text(page(staff, "2017-12"))
        assert "counted backwards" not in said


class TestTheCity:
    def test_its_numbers_are_those_of_the_summary(self, staff):
        counted_march()
        expected = summary(Month(2018, 3), Definition.objects.get(pk="2020-P1"))
        assert page(staff, definition="2020-P1").context["numbers"] == expected
        assert expected["headline"]["month"] == {"value": 12, "first_published": None, "target": 4000}

    def test_what_other_rooms_have_is_left_to_them(self, staff):
        counted_march()
        response = page(staff)
        html = response.content.decode()
        for room in ("where", "when"):
            assert f'href="/dashboard/{room}/?month=2018-03"' in html
        assert "Tebet" not in html
        assert '<svg class="chart' not in html
        assert "digest" not in html

    def test_it_says_month_target_and_required_pace(self, staff):
        counted_march()
        said = text(page(staff, definition="2020-P1"))
        assert "12 of 4,000 = 0.3 %" in said
        assert "12 of 200,000 = 0.01 %" in said
        assert "Required from this month on: 3,509 a month" in said

    @pytest.mark.parametrize(
        ("definition", "name", "value"),
        [
            ("", "New entrepreneurs", 2),
            ("OKOCE-2026.1", "New entrepreneurs", 2),
            ("2018-P4", "Licensed, without “Level up”", 3),
            ("2020-P1", "Registered", 9),
            ("COUNCIL-P7", "Funded", 1),
        ],
    )
    def test_its_headline_is_the_definition_that_was_chosen(self, staff, definition, name, value):
        for metric, reached in RUNGS.items():
            cell("2018-03", reached, metric=metric)
        response = page(staff, definition=definition)
        assert response.context["headline_name"] == name
        assert response.context["numbers"]["headline"]["month"]["value"] == value
        assert response.context["told"]["through"].value == value

    def test_a_headline_of_other_thresholds_says_which(self, staff):
        Definition.objects.create(code="ONE-VISIT", metric="new_entrepreneurs@ONE-VISIT", source="a test")
        cell("2018-03", 4, metric="new_entrepreneurs@ONE-VISIT")
        context = page(staff, definition="ONE-VISIT").context
        assert context["headline_name"] == "New entrepreneurs (ONE-VISIT)"
        assert context["numbers"]["headline"]["month"]["value"] == 4

    def test_the_definitions_are_links_that_keep_the_month_and_the_month_keeps_the_definition(self, staff):
        response = page(staff, definition="2018-P4")
        assert [each["address"] for each in response.context["definitions"]] == [
            "month=2018-03",
            "month=2018-03&definition=2018-P4",
            "month=2018-03&definition=2020-P1",
            "month=2018-03&definition=COUNCIL-P7",
        ]
        assert '<input type="hidden" name="definition" value="2018-P4">' in response.content.decode()

    def test_a_definition_that_there_is_not_is_no_page(self, staff):
        assert page(staff, definition="2019-P5").status_code == 404

    def test_a_share_never_stands_without_its_two_numbers(self, staff):
        for metric, reached in RUNGS.items():
            cell("2018-03", reached, metric=metric)
        said = text(page(staff))
        assert re.findall(r"\d+ % of those \w+ : \d+ of \d+", said) == [
            "89 % of those registered : 8 of 9",
            "78 % of those registered : 7 of 9",
            "56 % of those registered : 5 of 9",
            "44 % of those registered : 4 of 9",
            "33 % of those registered : 3 of 9",
            "11 % of those registered : 1 of 9",
            "40 % of those licensed : 2 of 5",
            "40 % of those licensed : 2 of 5",
        ]

    def test_jobs_and_money_are_held_against_their_targets(self, staff):
        cell("2017-12", 300, metric="jobs_created")
        cell("2018-03", 500, metric="jobs_created")
        cell("2018-02", 9_000_000_000, metric="spending")
        cell("2018-03", 1_000_000_000, metric="spending")
        cell("2018-03", 2000, metric="new_entrepreneurs")
        said = text(page(staff))
        assert "Jobs created programme year 1, Dec 2017 to Mar 2018" in said
        assert "800 of 40,000 = 2.0 %" in said
        assert "Spent in 2018 Jan 2018 to Mar 2018" in said
        assert "Rp 10,000,000,000 of the budget of 2018, Rp 82,000,000,000 = 12 %" in said
        assert "Of it in Mar 2018: Rp 1,000,000,000" in said
        assert "Rp 5,000,000 for each of the 2,000 new entrepreneurs of these months" in said

    def test_without_money_it_teaches_the_first_step(self, staff):
        response = page(staff, "2019-01")
        assert "No budget is set for 2019." in text(response)
        assert "No expense of 2019 is recorded yet." in text(response)
        assert 'href="/expenses/new/"' in response.content.decode()

    def test_only_who_may_record_it_is_sent_to_record_it(self, signed_in):
        assert 'href="/expenses/new/"' not in page(signed_in(user("auditor"))).content.decode()

    def test_activity_is_told_and_who_is_active_is_never_added_up(self, staff):
        for when in ("2018-02", "2018-03"):
            for metric, value in {"trainings": 3, "mentoring_visits": 20, "active_facilitators": 2}.items():
                cell(when, value, metric=metric)
            cell(when, 1, metric="active_centres")
            cell(when, 1, metric="active_centres", kecamatan=ELSEWHERE)
        response = page(staff)
        assert [(row["name"], row["month"], row["through"]) for row in response.context["activity"]] == [
            ("Trainings", 3, 6),
            ("Attendances", 0, 0),
            ("Mentoring visits", 20, 40),
            ("Active facilitators", 2, None),
            ("Active centres", 2, None),
        ]
        assert "Active centres 2 of 44 –" in text(response)

    def test_what_is_not_final_looks_provisional(self, staff):
        cell("2018-02", 5)
        cell("2018-03", 5)
        for month in ("2017-12", "2018-01", "2018-02"):
            closed(month)
        final, open_ = page(staff, "2018-02", definition="2020-P1"), page(staff, definition="2020-P1")
        assert final.content.count(b"provisional") == 0
        # Two numbers of 9 rungs and people from outside, of 4 activities and one of the fifth.
        assert open_.content.count(b'class="num provisional"') == 2 * 10 + 9

    def test_people_from_outside_have_a_line_of_their_own(self, staff):
        counted_march()
        response = page(staff, definition="2020-P1")
        assert response.context["outside"]["through"] == 1
        assert "Registered, outside Jakarta 1 1" in text(response)

    def test_before_anything_is_counted_it_says_how_numbers_come(self, staff):
        said = text(page(staff))
        assert "Nothing has been counted yet" in said
        assert "A facilitator logs a training" in said

    def test_the_ladder_says_how_long_people_took_of_what_was_known_when_the_day_began(self, staff):
        someone = person(on="2018-03-05")
        approved(licence(someone, issued="2018-03-25"))
        rollup.drain()
        assert "median" not in text(page(staff))
        cache.set(f"waits:{today()}", read(now()))
        response = page(staff)
        assert {rung["metric"]: rung["median_days"] for rung in response.context["ladder"] if rung["median_days"]} == {
            "licensed": 20
        }
        assert "median 20 days" in text(response)
        assert "median 20 days" not in text(page(staff, "2018-02"))
        for said in ({"as_of": "1"}, {"vintage": "adjustments"}):
            assert "median 20 days" not in text(staff.get("/dashboard/", {"month": "2018-03", **said}))

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


class TestOneKecamatan:
    def test_it_counts_who_lives_there(self, staff):
        counted_march()
        context = page(staff, kecamatan=f"{ELSEWHERE}/").context
        assert {rung["metric"]: (rung["month"], rung["cumulative"]) for rung in context["ladder"] if rung["month"]} == {
            "registered": (2, 2),
            "trained": (2, 2),
        }
        assert len(context["ladder"]) == 9
        assert context["activity"][0] == {"metric": "trainings", "name": "Trainings", "month": 0, "through": 0}

    def test_it_has_its_own_activity_money_and_jobs(self, staff):
        cell("2018-02", 7, metric="jobs_created")
        cell("2018-03", 9, metric="jobs_created", kecamatan=ELSEWHERE)
        cell("2018-02", 5_000_000, metric="spending")
        cell("2018-03", 8_000_000, metric="spending", kecamatan=ELSEWHERE)
        cell("2018-03", 1, metric="active_centres", kecamatan=ELSEWHERE)
        home, elsewhere = page(staff, kecamatan=f"{HOME}/"), page(staff, kecamatan=f"{ELSEWHERE}/")
        assert (home.context["jobs"]["value"], elsewhere.context["jobs"]["value"]) == (7, 9)
        assert "Rp 5,000,000 Spent in 2018" in text(home)
        assert "Rp 8,000,000 Spent in 2018" in text(elsewhere)
        assert "The centre was not active in this month" in text(home)
        assert "The centre was active in this month" in text(elsewhere)

    def test_its_bars_have_no_target(self, staff):
        assert {bar.target for bar in page(staff, kecamatan=f"{HOME}/").context["bars"]} == {None}

    def test_its_own_target_is_its_part_of_the_citys(self, staff):
        cell("2018-03", 12, metric="new_entrepreneurs")
        told = text(page(staff, kecamatan=f"{HOME}/"))
        # 4000 = 44 x 90 + 40, 16000 = 44 x 363 + 28.
        assert "12 of 91 = 13 %: its own target" in told
        assert "12 of 364 = 3.3 %: its own target" in told
        assert "the same for all, because no population is loaded yet" in told

    def test_after_the_programme_it_has_none(self, staff):
        assert "its own target" not in text(page(staff, "2023-01", f"{HOME}/"))

    def test_it_says_why_it_stands_where_it_does(self, staff):
        assert "No facilitator was active" in text(page(staff, kecamatan=f"{HOME}/"))

    @pytest.mark.parametrize("code", ["31.99.99", "317401", "LUAR"])
    def test_an_unknown_code_is_no_page(self, staff, code):
        assert page(staff, kecamatan=f"{code}/").status_code == 404


# Of what can be asked for: this open month, with a forecast and the audit of others; a final one, corrected since, with its
# own audit; an earlier moment; what was first published; and corrections.
ASKED = {
    "open": {"month": "2019-02"},
    "final": {"month": "2018-03"},
    "then": {"month": "2018-03", "as_of": "12"},
    "first": {"month": "2018-03", "vintage": "first"},
    "adjustments": {"month": "2019-02", "vintage": "adjustments"},
}


FIRST = ASKED | {"again": {"month": "2018-08"}}


def questions(queries):
    """How a transaction is read is none."""
    return len([query for query in queries if not query["sql"].startswith(("SET", "SAVEPOINT", "RELEASE"))])


def forget(browser):
    """Nobody looked before, but the reader is signed in."""
    unchanged.forget()
    cache.clear()
    browser.session.save()


class TestWhatItCosts:
    @pytest.fixture
    def city(self, signed_in):
        """The tenth of February 2019: months that were told as they went along, nine closings, and what came since."""
        for month in range(1, 12):
            for day in ("05", "20"):
                with rollup.posted_as_of(datetime.datetime(2018, month, int(day), 12, tzinfo=JAKARTA)):
                    person(on=f"2018-{month:02}-{day}")
                    rollup.drain()
        with time_machine.travel("2019-02-10T03:00:00Z", tick=False):
            named = Definition.objects.get(pk="2020-P1")
            name_headline(by=user("staff"), definition=named, from_month=Month(2017, 12), reason="The council asked")
            for month in Month(2017, 12).until(Month(2018, 8)):
                closed(str(month))
            person(on="2018-03-06")
            person(on="2019-02-02", lives_in=ELSEWHERE)
            rollup.drain()
            yield signed_in(user("staff"))

    @pytest.mark.parametrize(
        ("asked", "place"), [*((asked, "") for asked in ASKED), ("open", f"{HOME}/"), ("final", f"{HOME}/")]
    )
    def test_it_asks_at_most_twelve_questions(self, city, asked, place):
        address = f"/dashboard/{place}"
        city.get(address, ASKED[asked])
        with CaptureQueriesContext(connection) as queries:
            context = city.get(address, ASKED[asked]).context
        assert context["month"] == Month.parse(ASKED[asked]["month"])
        if asked == "open" and not place:
            assert context["forecast"]
            assert context["audited_elsewhere"]
        if asked == "final":
            assert context["told"]["month"].since
        assert questions(queries) <= 12

    @pytest.mark.parametrize("asked", [*ASKED, "again"])
    @pytest.mark.parametrize("place", ["", f"{HOME}/"])
    def test_whoever_looks_first_asks_no_more(self, city, asked, place):
        """Nothing is read yet, of the day or of the revision, and the page is made for everybody after them."""
        if asked == "again":
            reopened("2018-08", at=now())
        forget(city)
        with override_settings(COUNTS_FRESH_SECONDS=1_000), CaptureQueriesContext(connection) as queries:
            answer = city.get(f"/dashboard/{place}", FIRST[asked])
        assert answer.status_code == 200
        assert questions(queries) <= 12

    @pytest.mark.parametrize("place", ["", f"{HOME}/"])
    def test_whoever_looks_first_after_a_revision_asks_no_more(self, city, place):
        city.get(f"/dashboard/{place}")
        person(on="2019-02-03")
        rollup.drain()
        unchanged.forget()
        with override_settings(COUNTS_FRESH_SECONDS=1_000), CaptureQueriesContext(connection) as queries:
            assert city.get(f"/dashboard/{place}").context["ladder"][0]["month"] == (1 if place else 2)
        assert questions(queries) <= 12

    @pytest.mark.parametrize("kecamatan", [1, 3])
    def test_it_asks_as_many_however_many_kecamatan_count(self, staff, kecamatan):
        for code in (HOME, ELSEWHERE, "31.72.01")[:kecamatan]:
            person(lives_in=code)
        rollup.drain()
        page(staff)
        with CaptureQueriesContext(connection) as queries:
            page(staff)
        assert questions(queries) == 6


@pytest.mark.django_db(transaction=True)
def test_the_last_recount_stands_on_the_dashboard(staff):
    counted_march()
    checking.check(at=now())
    assert "recount: 0 differences" in page(staff).content.decode()
