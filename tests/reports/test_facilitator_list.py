"""What all facilitators logged in a month: whom it lists, what it adds up, and how it is ordered."""

import datetime
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from okoce.accounts.roles import Role
from okoce.core.months import Month, today
from participants.models import Visit
from programs.assignments import end_assignment
from programs.models import Training, TrainingSession
from reports.facilitators.activity import Worked, activity, ordered
from tests.factories import (
    ELSEWHERE,
    FAR,
    HOME,
    approved,
    attend,
    day,
    expense,
    handed_in,
    licence,
    meeting,
    people,
    person,
    returned,
    submitted,
    training,
    user,
    visit,
    workers,
)

pytestmark = pytest.mark.django_db

MARCH = Month(2018, 3)
ON = day("2018-03-20")


def facilitator(name="Rini", kecamatan=(HOME,), since="2017-12-01"):
    return user(Role.FACILITATOR, kecamatan=kecamatan, since=since, name=name)


def rows(month=MARCH, on=ON):
    return activity(month, on=on)[0]


def row(month=MARCH, on=ON):
    (only,) = rows(month, on)
    return only


def honours(month=MARCH):
    return {one.place.pk: one for one in activity(month, on=ON)[1]}


def entered(on, *queries):
    """As if it had been entered on that day."""
    at = datetime.datetime.combine(day(on), datetime.time(5), datetime.UTC)
    for query, column in queries:
        query.update(**{column: at})


class TestWhomItLists:
    def test_who_facilitates_and_is_assigned_on_a_day_of_the_month(self):
        facilitator("Awal")
        facilitator("Nanti", since="2018-04-01")
        user(Role.VERIFIER, kecamatan=(HOME,), name="Periksa")
        assert [one.user.name for one in rows()] == ["Awal"]

    def test_a_contract_that_ended_in_the_month_is_there_with_its_last_day(self):
        rini = facilitator()
        end_assignment(by=rini, assignment=rini.assignments.get(), ends_on=day("2018-03-11"))
        assert (row().until, row().silent) == (day("2018-03-10"), None)
        assert rows(Month(2018, 4)) == []

    def test_the_months_of_a_contract_are_those_with_a_day_of_it(self):
        facilitator(since="2018-01-20", kecamatan=(HOME, ELSEWHERE))
        assert (row().since, row().months) == (day("2018-01-20"), 3)
        assert sorted(place.pk for place in row().places) == [ELSEWHERE, HOME]


class TestWhatWasLogged:
    def test_sessions_and_visits_of_the_month_with_their_minutes(self):
        rini = facilitator()
        training(meeting("2018-03-05", minutes=120), meeting("2018-03-06", minutes=60), by=rini)
        training(meeting("2018-02-20"), by=rini)
        ani = person(by=rini)
        visit(ani, by=rini, on="2018-03-12")
        visit(ani, by=rini, on="2018-04-02")
        assert row().worked == Worked(trainings=1, visits=1, minutes=240)
        assert row().worked.hours == 4

    @pytest.mark.parametrize(("minutes", "hours"), [(0, "0.0"), (2, "0.0"), (3, "0.1"), (90, "1.5"), (120, "2.0")])
    def test_hours_are_told_to_a_tenth(self, minutes, hours):
        assert str(Worked(minutes=minutes).hours) == hours

    def test_neither_what_is_to_come_nor_what_was_cancelled(self):
        rini = facilitator()
        training(meeting("2018-03-25"), by=rini)
        TrainingSession.objects.filter(training=training(meeting("2018-03-05"), by=rini)).update(state="cancelled")
        assert row().worked == Worked()

    def test_what_somebody_else_led_is_theirs(self):
        facilitator("Rini"), training(by=facilitator("Sari"))
        assert [one.worked.trainings for one in ordered(rows(), "name")] == [0, 1]


class TestSilence:
    def test_it_is_the_days_since_the_last_entry_of_whatever_kind(self):
        rini = facilitator()
        training(by=rini)
        entered("2018-03-12", (Training.objects, "logged_at"))
        assert (row().last_entry, row().silent) == (day("2018-03-12"), 8)

    def test_without_any_entry_since_the_contract_began(self):
        facilitator(since="2018-03-01")
        assert (row().last_entry, row().silent) == (None, 19)

    def test_it_is_never_below_nothing(self):
        training(by=facilitator())
        assert row().silent == 0


class TestHandingIn:
    def test_late_is_the_median_of_the_days_after_the_last_session(self):
        rini = facilitator()
        for held, given in (
            ("2018-03-01", "2018-03-02"),
            ("2018-03-05", "2018-03-08"),
            ("2018-03-06", "2018-03-20"),
        ):
            one = submitted(attend(training(meeting(held), by=rini), *people(10, by=rini)))
            entered(given, (Training.objects.filter(pk=one.pk), "submitted_at"))
        # 1, 3 and 14 days.
        assert (row().lag, row().handed_in) == (3, 3)

    def test_nothing_handed_in_has_no_lag(self):
        training(by=facilitator())
        assert (row().lag, row().handed_in) == (None, 0)

    def test_what_came_back_is_told_of_all_that_was_decided(self):
        rini = facilitator()
        ani = person(by=rini)
        returned(handed_in(licence(ani, by=rini)), by=user(Role.VERIFIER))
        approved(workers(ani, by=rini), by=user(Role.VERIFIER))
        month = Month.of(today())
        assert (row(month, today()).returned, row(month, today()).decided) == (1, 2)
        assert (row().returned, row().decided) == (0, 0)


class TestHonour:
    def test_it_stands_beside_what_was_logged_in_the_kecamatan(self):
        rini = facilitator()
        training(meeting(minutes=120), by=rini)
        expense(item="facilitators", rupiah=3_000_000)
        expense(item="rooms", rupiah=9_000_000)
        here = honours()[HOME]
        assert (here.facilitators, here.worked.minutes, here.rupiah, here.per_hour) == (1, 120, 3_000_000, 1_500_000)

    def test_for_each_hour_it_is_what_the_reader_gets_who_divides_the_two(self):
        """125 minutes are told as 2.1 hours: 5,941,000 / 2.1."""
        training(meeting(minutes=125), by=facilitator())
        expense(item="facilitators", rupiah=5_941_000)
        here = honours()[HOME]
        assert (here.worked.hours, here.per_hour) == (Decimal("2.1"), 2_829_048)

    def test_honour_where_nothing_was_logged_is_shown_too(self):
        expense(item="facilitators", kecamatan=FAR)
        assert honours()[FAR].per_hour is None
        assert list(honours()) == [FAR]


class TestOrder:
    @pytest.fixture
    def three(self):
        facilitator("Cici", kecamatan=(HOME,), since="2018-03-10")
        facilitator("Ani", kecamatan=(FAR,), since="2018-03-05")
        facilitator("Budi", kecamatan=(ELSEWHERE,), since="2018-03-15")

    @pytest.mark.usefixtures("three")
    @pytest.mark.parametrize(
        ("order", "names"),
        [("silence", ["Ani", "Cici", "Budi"]), ("name", ["Ani", "Budi", "Cici"])],
    )
    def test_by_silence_or_by_name(self, order, names):
        assert [one.user.name for one in ordered(rows(), order)] == names

    @pytest.mark.usefixtures("three")
    def test_by_kecamatan_in_the_order_of_their_names(self):
        told = ordered(rows(), "kecamatan")
        assert [one.places[0].name for one in told] == sorted(one.places[0].name for one in told)

    def test_there_is_none_by_what_was_logged(self, signed_in):
        browser = signed_in(user(Role.STAFF))
        assert browser.get("/dashboard/facilitators/", {"order": "trainings"}).status_code == 404


class TestPage:
    def test_it_shows_each_of_them_and_no_person(self, signed_in):
        rini = facilitator()
        visit(person(by=rini, name="Kenari Kuning"), by=rini, on="2018-03-12")
        html = signed_in(user(Role.STAFF)).get("/dashboard/facilitators/", {"month": "2018-03"}).content.decode()
        assert "Rini" in html
        assert "Kenari" not in html

    def test_it_shows_twenty_five_and_the_next_page_keeps_month_and_order(self, signed_in):
        for number in range(26):
            facilitator(f"Rini {number:02}")
        browser = signed_in(user(Role.STAFF))
        asked = {"month": "2018-03", "order": "name"}
        first, second = (browser.get("/dashboard/facilitators/", asked | more) for more in ({}, {"page": 2}))
        assert [len(answer.context["page"]) for answer in (first, second)] == [25, 1]
        assert [row.user.name for row in second.context["page"]] == ["Rini 25"]
        assert 'href="?month=2018-03&amp;order=name&amp;page=2"' in first.content.decode()
        assert "26 facilitators under contract" in first.content.decode()

    def test_hours_and_days_have_one_form_in_their_column(self, signed_in):
        for name, given in (("Satu", ["2018-03-05"]), ("Dua", ["2018-03-05", "2018-03-08"])):
            rini = facilitator(name)
            for day_given in given:
                one = submitted(attend(training(meeting("2018-03-05", minutes=125), by=rini), *people(10, by=rini)))
                entered(day_given, (Training.objects.filter(pk=one.pk), "submitted_at"))
        page = signed_in(user(Role.STAFF)).get("/dashboard/facilitators/", {"month": "2018-03", "order": "name"})
        html = page.content.decode()
        assert re.findall(r'data-label="Handed in after">([^<]*)<small class="muted">([^<]*)<', html) == [
            ("1.5 ", "of 2 trainings"), ("0.0 ", "of one training"),
        ]  # fmt: skip
        assert re.findall(
            r'<td role="cell" class="num">\s*<a [^>]*>([0-9]+\.[0-9])<', html.partition("</table>")[0]
        ) == [
            "4.2",
            "2.1",
        ]

    def test_the_other_rooms_are_those_of_its_month(self, signed_in):
        html = signed_in(user(Role.STAFF)).get("/dashboard/facilitators/", {"month": "2018-03"}).content.decode()
        for room in ("/dashboard/", "/dashboard/where/", "/dashboard/when/", "/planner/"):
            assert f'href="{room}?month=2018-03"' in html

    def test_its_numbers_lead_to_the_records_for_who_opens_records(self, signed_in):
        rini = facilitator()
        training(meeting("2018-03-05"), by=rini)
        asked = {"month": "2018-03"}
        door = f"/dashboard/facilitators/{rini.pk}/?month=2018-03"
        html = signed_in(user(Role.STAFF)).get("/dashboard/facilitators/", asked).content.decode()
        assert f'<a href="{door}">Rini</a>' in html
        assert f'<a href="{door}#trainings">1</a>' in html
        assert door not in signed_in(user(Role.ADMIN)).get("/dashboard/facilitators/", asked).content.decode()

    def test_who_has_several_kecamatan_is_explained_beside_the_sum(self, signed_in):
        facilitator(kecamatan=(HOME, ELSEWHERE))
        html = signed_in(user(Role.STAFF)).get("/dashboard/facilitators/", {"month": "2018-03"}).content.decode()
        assert "the column adds up to 2, of 1 people" in html

    def test_without_anybody_it_says_who_would_stand_there(self, signed_in):
        html = signed_in(user(Role.STAFF)).get("/dashboard/facilitators/").content.decode()
        assert "Nobody under contract" in html

    def test_it_asks_as_many_questions_for_three_as_for_one(self, signed_in):
        browser = signed_in(user(Role.STAFF))

        def queries():
            with CaptureQueriesContext(connection) as asked:
                browser.get("/dashboard/facilitators/", {"month": "2018-03"})
            return len(asked)

        def one(name):
            rini = facilitator(name)
            submitted(attend(training(by=rini), *people(10, by=rini)))
            visit(Visit.objects.first().participant if Visit.objects.exists() else person(by=rini), by=rini)

        one("Satu")
        first = queries()
        one("Dua"), one("Tiga")
        assert queries() == first
        assert first <= 14
