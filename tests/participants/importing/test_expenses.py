"""A spreadsheet of expenses makes what the city's staff would have recorded by hand."""

import functools
import operator
import uuid
from collections import Counter

import pytest
from django.core.cache import cache
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from okoce.core.months import Month, today
from programs import expenses
from programs.models import Expense
from tests import factories
from tests.factories import HOME, user
from tests.participants.importing.bringing import mistakes
from tests.participants.importing.rows import judged, taken_in, verdicts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

ROW = {"bulan": "Maret 2018", "kecamatan": "TEBET", "pos": "Sewa ruang", "jumlah": "Rp 1.500.000", "catatan": "SPM 42"}
AHEAD = Month.of(today()) + 1
WRONG = {
    "a month ahead": (
        {"bulan": f"{AHEAD}"},
        {"month": "This month has not begun: choose one in which money was spent."},
    ),
    "a month before the programme": (
        {"bulan": "11/2017"},
        {"month": "The programme began in 12-2017: choose that month or a later one."},
    ),
    "no month": ({"bulan": "Mrt 2018"}, {"month": "This is no month: write it as 03-2018."}),
    "nothing spent": ({"jumlah": "0"}, {"rupiah": "Ensure this value is greater than or equal to 1."}),
    "a longer number than the budget": (
        {"jumlah": "1000000000001"},
        {"rupiah": "Ensure this value is less than or equal to 1000000000000."},
    ),
    "an unknown item": (
        {"pos": "Konsumsi"},
        {"item": "Write one of these: pelatihan, pendampingan, pendamping, ruang, peralatan."},
    ),
    "an unknown stage": ({"tahap": "Wacana"}, {"stage": "Write one of these: rencana, terikat, dibayar."}),
    "outside Jakarta": (
        {"kecamatan": "luar"},
        {"kecamatan": "You record no spending in this kecamatan: write one of yours."},
    ),
}


@pytest.fixture
def staff():
    return user("staff")


def bring(staff, *rows):
    return taken_in("expenses", [ROW | row for row in rows], by=staff)


def judge(staff, *rows):
    return judged("expenses", [ROW | row for row in rows], by=staff)


def columns(made):
    return {field.attname: getattr(made, field.attname) for field in Expense._meta.fields if field.name not in NEW_EACH}


NEW_EACH = {"id", "recorded_at"}


def test_a_row_makes_the_expense_that_the_form_makes(staff):
    said = expenses.ExpenseFacts(Month(2018, 3), factories.kecamatan(), "rooms", 1_500_000, "SPM 42")
    by_hand = expenses.record_expense(by=staff, id=uuid.uuid4(), said=said, today=today())
    expenses.strike_out_expense(by=staff, expense=by_hand, reason="Salah catat")
    bring(staff, {"catatan": " SPM  42 "})
    made = Expense.objects.get()
    assert columns(made) == columns(by_hand)
    assert list(made.events.values_list("pgh_label", "rupiah")) == [("insert", 1_500_000)]


@pytest.mark.parametrize(
    "written", ["2018-03", "03-2018", "3/2018", "Mar 2018", "march 2018", "2018-03-17", "17/03/2018"]
)
def test_a_month_is_read_however_it_is_written(staff, written):
    bring(staff, {"bulan": written})
    assert str(Expense.objects.get().month) == "2018-03-01"


def test_a_row_says_how_far_it_is_and_is_paid_unless_it_does(staff):
    bring(staff, {"tahap": "Rencana"}, {"tahap": ""}, {"tahap": "kontrak"})
    assert list(Expense.objects.order_by("stage").values_list("stage", flat=True)) == ["committed", "paid", "planned"]
    assert verdicts(judge(staff, {"tahap": "rencana"}, {"tahap": "lunas"})) == ["same", "same"]


def test_what_is_planned_may_lie_ahead(staff):
    bring(staff, {"tahap": "rencana", "bulan": f"{AHEAD}"})
    assert Expense.objects.get().month == AHEAD.first


@pytest.mark.parametrize("wrong", WRONG)
def test_a_row_is_wrong_that_says(staff, wrong):
    row, sentences = WRONG[wrong]
    assert mistakes(judge(staff, row)) == {2: sentences}


def test_rows_that_say_the_same_are_several_expenses_and_once_only(staff):
    assert (bring(staff, {}, {}, {}).new, Expense.objects.count()) == (3, 3)
    assert verdicts(judge(staff, {}, {}, {}, {})) == ["same", "same", "same", "new"]


SAID = st.sampled_from([{}, {"catatan": ""}, {"jumlah": "1.000"}])


@settings(max_examples=12, deadline=None)
@given(files=st.lists(st.lists(SAID, min_size=1, max_size=4), min_size=1, max_size=3))
def test_of_files_that_say_the_same_in_any_order_the_one_that_says_it_most_often_tells_how_often_it_was(files):
    cache.clear()
    with transaction.atomic():
        by = user("staff")
        for rows in files:
            bring(by, *rows)
        made = Counter(Expense.objects.values_list("rupiah", "note"))
        transaction.set_rollback(True)
    said = [
        Counter((1000 if "jumlah" in row else 1_500_000, row.get("catatan", "SPM 42")) for row in rows)
        for rows in files
    ]
    assert made == functools.reduce(operator.or_, said)


def test_what_was_recorded_by_hand_is_there_already(staff):
    said = expenses.ExpenseFacts(Month(2018, 3), factories.kecamatan(HOME), "rooms", 1_500_000, "SPM 42")
    by_hand = expenses.record_expense(by=staff, id=uuid.uuid4(), said=said, today=today())
    looked_through = judge(staff, {}, {})
    assert verdicts(looked_through) == ["same", "new"]
    assert looked_through.staged.first().record == by_hand.pk


def test_what_was_struck_out_or_mended_does_not_come_back_by_the_same_file(staff):
    bring(staff, {}, {"catatan": ""})
    mended = Expense.objects.get(note="")
    said = expenses.ExpenseFacts(Month(2018, 3), factories.kecamatan(HOME), "rooms", 1_600_000)
    expenses.change_expense(by=staff, expense=mended, said=said, today=today())
    expenses.strike_out_expense(by=staff, expense=Expense.objects.get(note="SPM 42"), reason="Dua kali")
    assert verdicts(judge(staff, {}, {"catatan": ""})) == ["same", "same"]
