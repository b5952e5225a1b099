"""What was spent, against the budget, by month, kecamatan and item, and for each new entrepreneur."""

import dataclasses
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from okoce.accounts.roles import Role
from okoce.core.months import Month, today
from programs import expenses
from programs.models import Kecamatan
from reports import money, rollup
from reports.known import Ground
from reports.summary import totals_by_place
from tests.factories import ELSEWHERE, HOME, expense, user
from tests.reports.cells import cell, posted

pytestmark = pytest.mark.django_db

MARCH = Month(2018, 3)


@pytest.fixture
def browser(signed_in):
    return signed_in(user(Role.STAFF))


def page(browser, **said):
    return browser.get("/dashboard/money/", {"month": "2018-03"} | said)


def text(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def ground():
    return Ground.of()


def places(items=()):
    found = totals_by_place(MARCH, ground().targets)
    return {row.kecamatan.code: row for row in money.of_places(found, Kecamatan.objects.all(), dict(items))}


def spent():
    """In March and in February of one year at home, at home and elsewhere; and in December before."""
    expense(month=MARCH, item="rooms", rupiah=3_000_000)
    expense(month=Month(2018, 2), item="training", rupiah=5_000_000)
    expense(month=Month(2018, 2), item="rooms", rupiah=1_000_000, kecamatan=ELSEWHERE)
    expense(month=Month(2017, 12), rupiah=9_000_000)
    rollup.drain()


def test_a_kecamatan_has_its_month_and_its_year_until_then():
    spent()
    told = places()
    assert (told[HOME].month, told[HOME].year.rupiah) == (3_000_000, 8_000_000)
    assert (told[ELSEWHERE].month, told[ELSEWHERE].year.rupiah) == (0, 1_000_000)


def test_for_each_new_entrepreneur_of_the_same_months_and_place():
    cell("2018-02", 8_000_000, metric="spending")
    cell("2018-01", 3, metric="new_entrepreneurs")
    cell("2017-12", 9, metric="new_entrepreneurs")
    assert (places()[HOME].year.people, places()[HOME].year.per_person) == (3, 2_666_667)


@pytest.mark.parametrize(("rupiah", "people"), [(5, 0), (0, 5)])
def test_without_people_or_money_there_is_no_money_for_each(rupiah, people):
    assert money.Line(rupiah, people, {}).per_person is None


def test_the_months_add_up_from_january_on():
    spent()
    rows = money.of_months(MARCH, ground(), {})
    assert [(str(row.month), row.line.rupiah, row.through) for row in rows] == [
        ("2018-03", 3_000_000, 9_000_000),
        ("2018-02", 6_000_000, 6_000_000),
        ("2018-01", 0, 0),
    ]


def test_in_the_programmes_first_year_they_begin_with_the_programme():
    assert [str(row.month) for row in money.of_months(Month(2017, 12), ground(), {})] == ["2017-12"]


def test_the_items_are_those_of_the_expenses_by_place_by_month_and_in_all():
    spent()
    told = money.recorded(MARCH, ground())
    assert told.by_place == {HOME: {"rooms": 3_000_000, "training": 5_000_000}, ELSEWHERE: {"rooms": 1_000_000}}
    assert told.by_month == {"2018-03": {"rooms": 3_000_000}, "2018-02": {"rooms": 1_000_000, "training": 5_000_000}}
    assert (told.items, told.rupiah) == ({"rooms": 4_000_000, "training": 5_000_000}, 9_000_000)


def planned():
    """Beside what is spent: of March at home, of December elsewhere, and of the next year."""
    expense(month=MARCH, item="rooms", rupiah=100, stage="planned")
    expense(month=Month(2018, 12), item="training", rupiah=2_000, stage="committed", kecamatan=ELSEWHERE)
    expense(month=Month(2019, 1), rupiah=70_000, stage="committed")
    rollup.drain()


def test_what_is_planned_or_committed_is_not_spent():
    spent()
    planned()
    assert places()[HOME].month == 3_000_000
    assert money.recorded(MARCH, ground()).rupiah == 9_000_000


def test_the_whole_year_is_told_by_stage_and_item():
    spent()
    planned()
    told = money.recorded(MARCH, ground())
    assert told.by_stage == {
        "paid": {"rooms": 4_000_000, "training": 5_000_000},
        "planned": {"rooms": 100},
        "committed": {"training": 2_000},
    }
    assert told.stages == {"paid": 9_000_000, "planned": 100, "committed": 2_000}
    assert told.stages_of == {
        HOME: {"paid": 8_000_000, "planned": 100},
        ELSEWHERE: {"paid": 1_000_000, "committed": 2_000},
    }
    assert told.bound == 9_002_000


def test_paid_it_is_spent_and_no_more_when_it_was_not():
    made = expense(month=MARCH, rupiah=5, stage="committed")
    said = expenses.ExpenseFacts(MARCH, made.kecamatan, made.item, 5)
    expenses.change_expense(by=made.recorded_by, expense=made, said=said, today=today())
    rollup.drain()
    assert places()[HOME].month == 5
    expenses.change_expense(
        by=made.recorded_by, expense=made, said=dataclasses.replace(said, stage="planned"), today=today()
    )
    rollup.drain()
    assert places()[HOME].month == 0


class TestPage:
    def test_it_holds_the_year_against_its_budget(self, browser):
        spent()
        said = text(page(browser))
        assert "Rp 9,000,000 of the budget of 2018, Rp 82,000,000,000 = 0.01 %" in said
        assert "apart" not in said

    def test_a_sum_leads_to_its_expenses(self, browser):
        spent()
        html = page(browser).content.decode()
        told = f'href="/records/?month=2018-03&amp;kecamatan={HOME}&amp;metric=spending&amp;span=year">8,000,000</a>'
        assert told in html
        answer = browser.get(f"/records/?month=2018-03&kecamatan={HOME}&metric=spending&span=year")
        assert "8,000,000" in answer.content.decode()

    def test_what_is_recorded_and_not_counted_yet_is_told(self, browser):
        expense(month=MARCH, rupiah=7_000)
        assert "are Rp +7,000 apart" in text(page(browser))

    def test_as_of_an_earlier_revision_there_are_no_items(self, browser):
        posted(
            1, "2018-03-20T02:00:00+00:00", ("2018-03", 4_000, {"metric": "spending", "gender": "-", "age_band": "-"})
        )
        posted(
            2, "2018-03-21T02:00:00+00:00", ("2018-03", 5_000, {"metric": "spending", "gender": "-", "age_band": "-"})
        )
        answer = page(browser, as_of="1")
        assert answer.context["spending"]["value"] == 4_000
        assert (answer.context["items"], answer.context["apart"]) == ([], 0)

    def test_a_year_without_a_budget_says_so(self, browser):
        said = text(browser.get("/dashboard/money/", {"month": "2019-03"}))
        assert "No budget is set for 2019." in said

    def test_it_asks_as_many_questions_for_three_expenses_as_for_one(self, browser):
        def queries():
            rollup.drain()
            with CaptureQueriesContext(connection) as asked:
                page(browser)
            return len(asked)

        expense(month=MARCH)
        one = queries()
        expense(month=MARCH, kecamatan=ELSEWHERE, item="training"), expense(month=Month(2018, 1))
        assert queries() == one
        assert one <= 16
