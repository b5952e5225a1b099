"""A number with all that stands behind it: what it means, how sure it is, where it is published, and how it came about."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from reports.definitions import COUNTED
from reports.explaining.asked import Number
from reports.explaining.postings import Posted, postings_of
from reports.explaining.records import Records, records_of
from reports.explaining.since import Since, since
from reports.explaining.words import Rule, rule_of
from reports.known import BACKWARDS, KnownMonths, told_as
from reports.models import Closing, Definition, Period
from reports.standing import Standing, standing


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
    def known(self) -> KnownMonths:
        return KnownMonths(self.number.then)

    @cached_property
    def status(self) -> str:
        """The least sure one of its months; what they first published stays."""
        return self.known.status_of(self.number.months, self.number.vintage)

    @property
    def told_as(self) -> str:
        """The status, or what a page says in its place."""
        if self.backcast:
            return BACKWARDS
        if self.number.vintage != "latest" or not self.published:
            return self.status
        return told_as(self.status, moved=bool(self.since), waits=bool(self.since.waits))

    @cached_property
    def value(self) -> int:
        if self.number.registered:
            # Who registered when is in the ledger alone.
            return sum(posted.value for posted in self.postings)
        return self.number.value()

    @cached_property
    def first_published(self) -> int | None:
        """What its months were first published with; None where one of them was not."""
        return self.number.read("first").value() if self.published else None

    @cached_property
    def named(self) -> Definition:
        """By which its series came; one that was there from the beginning where it has no thresholds of its own."""
        suffix = self.number.suffix
        return Definition.objects.get(metric=f"{COUNTED}{suffix}") if suffix else Definition()

    @cached_property
    def published(self) -> bool:
        """Whether each of its months was closed, and by its definition: one that came later published nothing in them.

        No closing publishes what became of those who registered in one month.
        """
        return self.number.registered is None and self.known.published(self.number.months, self.named)

    @cached_property
    def backcast(self) -> bool:
        """Whether one of its months was closed before its series came: that is counted backwards, and never published."""
        return not self.known.backwards(self.named).isdisjoint(self.number.months)

    @cached_property
    def corrections(self) -> int | None:
        """What was found out since about these months: with it, what was first published is what they count now."""
        if self.first_published is None:
            return None
        return self.number.read("latest").value() - self.first_published

    @property
    def adjusted(self) -> Since:
        """The corrections that these months publish: of earlier ones, and of their own once they were opened again."""
        return self._since[1]

    @cached_property
    def closing(self) -> Closing | None:
        """The newest link of the chain that it is in, as far as it was there then; None where none published it.

        What was first published stays in the first closing of its month, also where that is open again.
        """
        if self.backcast:
            return None
        if self.number.vintage == "first":
            return self.first_closing
        final = [month.first for month in self.number.months if self.known.statuses[month] == Period.Status.FINAL]
        return self._closings.filter(month__in=final).first()

    @cached_property
    def first_closing(self) -> Closing | None:
        """The newest of the links by which its months were first published; None where one of them was not."""
        if not self.published:
            return None
        closings = self._closings.filter(month__in=[month.first for month in self.number.months])
        first_ones = {closing.month: closing for closing in closings.order_by("-number")}
        return max(first_ones.values(), key=lambda closing: closing.number)

    @property
    def _closings(self) -> QuerySet[Closing]:
        return Closing.objects.filter(last_revision__lte=self.standing.revision)

    @property
    def open_again(self) -> bool:
        """Whether one of its months stands open after all of them were published."""
        return self.published and self.known.status_of(self.number.months) != Period.Status.FINAL

    @property
    def since(self) -> Since:
        """What came to it after it was first published, and which closing published that, or will."""
        return self._since[0]

    @cached_property
    def _since(self) -> list[Since]:
        return since(self.number, self.number.read("adjustments"))

    @cached_property
    def records(self) -> Records | None:
        return records_of(self.number) if self.number.is_of_now else None

    @cached_property
    def postings(self) -> list[Posted]:
        return postings_of(self.number)
