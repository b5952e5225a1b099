"""A second definition with thresholds of its own comes, changes and goes; the first one's series stay what they are."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from reports.contributions.requeue import requeue
from reports.models import Thresholds as ThresholdsRow
from tests.reports.machine.memory import Memory
from tests.reports.machine.stage import LICENCE_TYPES
from tests.reports.recount import Thresholds

ANOTHER = "COBA"


class Definitions(Memory):
    @rule(
        percent=st.sampled_from([50, 75, 100]),
        days=st.sampled_from([1, 2, 3]),
        types=st.lists(st.sampled_from(LICENCE_TYPES), min_size=1, unique=True),
    )
    def a_definition_asks_for(self, percent, days, types):
        self.asks_for(percent, days, types)

    def asks_for(self, percent, days, types):
        asked = {"attendance_percent": percent, "visit_days": days, "licence_types": types}
        self.by_hand(
            lambda: (
                ThresholdsRow.objects.update_or_create(code=ANOTHER, defaults={"suffix": f"@{ANOTHER}", **asked}),
                requeue("other thresholds"),
            )
        )
        self.definitions[1:] = [Thresholds(ANOTHER, percent, days, frozenset(types))]

    @precondition(lambda self: len(self.definitions) > 1)
    @rule()
    def that_definition_goes(self):
        self.by_hand(lambda: (ThresholdsRow.objects.filter(code=ANOTHER).delete(), requeue("thresholds gone")))
        del self.definitions[1:]
