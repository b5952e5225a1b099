"""Drains and months, and what must be true of what they post."""

from collections import Counter

from django.db.models import Sum
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from okoce.core.months import Month, now
from reports import rollup
from reports.models import CELL, LedgerEntry, MonthlyCount, Period, Revision
from tests.reports.machine.memory import Memory
from tests.reports.machine.stage import CELLS, MONTHS


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

    @precondition(lambda self: not self.draining)
    @rule(month=st.sampled_from(MONTHS))
    def is_closed(self, month):
        rollup.drain()
        self.look_at_postings()
        self.stands(month, Period.Status.FINAL)
        self.published[month] = self.rolled("posting_month", posting_month=month)

    @precondition(lambda self: not self.draining and self.published)
    @rule(data=st.data())
    def is_reopened(self, data):
        month = self.some(data, sorted(self.published), "month")
        self.look_at_postings()
        self.stands(month, Period.Status.OPEN)
        del self.published[month]

    def stands(self, month, status):
        self.periods[month] = status
        Period.objects.update_or_create(month=month, defaults={"status": status, "first_closed_at": now()})

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
        self.what_was_published_stands()

    def revisions_are_gapless(self):
        revisions = list(Revision.objects.order_by("number").values_list("number", "at"))
        assert [number for number, _at in revisions] == list(range(1, len(revisions) + 1))
        assert [at for _number, at in revisions] == sorted(at for _number, at in revisions)
        self.revision = len(revisions)

    def entries_are_posted_in_their_month(self):
        """In their own, or, where that one is final, in the first after it that was never closed."""
        new = LedgerEntry.objects.filter(pk__gt=self.entry).order_by("pk")
        for key, month, posting_month in new.values_list("pk", "month", "posting_month"):
            expected = Month.of(month)
            if self.periods.get(month) == Period.Status.FINAL:
                expected = next(
                    later for later in map(expected.__add__, range(1, 99)) if later.first not in self.periods
                )
            assert posting_month == expected.first
            self.entry = key

    def rollups_are_the_sums_of_the_ledger(self):
        sums = LedgerEntry.objects.values_list(*CELL).annotate(value=Sum("delta"))
        assert {row for row in sums if row[-1]} == set(
            MonthlyCount.objects.exclude(value=0).values_list(*CELL, "value")
        )

    def what_was_published_stands(self):
        for month, figures in self.published.items():
            assert self.rolled("posting_month", posting_month=month) == figures

    def rolled(self, month="month", **which) -> Counter:
        """The rollups by one of the two months, without zeros."""
        names = [name if name != "month" else month for name in CELLS]
        rows = MonthlyCount.objects.filter(**which).values_list(*names).annotate(count=Sum("value"))
        return Counter({tuple(cell): count for *cell, count in rows if count})
