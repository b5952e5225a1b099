"""Money spent: recorded, changed, struck out with a reason."""

import uuid

import pytest

from okoce.accounts.roles import Role
from okoce.core.months import Month, today
from programs import expenses
from programs.models import Expense
from tests.factories import ELSEWHERE, HOME, expense, kecamatan, user
from tests.refusals import refused_beside

pytestmark = pytest.mark.django_db

MARCH, APRIL = Month(2018, 3), Month(2018, 4)
# Still ahead when a month ends while the tests run.
AHEAD = Month.of(today()) + 2


def facts(**other):
    said = {"month": MARCH, "kecamatan": kecamatan(), "item": "rooms", "rupiah": 1_500_000, "note": ""}
    return expenses.ExpenseFacts(**{**said, **other})


def record(by=None, id=None, **other):
    return expenses.record_expense(by=by or user(Role.STAFF), id=id or uuid.uuid4(), said=facts(**other), today=today())


def change(made, **other):
    return expenses.change_expense(by=made.recorded_by, expense=made, said=facts(**other), today=today())


def trail(made):
    return list(made.events.order_by("pgh_id").values_list("pgh_label", "rupiah"))


class TestRecording:
    def test_it_keeps_what_was_said_and_who_said_it(self):
        somebody = user(Role.STAFF)
        made = record(somebody, note="  SPM  12 ")
        made.refresh_from_db()
        assert (made.month, made.kecamatan_id, made.item, made.rupiah, made.note, made.recorded_by) == (
            MARCH.first,
            "31.74.01",
            "rooms",
            1_500_000,
            "SPM 12",
            somebody,
        )

    def test_the_same_id_again_is_the_same_expense(self):
        somebody, key = user(Role.STAFF), uuid.uuid4()
        assert record(somebody, key) == record(somebody, key)
        assert Expense.objects.count() == 1

    def test_the_same_id_with_something_else_is_refused(self):
        somebody, key = user(Role.STAFF), uuid.uuid4()
        record(somebody, key)
        with refused_beside("id"):
            record(somebody, key, rupiah=2)

    def test_what_somebody_else_recorded_is_told_to_nobody(self):
        key = uuid.uuid4()
        record(id=key)
        with refused_beside("id"):
            record(id=key)

    def test_one_that_was_struck_out_does_not_come_back_with_its_id(self):
        somebody, key = user(Role.STAFF), uuid.uuid4()
        expenses.strike_out_expense(by=somebody, expense=record(somebody, key), reason="Entered twice")
        with refused_beside("id"):
            record(somebody, key)

    @pytest.mark.parametrize("month", [Month(2017, 11), AHEAD])
    def test_a_month_in_which_nothing_can_have_been_spent_is_refused(self, month):
        with refused_beside("month"):
            record(month=month)

    @pytest.mark.parametrize("month", [Month(2017, 12), Month.of(today())])
    def test_the_first_month_and_the_one_that_runs_are_not(self, month):
        assert record(month=month).month == month.first

    @pytest.mark.parametrize("rupiah", [0, -1, 1_000_000_000_001])
    def test_an_amount_that_cannot_be_is_refused(self, rupiah):
        with refused_beside("rupiah"):
            record(rupiah=rupiah)

    @pytest.mark.parametrize("rupiah", [1, 1_000_000_000_000])
    def test_one_that_can_be_is_not(self, rupiah):
        assert record(rupiah=rupiah).rupiah == rupiah

    def test_an_unknown_item_is_refused(self):
        with refused_beside("item"):
            record(item="travel")

    def test_a_note_that_is_too_long_is_refused(self):
        with refused_beside("note"):
            record(note="a" * 201)


class TestChanging:
    def test_it_becomes_what_is_said_now(self):
        made = change(record(), month=APRIL, kecamatan=kecamatan(ELSEWHERE), item="training", rupiah=7, note="N")
        made.refresh_from_db()
        assert (made.month, made.kecamatan_id, made.item, made.rupiah, made.note) == (
            APRIL.first,
            "31.73.05",
            "training",
            7,
            "N",
        )

    def test_what_it_was_stays_in_the_trail(self):
        assert trail(change(record(), rupiah=7)) == [("insert", 1_500_000), ("update", 7)]

    def test_a_change_of_nothing_leaves_no_trace(self):
        assert trail(change(record())) == [("insert", 1_500_000)]

    def test_it_cannot_move_ahead(self):
        with refused_beside("month"):
            change(record(), month=AHEAD)

    def test_nor_become_nothing(self):
        with refused_beside("rupiah"):
            change(record(), rupiah=0)


class TestStrikingOut:
    def test_it_is_gone_and_the_trail_says_why_and_by_whom(self):
        somebody, made = user(Role.STAFF, name="Rini"), record()
        expenses.strike_out_expense(by=somebody, expense=made, reason=" Entered  twice ")
        assert list(Expense.objects.all()) == []
        assert list(expenses.struck_out(somebody).values_list("rupiah", "reason", "by")) == [
            (1_500_000, "Entered twice", "Rini")
        ]

    @pytest.mark.parametrize("reason", ["", "  ", "no"])
    def test_a_reason_has_to_be_said(self, reason):
        with refused_beside("reason"):
            expenses.strike_out_expense(by=user(Role.STAFF), expense=record(), reason=reason)
        assert Expense.objects.count() == 1

    def test_whoever_works_elsewhere_is_not_told(self):
        expenses.strike_out_expense(by=user(Role.STAFF), expense=record(), reason="Entered twice")
        told = {code: expenses.struck_out(user(kecamatan=(code,))).count() for code in (HOME, ELSEWHERE)}
        assert told == {HOME: 1, ELSEWHERE: 0}


class TestStages:
    def test_it_is_paid_unless_said(self):
        assert record().stage == "paid"

    @pytest.mark.parametrize("stage", ["planned", "committed"])
    def test_what_is_not_paid_yet_may_be_of_a_month_ahead_until_the_end_of_the_next_year(self, stage):
        last = expenses.last_planned(today())
        assert record(month=last, stage=stage).month == last.first
        with refused_beside("month"):
            record(month=last + 1, stage=stage)

    def test_it_is_not_paid_before_its_month_begins(self):
        made = record(month=AHEAD, stage="planned")
        with refused_beside("month"):
            change(made, month=AHEAD, stage="paid")

    def test_an_unknown_one_is_refused(self):
        with refused_beside("stage"):
            record(stage="dreamt")

    def test_the_trail_has_it(self):
        made = record(stage="planned")
        change(made, stage="paid")
        assert list(made.events.order_by("pgh_id").values_list("stage", flat=True)) == ["planned", "paid"]

    def test_only_what_is_paid_is_in_the_sums(self):
        expense(rupiah=10)
        expense(rupiah=500, stage="planned")
        expense(rupiah=700, stage="committed", month=APRIL)
        (march,) = expenses.by_month(expenses.listed(user(Role.STAFF)))
        assert (march["month"], march["total"]) == (MARCH.first, 10)


class TestSums:
    def test_each_month_has_the_sum_of_each_item_and_of_all(self):
        somebody = user(Role.STAFF)
        expense(item="rooms", rupiah=10)
        expense(item="rooms", rupiah=5, kecamatan=ELSEWHERE)
        expense(item="training", rupiah=100)
        expense(month=APRIL, item="equipment", rupiah=7)
        months = expenses.by_month(expenses.listed(somebody))
        nothing = dict.fromkeys(Expense.Item.values)
        assert months == [
            nothing | {"month": APRIL.first, "equipment": 7, "total": 7},
            nothing | {"month": MARCH.first, "rooms": 15, "training": 100, "total": 115},
        ]
        assert expenses.in_all(months) == nothing | {"equipment": 7, "rooms": 15, "training": 100, "total": 122}

    def test_they_are_narrowed_to_a_month_and_a_kecamatan(self):
        somebody = user(Role.STAFF)
        made = expense(rupiah=10)
        expense(rupiah=20, kecamatan=ELSEWHERE)
        expense(rupiah=40, month=APRIL)
        assert list(expenses.listed(somebody, month=MARCH, kecamatan=HOME)) == [made]
