"""A number with all that stands behind it: what it means, how sure it is, where it is published, and how it came about."""

from dataclasses import dataclass
from functools import cached_property

from okoce.core.months import Month
from reports.definitions import COUNTED, published_in
from reports.explaining.asked import Number
from reports.explaining.postings import Posted, postings_of
from reports.explaining.records import Records, records_of
from reports.explaining.words import Rule, rule_of
from reports.models import Closing, Definition, Period
from reports.periods import statuses
from reports.standing import Standing, standing
from reports.summary import least_sure


@dataclass(frozen=True)
class Account:
    """Read once; of an earlier moment, or of what was published, it has no records: facts are as they are now."""

    number: Number

    @cached_property
    def rule(self) -> Rule:
        return rule_of(self.number)

    @cached_property
    def standing(self) -> Standing:
        """As of which revision it is told."""
        return self.number.then or standing()

    @cached_property
    def known(self) -> dict[Month, str]:
        return statuses(self.number.then)

    @cached_property
    def status(self) -> str:
        """The least sure one of its months."""
        return least_sure(self.known[month] for month in self.number.months)

    @cached_property
    def value(self) -> int:
        return self.number.value()

    @cached_property
    def first_published(self) -> int | None:
        """What its months were published with; None while one of them is not final, and where nothing was published."""
        if self.status != Period.Status.FINAL or self.came_later:
            return None
        return self.number.read("first").value()

    @property
    def came_later(self) -> bool:
        """Whether the series began after its first month was closed: what it was filled with then is no publication."""
        if not self.number.suffix:
            return False
        definition = Definition.objects.get(metric=f"{COUNTED}{self.number.suffix}")
        return not published_in(self.number.first, definition, as_of=self.number.as_of)

    @cached_property
    def adjustments(self) -> int:
        """Corrections of earlier months that these months published."""
        return self.number.read("adjustments").value()

    @cached_property
    def closing(self) -> Closing | None:
        """The newest link of the chain that one of its months is in, as far as it was there then."""
        final = [month.first for month in self.number.months if self.known[month] == Period.Status.FINAL]
        return Closing.objects.filter(month__in=final, last_revision__lte=self.standing.revision).first()

    @cached_property
    def records(self) -> Records | None:
        return records_of(self.number) if self.number.is_of_now else None

    @cached_property
    def postings(self) -> list[Posted]:
        return postings_of(self.number)
