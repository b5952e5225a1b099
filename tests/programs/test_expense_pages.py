"""The pages of money spent: a month's sums, its expenses, recording, changing, striking out."""

import re
import uuid

import pytest

from okoce.accounts.roles import Role
from okoce.core.months import Month
from programs import expenses
from programs.models import Expense
from tests.factories import ELSEWHERE, HOME, expense, user
from tests.pages import queries, refused

pytestmark = pytest.mark.django_db

APRIL = Month(2018, 4)


def said(**other):
    """A filled-in form; with None for what is left out."""
    fields = {
        "id": f"{uuid.uuid4()}",
        "month": "2018-03",
        "item": "rooms",
        "kecamatan": HOME,
        "rupiah": "1.500.000",
        "note": "",
    }
    return {name: value for name, value in (fields | other).items() if value is not None}


def figures(page):
    """The cells of numbers, row by row, as they are read."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", page, re.DOTALL)
    cells = [re.findall(r'<td class="num">\s*(.*?)\s*</td>', row, re.DOTALL) for row in rows]
    return [row for row in cells if row]


@pytest.fixture
def staff():
    return user(Role.STAFF)


@pytest.fixture
def browser(signed_in, staff):
    return signed_in(staff)


class TestList:
    def test_each_month_has_its_sums_and_all_months_theirs(self, browser):
        expense(item="rooms", rupiah=1_000_000)
        expense(item="training", rupiah=2_000_000, kecamatan=ELSEWHERE)
        expense(item="rooms", rupiah=500, month=APRIL)
        assert figures(browser.get("/expenses/").content.decode()) == [
            ["500", "–", "–", "–", "500", "–"],
            ["3,000,000", "2,000,000", "–", "–", "1,000,000", "–"],
            ["3,000,500", "2,000,000", "–", "–", "1,000,500", "–"],
        ]

    def test_a_month_has_its_expenses(self, browser):
        made = expense()
        expense(month=APRIL)
        assert list(browser.get("/expenses/?month=2018-03").context["page"]) == [made]

    def test_it_is_narrowed_to_a_kecamatan(self, browser):
        expense()
        made = expense(kecamatan=ELSEWHERE)
        assert list(browser.get(f"/expenses/?month=2018-03&kecamatan={ELSEWHERE}").context["page"]) == [made]

    @pytest.mark.parametrize("query", ["month=2018-13", "month=2017-11", "kecamatan=31.99.99", "kecamatan=%00"])
    def test_what_cannot_be_chosen_narrows_nothing(self, browser, query):
        expense(rupiah=5)
        assert browser.get(f"/expenses/?{query}").context["sums"]["total"] == 5

    def test_whoever_works_in_one_kecamatan_sees_the_money_of_that_one(self, signed_in):
        expense(rupiah=5)
        expense(rupiah=7, kecamatan=ELSEWHERE)
        page = signed_in(user(kecamatan=(HOME,))).get("/expenses/?month=2018-03")
        assert page.context["sums"]["total"] == 5
        assert "/expenses/new/" not in page.content.decode()

    def test_an_empty_one_says_what_will_stand_there(self, browser):
        assert "What the city office records" in browser.get("/expenses/").content.decode()

    def test_what_was_struck_out_of_a_month_is_told_with_its_reason(self, browser, staff):
        expenses.strike_out_expense(by=staff, expense=expense(), reason="Entered twice")
        assert "Entered twice" in browser.get("/expenses/?month=2018-03").content.decode()

    def test_it_takes_as_many_queries_for_three_as_for_one(self, browser, staff):
        made = [expense() for _ in range(4)]
        expenses.strike_out_expense(by=staff, expense=made.pop(), reason="Entered twice")
        once = queries(browser, "/expenses/?month=2018-03")
        expense(kecamatan=ELSEWHERE)
        expenses.strike_out_expense(by=staff, expense=made.pop(), reason="Entered twice")
        assert queries(browser, "/expenses/?month=2018-03") == once

    def test_fifty_one_expenses_stand_on_two_pages(self, browser):
        for _ in range(51):
            expense()
        assert len(browser.get("/expenses/?month=2018-03&page=2").context["page"]) == 1


class TestNew:
    def test_a_recorded_expense_leads_to_its_month(self, browser, staff):
        answer = browser.post("/expenses/new/", said())
        assert answer.url == "/expenses/?month=2018-03"
        assert Expense.objects.values_list("rupiah", "recorded_by").get() == (1_500_000, staff.pk)

    def test_the_next_one_is_filled_in_like_the_last_but_for_place_and_amount(self, browser):
        assert browser.post("/expenses/new/", said(item="mentoring", next="yes")).url == "/expenses/new/"
        form = browser.get("/expenses/new/").context["form"]
        assert [form[name].value() for name in ("month", "item", "kecamatan", "rupiah")] == [
            "2018-03",
            "mentoring",
            None,
            None,
        ]

    def test_the_same_form_again_makes_one_expense(self, browser):
        form = said()
        assert [browser.post("/expenses/new/", form).status_code for _ in range(2)] == [302, 302]
        assert Expense.objects.count() == 1

    @pytest.mark.parametrize(
        ("typed", "sentences"),
        [
            ({"rupiah": "1,5 juta"}, {"rupiah": ["Write whole rupiah, for example 1500000 or 1.500.000."]}),
            ({"rupiah": "0"}, {"rupiah": ["Ensure this value is greater than or equal to 1."]}),
            ({"kecamatan": None}, {"kecamatan": ["This field is required."]}),
        ],
    )
    def test_what_is_wrong_is_said_beside_its_field(self, browser, typed, sentences):
        assert refused(browser.post("/expenses/new/", said(**typed))) == sentences

    @pytest.mark.parametrize("typed", [{"month": "2017-11"}, {"item": "travel"}, {"kecamatan": "LUAR"}])
    def test_what_is_no_choice_cannot_be_chosen(self, browser, typed):
        assert list(refused(browser.post("/expenses/new/", said(**typed)))) == list(typed)

    def test_what_was_typed_is_still_there_after_a_refusal(self, browser):
        page = browser.post("/expenses/new/", said(rupiah="1,5 juta")).content.decode()
        assert re.findall(r'name="rupiah" value="([^"]*)"', page) == ["1,5 juta"]

    def test_an_assignment_leaves_no_other_kecamatan_to_choose(self, signed_in):
        browser = signed_in(user(Role.STAFF, kecamatan=(HOME,)))
        assert list(refused(browser.post("/expenses/new/", said(kecamatan=ELSEWHERE)))) == ["kecamatan"]


class TestChange:
    def test_the_form_says_what_the_expense_says(self, browser):
        form = browser.get(f"/expenses/{expense(rupiah=1_500_000).pk}/").context["form"]
        assert [form[name].value() for name in ("month", "item", "kecamatan", "rupiah")] == [
            "2018-03",
            "rooms",
            HOME,
            "1.500.000",
        ]

    def test_a_changed_expense_leads_to_its_month(self, browser):
        made = expense()
        assert browser.post(f"/expenses/{made.pk}/", said(month="2018-04")).url == "/expenses/?month=2018-04"
        made.refresh_from_db()
        assert (made.month, made.rupiah) == (APRIL.first, 1_500_000)

    @pytest.mark.parametrize("page", ["", "strike-out/"])
    def test_one_outside_the_area_does_not_exist(self, signed_in, page):
        browser = signed_in(user(Role.STAFF, kecamatan=(HOME,)))
        assert browser.get(f"/expenses/{expense(kecamatan=ELSEWHERE).pk}/{page}").status_code == 404


class TestStrikeOut:
    def test_it_leads_to_the_month_and_so_does_a_second_tap(self, browser):
        made = expense()
        answers = [browser.post(f"/expenses/{made.pk}/strike-out/", {"reason": "Entered twice"}) for _ in range(2)]
        assert [answer.url for answer in answers] == ["/expenses/?month=2018-03"] * 2
        assert Expense.objects.count() == 0

    def test_without_a_reason_it_stays(self, browser):
        made = expense()
        assert refused(browser.post(f"/expenses/{made.pk}/strike-out/", {"reason": ""})) == {
            "reason": ["This field is required."]
        }
        assert Expense.objects.count() == 1
