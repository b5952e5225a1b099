"""Drains, and what must be true of what they post."""

from collections import Counter
from datetime import date

from django.db.models import Sum
from hypothesis.stateful import invariant, precondition, rule

from okoce.core.months import Month
from reports import rollup
from reports.models import CELL, LedgerEntry, MonthlyCount, Period, Revision
from tests.reports import plain
from tests.reports.machine.memory import Memory
from tests.reports.machine.stage import CELLS
from tests.reports.plain import Entry


class Postings(Memory):
    @precondition(lambda self: not self.draining)
    @rule()
    def is_drained(self):
        rollup.drain()

    @precondition(lambda self: not self.draining)
    @rule()
    def takes_the_oldest_change(self):
        batch, rollup.BATCH = rollup.BATCH, 1
        try:
            rollup.post_batch()
        finally:
            rollup.BATCH = batch

    @precondition(lambda self: self.still_here())
    @rule()
    def is_rebuilt(self):
        rollup.rebuild()

    @invariant()
    def postings_are_right(self):
        newest = Revision.objects.first()
        if newest and newest.number > self.revision:
            self.look_at_postings()

    def look_at_postings(self):
        """Revisions, months and sums, after something was posted."""
        self.revisions_are_gapless()
        self.entries_are_posted_in_their_month()
        self.rollups_are_the_sums_of_the_ledger()

    def revisions_are_gapless(self):
        revisions = list(Revision.objects.order_by("number").values_list("number", "at"))
        assert [number for number, _at in revisions] == list(range(1, len(revisions) + 1))
        assert [at for _number, at in revisions] == sorted(at for _number, at in revisions)
        # None of them is ever another one.
        assert self.revision_times.items() <= set(revisions)
        self.revision, self.revision_times = len(revisions), dict(revisions)

    def entries_are_posted_in_their_month(self):
        """In their own, or, where that one is final, in the first after it that was never closed."""
        last = self.ledger[-1].id if self.ledger else 0
        new = LedgerEntry.objects.filter(pk__gt=last).order_by("pk").values_list(*Entry._fields)
        for entry in map(Entry._make, new):
            expected = Month.of(entry.month)
            if self.periods.get(entry.month) == Period.Status.FINAL:
                expected = next(
                    later for later in map(expected.__add__, range(1, 99)) if later.first not in self.periods
                )
            assert entry.posting_month == expected.first
            assert entry.vintage == plain.vintage_of(entry, self.first_closings(), self.came)
            self.ledger.append(entry)

    def first_closings(self) -> dict[date, int]:
        """By month the revision that it was first closed with."""
        return {link.month: link.row["last_revision_id"] for link in reversed(self.links)}

    def rollups_are_the_sums_of_the_ledger(self):
        sums = Counter()
        for entry in self.ledger:
            sums[tuple(getattr(entry, name) for name in CELL)] += entry.delta
        rolled = MonthlyCount.objects.exclude(value=0).values_list(*CELL, "value")
        assert {(*cell, value) for cell, value in sums.items() if value} == set(rolled)

    def rolled(self) -> Counter:
        """The rollups by the month they belong to, without zeros."""
        rows = MonthlyCount.objects.values_list(*CELLS).annotate(count=Sum("value"))
        return Counter({tuple(cell): count for *cell, count in rows if count})
