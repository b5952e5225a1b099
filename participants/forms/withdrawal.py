from okoce.core.forms import VerbForm
from participants import records


class WithdrawForm(VerbForm):
    """A press of a button."""

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, **kwargs)
        self.record = record

    def perform(self):
        return records.withdraw(by=self.by, record=self.record)
