"""The planner's page: what is typed, what comes of it, and plans side by side."""

import re
import uuid
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from okoce.accounts.roles import Role
from okoce.core.months import Month, today
from reports.models import Plan
from reports.planning.words import rounded
from tests.factories import ELSEWHERE, HOME, user
from tests.reports.cells import cell, revision
from tests.reports.planning.test_keeping import saved

pytestmark = pytest.mark.django_db

ASKED = {"month": "2018-10"}


@pytest.fixture
def staff():
    return user(Role.STAFF)


@pytest.fixture
def browser(signed_in, staff):
    return signed_in(staff)


@pytest.fixture
def counted():
    """In half a year 300 trainings, and from each of them ten and a half new entrepreneurs."""
    revision(1)
    for metric, value in (
        ("trainings", 300), ("registered", 6000), ("trained", 4500), ("licensed", 3000), ("new_entrepreneurs", 3150),
    ):  # fmt: skip
        cell("2018-09", value, metric=metric)


def page(browser, **said):
    return browser.get("/planner/", ASKED | said)


def text(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def save(browser, name="Enam puluh", address="month=2018-10&trainings=60", **said):
    return browser.post(f"/planner/?{address}", {"id": uuid.uuid4(), "name": name, **said})


@pytest.mark.usefixtures("counted")
class TestReckoning:
    def test_the_page_says_what_four_thousand_a_month_take(self, browser):
        said = text(page(browser))
        assert "4,000 a month at the present conversion would need 381 trainings a month." in said
        assert "That is 311 above the band of 50 to 70." in said
        assert "With the band's 70 trainings, 4,000 ask 57.1 from each training; here it is 10.5." in said

    def test_and_what_the_five_years_take(self, browser):
        # 200,000 less 3,150 over the 50 months that are left is 3,937; with 10.5 from each that is 375 trainings.
        assert "takes 3,937 in each month from now on, which is 375 trainings a month." in text(page(browser))

    def test_it_says_that_it_takes_the_average_and_leads_to_the_forecast_that_takes_the_middle(self, browser):
        answer = page(browser)
        assert "That is the average of the months it goes by. The forecast takes their middle" in text(answer)
        assert answer.content.decode().count('href="/dashboard/when/?month=2018-10"') == 2
        assert "That is the average" not in text(page(browser, trainings="60"))

    def test_what_is_assumed_counts(self, browser):
        answer = page(browser, trainings="60", licensed="70")
        # 60 trainings of 20, 75 % trained, 70 % of them licensed, 105 % of those new.
        # 661.5
        assert answer.context["words"]["headline"] == 662
        assert answer.context["outlook"].changed == ["trainings", "licensed"]
        assert "as assumed would need 363 trainings a month." in text(answer)

    def test_what_a_field_shows_is_as_it_went_exactly(self, browser):
        # Two thirds are shown as 66.7 %.
        answer = page(browser, licensed="66.7")
        assert answer.context["outlook"].changed == []
        assert answer.context["words"]["for_month"] == 381

    @pytest.mark.parametrize("typed", ["-1", "viele", "12.34", "1e9", "NaN"])
    def test_a_number_that_is_none_is_told_and_nothing_is_reckoned_with_it(self, browser, typed):
        answer = page(browser, trained=typed)
        assert list(answer.context["form"].errors) == ["trained"]
        assert answer.context["words"]["for_month"] == 381

    def test_a_kecamatan_has_its_own_page(self, browser):
        answer = page(browser, kecamatan=HOME)
        assert answer.context["basis"].counted["trainings"] == 300
        assert answer.context["rows"] == []
        assert page(browser, kecamatan=ELSEWHERE).context["words"]["headline"] is None
        assert page(browser, kecamatan="31.99.99").status_code == 404

    def test_each_month_that_it_goes_by_leads_to_its_records(self, browser):
        html = page(browser).content.decode()
        assert '<a class="behind" href="/records/?month=2018-09&amp;metric=trained">4,500</a>' in html
        assert 'href="/records/?month=2018-09&amp;definition=OKOCE-2026.1">3,150</a>' in html

    def test_the_headline_may_be_another(self, browser):
        answer = page(browser, definition="2020-P1")
        assert answer.context["links"] == ["Trainings", "Registered"]
        # 20 from each training.
        assert answer.context["words"]["for_month"] == 200

    def test_after_the_programme_there_is_no_goal(self, browser, monkeypatch):
        last = Month(2022, 11)
        if Month.of(today()) <= last:
            pytest.skip("the programme goes on")
        cell("2022-12", 4, metric="trainings")
        assert "The month has no target: the programme is over." not in text(page(browser, month="2022-11"))
        answer = page(browser, month="2023-01")
        assert answer.context["words"]["for_month"] is None

    def test_it_asks_as_many_questions_with_three_plans_as_with_one(self, browser, staff):
        def queries():
            with CaptureQueriesContext(connection) as asked:
                page(browser)
            return len(asked)

        saved(staff, name="Satu")
        one = queries()
        saved(staff, name="Dua")
        saved(staff, name="Tiga")
        assert queries() == one


def test_headline_sentence_table_and_the_plan_side_by_side_round_in_one_way(browser, staff):
    """In half a year 45 trainings and 125 people, of 250: 20.83 a month, 2.78 from each training; 41.67 register."""
    revision(1)
    for metric, value in (("trainings", 45), *((rung, 250) for rung in ("registered", "trained", "licensed"))):
        cell("2018-09", value, metric=metric)
    cell("2018-09", 125, metric="new_entrepreneurs")
    answer = page(browser)
    said = text(answer)
    assert "20.8 New entrepreneurs a month: 7.5 trainings, 2.78 from each" in said
    assert "20.8 of the 4,000 of October 2018 = 0.5 %" in said
    # 125 before, and 50 months of 20.83: 1,041.67.
    assert "the 50 that are left end at 1,167 of 200,000" in said
    went = ["7.5", "41.7", "41.7", "41.7", "20.8"]
    assert [str(line["went"]) for line in answer.context["lines"]] == went
    save(browser, address="month=2018-10")
    side_by_side = text(browser.get("/planner/compare/", {"plan": Plan.objects.get().pk}))
    assert "The headline, a month 20.8 of the month's target 20.8 of 4,000" in side_by_side
    assert "Reach the headline 50 %" in side_by_side


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("25/9", "2.78"),
        ("0.005", "0.01"),
        ("9.995", "10"),
        ("99.95", "100"),
        ("661.5", "662"),
        ("7.5", "7.5"),
        ("0", "0"),
    ],
)
def test_it_is_three_figures_and_a_half_is_rounded_up(value, told):
    assert str(rounded(Fraction(value))) == told


def test_the_first_month_has_nothing_to_go_by(browser):
    assert "Nothing to reckon with yet" in text(page(browser, month="2017-12"))


@pytest.mark.usefixtures("counted")
class TestSaving:
    def test_what_the_address_shows_is_kept(self, browser, staff):
        answer = save(browser)
        assert answer.headers["Location"] == "/planner/?month=2018-10&trainings=60"
        plan = Plan.objects.get()
        assert (plan.user, plan.name, plan.assumed, plan.revision) == (staff, "Enam puluh", {"trainings": "60"}, 1)

    def test_what_was_typed_and_not_reckoned_yet_is_kept(self, browser):
        answer = save(browser, trainings="33", licensed="")
        assert answer.headers["Location"] == "/planner/?month=2018-10&trainings=33"
        assert Plan.objects.get().assumed == {"trainings": "33"}

    def test_the_list_says_what_each_makes_in_a_month(self, browser):
        save(browser)
        assert "October 2018, All of Jakarta · makes 630 a month" in text(page(browser))

    def test_what_was_counted_later_is_not_in_it(self, browser):
        save(browser)
        cell("2018-08", 999, metric="new_entrepreneurs")
        plan = Plan.objects.get()
        said = text(browser.get("/planner/compare/", {"plan": plan.pk}))
        assert "630 of 4,000 = 16 %" in said

    def test_a_name_that_is_taken_is_told_beside_its_field(self, browser):
        save(browser)
        answer = save(browser)
        assert answer.context["keep"].errors == {
            "name": ["You have a plan of this name: choose another, or delete that one first."]
        }

    def test_a_number_that_is_none_is_not_kept(self, browser):
        answer = save(browser, address="month=2018-10&trainings=viele")
        assert Plan.objects.count() == 0
        assert list(answer.context["form"].errors) == ["trainings"]
        assert 'value="Enam puluh"' in answer.content.decode()

    def test_a_plan_is_deleted_by_whoever_saved_it(self, browser, staff, signed_in):
        plan = saved(staff)
        assert signed_in(user(Role.STAFF)).post(f"/planner/{plan.pk}/delete/").status_code == 404
        assert browser.post(f"/planner/{plan.pk}/delete/").status_code == 302
        assert Plan.objects.count() == 0


class TestComparing:
    def test_three_stand_side_by_side_and_a_fourth_is_left_out(self, browser, staff):
        keys = [saved(staff, name=name).pk for name in ("Satu", "Dua", "Tiga", "Empat")]
        answer = browser.get("/planner/compare/", {"plan": keys})
        assert [one["plan"].name for one in answer.context["plans"]] == ["Satu", "Dua", "Tiga"]
        assert "Three fit side by side" in text(answer)

    def test_one_of_somebody_else_or_of_nobody_is_not_there(self, browser):
        other = saved(user(Role.STAFF))
        for key in (other.pk, uuid.uuid4(), "satu"):
            assert browser.get("/planner/compare/", {"plan": key}).status_code == 404

    def test_without_a_tick_it_says_what_to_do(self, browser):
        answer = browser.get("/planner/compare/", follow=True)
        assert "Tick the plans that are to stand side by side" in text(answer)

    def test_plans_are_read_with_as_many_questions_as_one(self, browser, staff):
        keys = [saved(staff, name=name).pk for name in ("Satu", "Dua", "Tiga")]

        def queries(plans):
            with CaptureQueriesContext(connection) as asked:
                browser.get("/planner/compare/", {"plan": plans})
            return len(asked)

        assert queries(keys[:1]) == queries(keys)

    def test_the_way_back_reckons_the_same_anew(self, browser, staff):
        plan = saved(staff)
        html = browser.get("/planner/compare/", {"plan": plan.pk}).content.decode()
        assert 'href="/planner/?month=2018-10&amp;definition=OKOCE-2026.1&amp;trainings=60"' in html


class TestRecords:
    @pytest.fixture(autouse=True)
    def licensed(self):
        """Two in August and one in September, all of HOME."""
        revision(1)
        for month, value in (("2018-08", 2), ("2018-09", 1)):
            cell(month, value, metric="licensed")

    def test_what_the_months_have_together_opens_onto_its_records(self, browser):
        html = page(browser).content.decode()
        records = "/records/?month=2018-09&amp;from=2018-04&amp;metric=licensed"
        assert f'href="{records}">3</a>' in html

    def test_so_does_what_a_kecamatan_had(self, browser):
        html = page(browser).content.decode()
        records = f"/records/?month=2018-09&amp;kecamatan={HOME}&amp;from=2018-04&amp;metric=licensed"
        assert f'href="{records}">3</a>' in html
        assert f'href="{records}">3</a>' in page(browser, kecamatan=HOME).content.decode()

    def test_of_a_single_month_it_is_that_month(self, browser):
        html = page(browser, month="2018-01").content.decode()
        assert 'href="/records/?month=2017-12&amp;metric=licensed">0</a>' in html
        assert "from=" not in html

    def test_the_records_add_up_to_it(self, browser):
        answer = browser.get("/records/?month=2018-09&from=2018-04&metric=licensed")
        assert answer.context["account"].value == 3
