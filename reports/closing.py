"""Closing a month: from then on what was published in it never changes (docs/counting.md, “Months”)."""

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import OperationalError, connection
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okoce.accounts.models import User
from okoce.core.months import Month
from okoce.core.verbs import verb
from reports import chain, rollup
from reports.blockers import Blocker, Blockers, blockers, queue
from reports.models import Closing, Period, Revision
from reports.sampling.keeping import keep_sample

# What is published in the month: of the month itself, and as adjustments of months before it.
FREEZE = """
INSERT INTO reports_figure (closing_id, month, metric, kecamatan, value)
SELECT %s, month, metric, kecamatan, sum(delta)
FROM reports_ledger
WHERE posting_month = %s
GROUP BY month, metric, kecamatan
HAVING sum(delta) <> 0
"""


def close(*, by: User | None, month: Month, at: datetime.datetime, waiting: int | None = None) -> Closing:
    """Count what is queued, freeze the month's figures and append its link; nobody, when a command closes it.

    `waiting` says how many records whoever closes has seen wait. Raises ValidationError with a sentence for each thing
    that keeps the month from being closed.
    """
    with alone():
        return _close(by=by, month=month, at=at, waiting=waiting)


@verb("month closed")
def _close(*, by: User | None, month: Month, at: datetime.datetime, waiting: int | None) -> Closing:
    rollup.hold_the_lock()
    _refuse_each(queue())
    # After the queue is empty: what is counted now may end in quarantine.
    rollup.drain()
    found = blockers(month, at=at)
    _refuse(found, waiting)
    return seal(by=by, month=month, at=at, waiting=found.total)


def seal(*, by: User | None, month: Month, at: datetime.datetime, waiting: int) -> Closing:
    """Close the month whatever stands in the way; under the lock, with the queue empty."""
    be_patient()
    hold(month)
    number = rollup.next_revision()
    rollup.write_revision(number, 0)
    # Whoever closes may wait for the lock: what was counted meanwhile is in it, and no later than it.
    at = max(at, Revision.objects.get(pk=number).at)
    closing = chain.follow(month, revision=number, at=at)
    closing.closed_by, closing.waiting = by, waiting
    with connection.cursor() as cursor:
        cursor.execute(FREEZE, [closing.number, month.first])
    closing.digest = chain.digest(closing)
    closing.save(force_insert=True)
    Period.objects.filter(month=month.first).update(
        status=Period.Status.FINAL, first_closed_at=Coalesce("first_closed_at", at)
    )
    keep_sample(closing, at=at)
    return closing


def hold(month: Month) -> Period:
    """The month's row until the transaction ends: whoever posts into it by hand has done so before, or finds it as it is after."""
    Period.objects.bulk_create([Period(month=month.first)], ignore_conflicts=True)
    return Period.objects.select_for_update().get(month=month.first)


def be_patient() -> None:
    """One source's half a minute is over: a month's entries take as long as they take."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")


@contextmanager
def alone() -> Iterator[None]:
    """Say in a sentence that somebody else was quicker and is not done yet."""
    busy = _("Somebody else closes a month or counts just now: try again in a minute.")
    try:
        yield
    except rollup.Busy:
        raise ValidationError(busy, "busy") from None
    except OperationalError as error:
        if rollup.sqlstate(error) == rollup.LOCK_NOT_AVAILABLE:
            raise ValidationError(busy, "busy") from None
        raise


def _refuse(found: Blockers, seen: int | None) -> None:
    waits = [Blocker("waiting", _still_waiting(found.total, seen))] if found.total > (seen or 0) else []
    _refuse_each([*found.hard, *waits])


def _refuse_each(blockers: Iterable[Blocker]) -> None:
    refusals = [ValidationError(one.sentence, one.code) for one in blockers]
    if refusals:
        raise ValidationError(refusals)


def _still_waiting(total: int, seen: int | None) -> str:
    if seen is not None:
        return _("Meanwhile %(many)s records wait for a verifier, not %(seen)s: look at them again.") % {
            "many": total,
            "seen": seen,
        }
    return ngettext(
        "%(many)s record waits for a verifier: have it decided, or say that you close the month without it.",
        "%(many)s records wait for a verifier: have them decided, or say that you close the month without them.",
        total,
    ) % {"many": total}
