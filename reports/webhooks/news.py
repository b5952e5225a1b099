"""What is to be told: the state of the database, less what each webhook was told before.

Nothing depends on a signal: a job that was killed, came late or ran twice finds the same, and the unique key of a
delivery keeps one for each subject.
"""

import datetime
import json
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Q

from okoce.core.months import JAKARTA, Month
from reports.models import Closing, Delivery, Revision, Webhook

# Revisions come several in a minute: of those within so long the newest is told.
APART = datetime.timedelta(seconds=10)
# How long messages about revisions and tests are kept. Of closed months they stay: they say that it was told.
KEPT = datetime.timedelta(days=7)

# The newest closing of each month that is final; one that was closed again is told again, and its number with it.
UNTOLD = """
SELECT hook.id, closing.number, closing.subject
FROM reports_webhook hook
JOIN (
    SELECT DISTINCT ON (month) number, month,
           to_char(month, 'YYYY-MM') || CASE WHEN min(number) OVER of_month < number THEN '/' || number ELSE '' END AS subject
    FROM reports_closing WINDOW of_month AS (PARTITION BY month)
    ORDER BY month, number DESC
) closing ON closing.number > hook.closings_before
JOIN reports_period period ON period.month = closing.month AND period.status = 'final'
WHERE hook.id = ANY (%s) AND NOT EXISTS (
    SELECT FROM reports_delivery told
    WHERE told.webhook_id = hook.id AND told.kind = 'month.closed' AND told.subject = closing.subject
)
ORDER BY closing.number
"""


def find(*, at: datetime.datetime) -> None:
    """Make a delivery of everything that a webhook which listens was not told."""
    newest = Revision.objects.first()
    _find_closed_months(newest, at)
    if newest:
        for hook in _behind(newest, at):
            _tell_revision(hook, newest, at)


def _find_closed_months(newest: Revision | None, at: datetime.datetime) -> None:
    hooks = Webhook.objects.listening().filter(events__contains=[Webhook.Event.MONTH_CLOSED])
    with connection.cursor() as cursor:
        cursor.execute(UNTOLD, [list(hooks.values_list("pk", flat=True))])
        untold = cursor.fetchall()
    closings = Closing.objects.in_bulk([number for _hook, number, _subject in untold])
    Delivery.objects.bulk_create(
        (
            delivery(hook, Webhook.Event.MONTH_CLOSED, subject, of_closing(closings[number], newest), at=at)
            for hook, number, subject in untold
        ),
        ignore_conflicts=True,
    )


def _behind(newest: Revision, at: datetime.datetime) -> list[Webhook]:
    hooks = Webhook.objects.listening().filter(events__contains=[Webhook.Event.REVISION_REACHED])
    rested = Q(told_revision_at=None) | Q(told_revision_at__lte=at - APART)
    return list(hooks.filter(rested, told_revision__lt=newest.number))


@transaction.atomic
def _tell_revision(hook: Webhook, newest: Revision, at: datetime.datetime) -> None:
    # Claimed by the change itself: of two jobs, one goes on.
    mine = Webhook.objects.filter(pk=hook.pk, told_revision=hook.told_revision)
    if not mine.update(told_revision=newest.number, told_revision_at=at):
        return
    kind = Webhook.Event.REVISION_REACHED
    new = delivery(hook.pk, kind, str(newest.number), of_revision(newest), at=at)
    older = Delivery.objects.filter(webhook=hook, kind=kind, state=Delivery.State.WAITING, claim=None)
    waiting = older.select_for_update(no_key=True).order_by("-tries").first()
    if waiting and waiting.tries:
        # A newer number is no reason to knock more often on a door that does not open.
        new.tries, new.due_at = waiting.tries, waiting.due_at
    older.update(state=Delivery.State.REPLACED, due_at=None)
    Delivery.objects.bulk_create([new], ignore_conflicts=True)
    passing = hook.deliveries.exclude(kind=Webhook.Event.MONTH_CLOSED).exclude(state=Delivery.State.WAITING)
    passing.filter(made_at__lt=at - KEPT).delete()


def delivery(hook: UUID, kind: str, subject: str, data: dict[str, Any], *, at: datetime.datetime) -> Delivery:
    """A delivery that is not saved yet; its body is what every try sends."""
    body = json.dumps({"type": kind, "timestamp": _moment(at), "data": data}, separators=(",", ":"))
    return Delivery(id=uuid4(), webhook_id=hook, kind=kind, subject=subject, body=body, made_at=at, due_at=at)


def of_closing(closing: Closing, newest: Revision | None) -> dict[str, Any]:
    """What is told of a closed month. The revision is one at which it was closed already."""
    return {
        "month": str(Month.of(closing.month)),
        "status": "final",
        "at": _moment(closing.closed_at),
        "revision": newest.number if newest else 0,
        "closing": closing.number,
        "digest": closing.digest,
    }


def of_revision(newest: Revision) -> dict[str, Any]:
    return {"revision": newest.number, "as_of": _moment(newest.at)}


def _moment(at: datetime.datetime) -> str:
    return at.astimezone(JAKARTA).isoformat(timespec="seconds")
