"""The months as they are closed, one after the other: how each stands, when it is due, and which one is next."""

import datetime
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery

from okoce.core.months import Month
from programs import deadlines
from programs.models import Programme
from reports.models import Closing, Period, Reopening
from reports.periods import statuses


@dataclass(frozen=True)
class Entry:
    """A month of the calendar: its status, its closings, oldest first, and what is asked about it."""

    month: Month
    status: str
    closings: tuple[Closing, ...] = ()
    asked: Reopening | None = None

    @property
    def final(self) -> bool:
        return self.status == Period.Status.FINAL

    @property
    def newest(self) -> Closing | None:
        return self.closings[-1] if self.closings else None

    @property
    def reopened(self) -> bool:
        """Closed before, and not now."""
        return bool(self.closings) and not self.final

    @property
    def entry_until(self) -> datetime.date:
        return deadlines.entry_until(self.month)

    @property
    def check_until(self) -> datetime.date:
        return deadlines.check_until(self.month)

    @property
    def close_on(self) -> datetime.date:
        return deadlines.close_on(self.month)


def months_of(programme: Programme, *, on: datetime.date) -> list[Month]:
    """Every month that there are counts of on that day, the newest first."""
    return programme.first.until(max(Month.of(on), programme.first))[::-1]


def calendar(months: list[Month]) -> list[Entry]:
    """The months with all that is known of their closing, in their order."""
    status, closings, asked = statuses(), defaultdict(list), {}
    for closing in Closing.objects.select_related("closed_by").order_by("number"):
        closings[Month.of(closing.month)].append(closing)
    for reopening in Reopening.objects.filter(confirmed=None).select_related("closing", "asked_by"):
        asked[Month.of(reopening.closing.month)] = reopening
    return [Entry(month, status[month], tuple(closings[month]), asked.get(month)) for month in months]


def reopenings_of(month: Month) -> QuerySet[Reopening]:
    """All that was ever asked about the month, the newest first."""
    return Reopening.objects.filter(closing__month=month.first).select_related("closing", "asked_by", "answered_by")


def periods() -> QuerySet[Period]:
    """The months that stand anywhere but open, or did, each with its newest closing: `closing`, `digest` and `closed_at`."""
    newest = Closing.objects.filter(month=OuterRef("month")).order_by("-number")
    told = {"closing": "number", "digest": "digest", "closed_at": "closed_at"}
    return Period.objects.annotate(
        **{name: Subquery(newest.values(column)[:1]) for name, column in told.items()}
    ).order_by("month")


def next_to_close(entries: list[Entry]) -> Entry | None:
    """The one that can be closed first: one that was reopened, or else the oldest that never was closed."""
    waiting = [entry for entry in entries if not entry.final]
    return min(waiting, key=lambda entry: (not entry.reopened, entry.month), default=None)
