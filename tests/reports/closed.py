"""Months that are closed or open again, for tests of something else: as the verbs do it, without what they ask for before."""

import datetime

from django.db import transaction

from okoce.accounts.roles import Role
from okoce.core.months import JAKARTA, Month
from reports import closing, periods, reopening, rollup
from reports.models import Closing, Period, Reopening
from tests import factories


def closed(month: str, *, at: datetime.datetime | None = None, waiting: int = 0) -> Closing:
    """The month is final, closed on the tenth of the next one unless told; what is queued is counted first."""
    with transaction.atomic():
        rollup.hold_the_lock()
        rollup.drain()
        return closing.seal(by=None, month=Month.parse(month), at=at or tenth(month), waiting=waiting)


def reopened(month: str, *, reason: str = "One list was left out", at: datetime.datetime | None = None) -> Reopening:
    """Somebody asked for the closed month to be opened again, and somebody else confirmed."""
    one, other = factories.user(Role.STAFF), factories.user(Role.STAFF)
    newest = Closing.objects.filter(month=Month.parse(month).first).first()
    asked = reopening.ask(by=one, closing=newest, reason=reason, at=at or tenth(month))
    return reopening.confirm(by=other, reopening=asked, at=at or tenth(month))


def stands(month: str, status: str, *, at: datetime.datetime | None = None) -> None:
    """The month gets the status from the one it has; provisional after final is reopened."""
    now = periods.statuses()[Month.parse(month)]
    if status == now:
        Period.objects.get_or_create(month=Month.parse(month).first)
    elif status == Period.Status.FINAL:
        closed(month, at=at)
    elif now == Period.Status.FINAL:
        reopened(month, at=at)
    else:
        provisional = {"status": status, "provisional_at": at or tenth(month)}
        Period.objects.update_or_create(month=Month.parse(month).first, defaults=provisional)


def tenth(month: str) -> datetime.datetime:
    """The tenth of the next month at nine, on which it is closed."""
    day = (Month.parse(month) + 1).first.replace(day=10)
    return datetime.datetime.combine(day, datetime.time(9), JAKARTA)
