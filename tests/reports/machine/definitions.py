"""Further definitions with thresholds of their own come, and are named; the first one's series stay what they are."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from okoce.core.months import Month
from reports import definitions, rollup
from reports.models import Definition
from tests.reports.machine.months import Months
from tests.reports.machine.stage import LICENCE_TYPES, MONTHS
from tests.reports.recount import Thresholds

ENOUGH = 3
AFTERWARDS = Month(2018, 5).first


class Definitions(Months):
    @precondition(lambda self: not self.draining and len(self.definitions) < ENOUGH)
    @rule(
        percent=st.sampled_from([50, 75, 100]),
        days=st.sampled_from([1, 2, 3]),
        types=st.lists(st.sampled_from(LICENCE_TYPES), min_size=1, unique=True),
    )
    def a_definition_comes(self, percent, days, types):
        if (percent, days, set(types)) not in [self.asked_by(one) for one in self.definitions]:
            self.asks_for(percent, days, types)

    def asked_by(self, one):
        return one.attendance_percent, one.visit_days, set(one.licence_types)

    def asks_for(self, percent, days, types):
        code = f"COBA-{len(self.definitions)}"
        asked = {"attendance_percent": percent, "visit_days": days, "licence_types": types}
        said = definitions.NewDefinition(code=code, source="Rapat", reason="Ambang lain", **asked)
        self.came[code] = definitions.add_definition(by=self.stage.staff, said=said).revision_id
        self.definitions.append(Thresholds(code, percent, days, frozenset(types)))

    @precondition(lambda self: not self.draining)
    @rule(data=st.data(), month=st.sampled_from([*MONTHS, AFTERWARDS]))
    def the_headline_is_named(self, data, month):
        """From a month on; from none that was ever closed or that has a later one which was."""
        code = self.some(data, ["2018-P4", *(one.code for one in self.definitions[1:])], "definition")
        said = {"definition": Definition(code), "from_month": Month.of(month), "reason": "Keputusan rapat"}
        # Nobody is named before everybody is counted by it.
        rollup.drain()
        if code == self.headline(month) or (self.periods and month <= max(self.periods)):
            with self.refused():
                definitions.name_headline(by=self.stage.staff, **said)
        else:
            definitions.name_headline(by=self.stage.staff, **said)
            self.namings[month] = code
