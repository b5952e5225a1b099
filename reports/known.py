"""What is known of the months, now or at an earlier revision: how each stands, and by which definitions it was published."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

from okoce.core.months import Month
from okoce.core.readings import Reading, models_read, read
from programs.models import Programme
from reports.models import Definition, Period
from reports.periods import Stands, months_read, statuses_of
from reports.standing import Standing, standing_read
from reports.targets import Targets, targets_read
from reports.unchanged.moment import facts_read

# How a number stands of which a month was closed before its definition came: nothing of that was ever published.
BACKWARDS = "backwards"
# How a number stands whose months are all final, and to which something came after they were first published.
CORRECTED = "corrected"
# And where some of what came since waits for the closing of a later month: so nobody published it as it is, and it may still change.
WAITING = "waiting"


@dataclass(frozen=True)
class KnownMonths:
    """It is asked for once, when it is wanted."""

    then: Standing | None = None

    @property
    def as_of(self) -> int | None:
        return self.then.revision if self.then else None

    @cached_property
    def months(self) -> dict[Month, Stands]:
        (months,) = read(months_read(self.then))
        return months

    @cached_property
    def statuses(self) -> dict[Month, str]:
        return statuses_of(self.months)

    @cached_property
    def first_closings(self) -> dict[Month, int]:
        """The months that were ever closed, each with the last revision of its first closing."""
        return {month: one.first_closing for month, one in self.months.items() if one.first_closing is not None}

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


KECAMATAN = Reading(
    "SELECT code FROM programs_kecamatan ORDER BY code", {}, lambda rows: tuple(code for (code,) in rows)
)


@dataclass(frozen=True)
class Ground(KnownMonths):
    """What numbers are read against, of now or as it was `then`: targets, months, how far the counts are.

    And the codes of all `kecamatan`; and `facts`, another number after each statement about facts of which no revision tells.
    """

    targets: Targets = field(kw_only=True)
    months: dict[Month, Stands] = field(kw_only=True)
    standing: Standing = field(kw_only=True)
    kecamatan: tuple[str, ...] = field(kw_only=True)
    facts: int = field(kw_only=True)

    @classmethod
    def of(cls, then: Standing | None = None) -> Self:
        """One question."""
        programme, rows, months, standing, kecamatan, facts = read(
            models_read(Programme.objects.all()),
            targets_read(then),
            months_read(then),
            standing_read(),
            KECAMATAN,
            facts_read(),
        )
        said = {"targets": Targets(*programme, rows), "months": months, "kecamatan": kecamatan, "facts": facts}
        return cls(then, standing=then or standing, **said)


def least_sure(statuses: Iterable[str]) -> str:
    """Open if any is open, else provisional if any is that, else final."""
    return min(statuses, key=Period.Status.values.index)


def told_as(status: str, *, moved: bool, waits: bool = False) -> str:
    """The status with what came since beside it, even if that evens out: it was not first published so, or not at all so far."""
    if status != Period.Status.FINAL:
        return status
    return WAITING if waits else CORRECTED if moved else status
