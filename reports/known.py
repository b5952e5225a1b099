"""What is known of the months, now or at an earlier revision: how each stands, and by which definitions it was published."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Min

from okoce.core.months import Month
from reports.models import Closing, Definition, Period
from reports.periods import statuses
from reports.standing import Standing

# How a number stands of which a month was closed before its definition came: nothing of that was ever published.
BACKWARDS = "backwards"
# How a number stands whose months are all final, and to which something came after they were first published.
CORRECTED = "corrected"


@dataclass(frozen=True)
class KnownMonths:
    """Each thing is asked for once, when it is wanted."""

    then: Standing | None = None

    @property
    def as_of(self) -> int | None:
        return self.then.revision if self.then else None

    @cached_property
    def statuses(self) -> dict[Month, str]:
        return statuses(self.then)

    @cached_property
    def first_closings(self) -> dict[Month, int]:
        """The months that were ever closed, each with the last revision of its first closing."""
        closings = Closing.objects.order_by("month")
        if self.then:
            closings = closings.filter(last_revision__lte=self.then.revision)
        first = closings.values_list("month").annotate(first=Min("last_revision"))
        return {Month.of(month): revision for month, revision in first}

    def status_of(self, months: Iterable[Month], vintage: str = "latest") -> str:
        """Of a sum over these months: that of the least sure of them.

        What was first published stays, also while its month is open again.
        """
        asked = set(months)
        if vintage == "first" and asked <= self.first_closings.keys():
            return Period.Status.FINAL
        return least_sure(self.statuses[month] for month in asked)

    def publications(self, definition: Definition) -> set[Month]:
        """The months whose first closing published its headline.

        What was closed before it came has no publication by it, and never gets one.
        """
        came = definition.revision_id or 0
        return {month for month, revision in self.first_closings.items() if revision >= came}

    def published(self, months: Iterable[Month], definition: Definition) -> bool:
        """Whether each of these months was ever closed, and its first closing knew the definition."""
        asked = set(months)
        found = {self.statuses[month] for month in asked}
        if Period.Status.OPEN in found:
            return False
        return (found == {Period.Status.FINAL} and not definition.revision_id) or asked <= self.publications(definition)

    def backwards(self, definition: Definition) -> set[Month]:
        """The months that were closed before it came: what it counts there was never published."""
        if not definition.revision_id:
            return set()
        return {month for month, revision in self.first_closings.items() if revision < definition.revision_id}


def least_sure(statuses: Iterable[str]) -> str:
    """Open if any is open, else provisional if any is that, else final."""
    return min(statuses, key=Period.Status.values.index)


def told_as(status: str, *, moved: bool) -> str:
    """The status with what came since beside it, even if that evens out: it was not first published so."""
    return CORRECTED if moved and status == Period.Status.FINAL else status
