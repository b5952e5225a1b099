"""Money spent, in the API."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from okoce.accounts.roles import Power
from okoce.core.bodies import Body, Choice, Number, Text, WholeMonth
from okoce.core.months import Month
from okoce.core.queries import MonthField
from programs import expenses
from programs.api.records import Action
from programs.api.resources import CodeField, KecamatanField, NewBody, RecordShape, RecordsQuery, Resource, as_said
from programs.expenses import ExpenseFacts
from programs.models import Expense, Kecamatan
from programs.places import workplaces


class ExpenseShape(RecordShape):
    month = MonthField(help_text=_("The month that the money was spent in."))
    recorded_by = serializers.CharField(help_text=_("Name of the user who recorded it."))

    example = {
        "id": "b1f6f0c2-7d0c-4d55-9a3e-52c1b7b0c6a4",
        "month": "2018-03",
        "kecamatan": "31.74.01",
        "item": "rooms",
        "rupiah": 1500000,
        "note": "Sewa aula, 3 hari",
        "stage": "paid",
        "recorded_by": "Petugas Contoh",
        "recorded_at": "2018-03-20T10:15:00+07:00",
    }

    class Meta:
        model = Expense
        fields = ["id", "month", "kecamatan", "item", "rupiah", "note", "stage", "recorded_by", "recorded_at"]
        extra_kwargs = {
            "kecamatan": {"help_text": _("Dotted code.")},
            "item": {"help_text": _("What it was spent on.")},
            "note": {"help_text": _("What the bill says.")},
            "rupiah": {"help_text": _("Whole rupiah.")},
            "stage": {"help_text": _("How far it is: only what is paid counts as spending.")},
            "recorded_at": {"help_text": _("When it was recorded.")},
        }


class ExpensesQuery(RecordsQuery):
    month = MonthField(required=False, help_text=_("Only what was spent in this month."))
    kecamatan = KecamatanField(help_text=_("Dotted code."))
    item = serializers.ChoiceField(Expense.Item.choices, required=False, help_text=_("What it was spent on."))
    stage = serializers.ChoiceField(
        Expense.Stage.choices, required=False, help_text=_("How far it is: only what is paid counts as spending.")
    )


class ExpenseFields(Body):
    example = {"rupiah": 1250000, "note": "Sewa aula, 2,5 hari"}

    month = WholeMonth(help_text=_("The month that the money was spent in."))
    kecamatan = CodeField(
        lambda user: workplaces(user, Power.RECORD_EXPENSES), every=Kecamatan.objects.all, help_text=_("Dotted code.")
    )
    item = Choice(Expense.Item.choices, help_text=_("What it was spent on."))
    rupiah = Number(min_value=1, max_value=Expense.MOST, help_text=_("Whole rupiah."))
    note = Text(required=False, allow_blank=True, max_length=200, help_text=_("What the bill says."))
    stage = Choice(Expense.Stage.choices, required=False, help_text=_("How far it is, `paid` where it is not said."))


class NewExpense(NewBody, ExpenseFields):
    pass


class StrikeOut(Body):
    example = {"reason": "Tercatat dua kali"}

    reason = Text(min_length=3, max_length=200, help_text=_("Why it was none: it stays in the audit trail."))


class StrikesOut(Action):
    name, about, body, power = "strike-out", _("Say that an expense was none"), StrikeOut, Power.RECORD_EXPENSES
    removes = True

    def do(self, *, by, record, said, at):
        expenses.strike_out_expense(by=by, expense=record, **said)

    def removed(self, *, by, key):
        return expenses.struck_out(by).filter(pgh_obj_id=key).exists()


class Expenses(Resource):
    name, one, about = "expenses", "expense", _("Money spent")
    model, shape, query = Expense, ExpenseShape, ExpensesQuery
    new, changed, power = NewExpense, ExpenseFields, Power.RECORD_EXPENSES

    def rows(self, user):
        return Expense.objects.visible_to(user).select_related("recorded_by")

    def narrowed(self, rows, asked):
        month = {"month": asked["month"].first} if "month" in asked else {}
        return super().narrowed(rows, asked | month)

    def create(self, *, by, id, said, at):
        return expenses.record_expense(by=by, id=id, said=ExpenseFacts(**said), today=at.date()), True

    def change(self, *, by, record, said, at):
        now = as_said(record, ["kecamatan", "item", "rupiah", "note", "stage"]) | {"month": Month.of(record.month)}
        facts = ExpenseFacts(**(now | said))
        return expenses.change_expense(by=by, expense=record, said=facts, today=at.date())
