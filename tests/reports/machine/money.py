"""Money spent: recorded, changed, struck out."""

import uuid

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from okoce.core.months import Month, today
from programs import expenses
from programs.models import Expense as ExpenseRow
from programs.models import Kecamatan
from tests.factories import ELSEWHERE, HOME
from tests.reports.machine.memory import Memory
from tests.reports.machine.stage import MONTHS
from tests.reports.recount import Expense

AMOUNTS = [1, 5_000_000_000]
STAGES = ["paid", "planned", "committed"]


class Money(Memory):
    def spent(self, month, place, rupiah, stage):
        place = Kecamatan(place)
        return expenses.ExpenseFacts(Month.of(month), place, item="rooms", rupiah=rupiah, stage=stage)

    @rule(
        month=st.sampled_from(MONTHS),
        place=st.sampled_from([HOME, ELSEWHERE]),
        rupiah=st.sampled_from(AMOUNTS),
        stage=st.sampled_from(STAGES),
    )
    def spends(self, month, place, rupiah, stage):
        key = uuid.uuid4()
        said = self.spent(month, place, rupiah, stage)
        expenses.record_expense(by=self.stage.facilitator, id=key, said=said, today=today())
        self.expenses[key] = Expense(month, place, rupiah, stage)

    @precondition(lambda self: self.expenses)
    @rule(
        data=st.data(),
        month=st.sampled_from(MONTHS),
        place=st.sampled_from([HOME, ELSEWHERE]),
        rupiah=st.sampled_from([*AMOUNTS, None]),
        stage=st.sampled_from(STAGES),
    )
    def an_expense_changes(self, data, month, place, rupiah, stage):
        """Or was none."""
        key = self.some(data, list(self.expenses), "expense")
        row = ExpenseRow.objects.get(pk=key)
        if rupiah is None:
            expenses.strike_out_expense(by=self.stage.facilitator, expense=row, reason="Salah catat")
            del self.expenses[key]
        else:
            said = self.spent(month, place, rupiah, stage)
            expenses.change_expense(by=self.stage.facilitator, expense=row, said=said, today=today())
            self.expenses[key] = Expense(month, place, rupiah, stage)
