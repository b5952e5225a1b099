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


class Money(Memory):
    def spent(self, month, place, rupiah):
        return expenses.ExpenseFacts(month=Month.of(month), kecamatan=Kecamatan(place), item="rooms", rupiah=rupiah)

    @rule(month=st.sampled_from(MONTHS), place=st.sampled_from([HOME, ELSEWHERE]), rupiah=st.sampled_from(AMOUNTS))
    def spends(self, month, place, rupiah):
        key = uuid.uuid4()
        said = self.spent(month, place, rupiah)
        expenses.record_expense(by=self.stage.facilitator, id=key, said=said, today=today())
        self.expenses[key] = Expense(month, place, rupiah)

    @precondition(lambda self: self.expenses)
    @rule(
        data=st.data(),
        month=st.sampled_from(MONTHS),
        place=st.sampled_from([HOME, ELSEWHERE]),
        rupiah=st.sampled_from([*AMOUNTS, None]),
    )
    def an_expense_changes(self, data, month, place, rupiah):
        """Or was none."""
        key = self.some(data, list(self.expenses), "expense")
        row = ExpenseRow.objects.get(pk=key)
        if rupiah is None:
            expenses.strike_out_expense(by=self.stage.facilitator, expense=row, reason="Salah catat")
            del self.expenses[key]
        else:
            said = self.spent(month, place, rupiah)
            expenses.change_expense(by=self.stage.facilitator, expense=row, said=said, today=today())
            self.expenses[key] = Expense(month, place, rupiah)
