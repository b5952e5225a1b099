"""How each month stands, now or at an earlier revision (docs/counting.md, “Months”)."""

import datetime
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from django.conf import settings
from django.db.models import QuerySet

from okoce.core.months import JAKARTA, Month
from okoce.core.readings import Reading, Rows, read
from okoce.core.verbs import verb
from programs.models import Programme
from reports.models import Closing, Period
from reports.standing import Standing

# Closed by then and not reopened since: final. Reopened: provisional again. Never closed: by the day of its entries.
STOOD = """
SELECT period.month,
       CASE WHEN max(closing.last_revision_id) > coalesce(max(reopening.revision_id), 0) THEN 'final'
            WHEN max(closing.number) IS NOT NULL OR period.provisional_at <= %(at)s THEN 'provisional'
            ELSE 'open' END,
       min(closing.last_revision_id)
FROM reports_period period
LEFT JOIN reports_closing closing ON closing.month = period.month AND closing.last_revision_id <= %(number)s
LEFT JOIN reports_reopening reopening ON reopening.closing_id = closing.number AND reopening.revision_id <= %(number)s
GROUP BY period.month
"""
STANDS = """
SELECT period.month, period.status, min(closing.last_revision_id)
FROM reports_period period
LEFT JOIN reports_closing closing ON closing.month = period.month
GROUP BY period.month
"""


class Stands(NamedTuple):
    """How a month stands, and the last revision of its first closing: None of one that was never closed."""

    status: str
    first_closing: int | None


def statuses(then: Standing | None = None) -> dict[Month, str]:
    """Of every month: open, provisional or final, exactly as it was at an earlier revision. A month without a row is open."""
    (months,) = read(months_read(then))
    return statuses_of(months)


def statuses_of(months: Mapping[Month, Stands]) -> dict[Month, str]:
    return defaultdict(lambda: Period.Status.OPEN, {month: one.status for month, one in months.items()})


def months_read(then: Standing | None = None) -> Reading[dict[Month, Stands]]:
    """How each month stands, or stood then; one that has no row is not there."""
    if then is None:
        return Reading(STANDS, {}, _months)
    return Reading(STOOD, {"number": then.revision, "at": then.at}, _months)


def _months(rows: Rows) -> dict[Month, Stands]:
    return {Month.of(datetime.date.fromisoformat(first)): Stands(*stands) for first, *stands in rows}


def ever_closed(then: Standing | None = None) -> list[datetime.date]:
    """The first day of each month that was closed by now, or by then; one that is open again was closed too."""
    closings = Closing.objects.filter(last_revision__lte=then.revision) if then else Closing.objects.all()
    return list(closings.order_by("month").values_list("month", flat=True).distinct())


def closings_of(month: Month) -> QuerySet[Closing]:
    """Every closing of the month, the first one first, with who closed it and how it was reopened."""
    return (
        Closing.objects.filter(month=month.first)
        .select_related("closed_by", "last_revision")
        .prefetch_related("reopenings__asked_by", "reopenings__answered_by")
        .order_by("number")
    )


def never_closed_before(month: Month) -> list[Month]:
    """The months of the programme before this one that were never closed, the earliest first."""
    closed = {Month.of(one) for one in Period.objects.exclude(first_closed_at=None).values_list("month", flat=True)}
    return [one for one in Programme.objects.get().first.until(month + -1) if one not in closed]


@verb("month provisional")
def turn_provisional(*, at: datetime.datetime) -> list[Month]:
    """Make every open month whose entries have ended provisional; returns them. Nothing is counted otherwise by it."""
    last = _last_entered(at.astimezone(JAKARTA).date())
    held = Period.objects.exclude(status=Period.Status.OPEN).values_list("month", flat=True)
    due = [one for one in Programme.objects.get().first.until(last) if one.first not in set(held)]
    Period.objects.bulk_create([Period(month=one.first) for one in due], ignore_conflicts=True)
    turned = Period.objects.filter(month__in=[one.first for one in due], status=Period.Status.OPEN)
    turned.update(status=Period.Status.PROVISIONAL, provisional_at=at)
    return due


def _last_entered(day: datetime.date) -> Month:
    """The last month whose entries have ended by that day."""
    return Month.of(day) + (-1 if day.day > settings.ENTRY_DAY else -2)
