"""What waits to be sent: claimed, sent outside of every transaction, and noted."""

import datetime
import math
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from okoce.core.alone import alone
from okoce.core.verbs import verb
from reports.models import Delivery, Webhook
from reports.webhooks import addresses, news, sending
from reports.webhooks.addresses import LookUp
from reports.webhooks.sending import Outcome

State = Delivery.State

# After each try that failed, so long; after the last one it is given up. Some more by chance, so that the messages of
# an hour in which nobody answered do not all come in one moment.
PAUSES = [
    datetime.timedelta(seconds=10),
    datetime.timedelta(minutes=1),
    datetime.timedelta(minutes=5),
    datetime.timedelta(minutes=30),
    datetime.timedelta(hours=2),
    datetime.timedelta(hours=6),
    datetime.timedelta(hours=24),
]
CHANCE = 0.2
# Longer than any try takes: who holds a claim for so long was killed.
LEASE = datetime.timedelta(minutes=2)
# Sent at once, at most one to each webhook, so that a slow one keeps nobody else.
AT_ONCE = 8
# A webhook is switched off when so many tries failed in a row, over so long a time.
FAILURES = 10
FAILING = datetime.timedelta(days=3)
# One that waits for slow answers takes one thread of the worker, not all.
SENDING = "webhooks"


def tell(
    *, clock: Callable[[], datetime.datetime], until: float = math.inf, look_up: LookUp = addresses.look_up
) -> None:
    """Find what is to be told and send what is due, until nothing is or the monotonic clock says `until`."""
    with alone(SENDING) as free:
        if not free:
            return
        # Of somebody who left, nothing listens any more, also should the account be opened again.
        Webhook.objects.filter(active=True, user__is_active=False).update(active=False)
        news.find(at=clock())
        while time.monotonic() < until and (claimed := claim(at=clock())):
            _send(claimed, clock, look_up)


def _send(claimed: list[Delivery], clock: Callable[[], datetime.datetime], look_up: LookUp) -> None:
    with ThreadPoolExecutor(len(claimed)) as pool:
        outcomes = pool.map(partial(sending.send, at=clock(), look_up=look_up), claimed)
        for delivery, outcome in zip(claimed, outcomes, strict=True):
            note(delivery, outcome, at=clock())


@transaction.atomic
def claim(*, at: datetime.datetime) -> list[Delivery]:
    """Deliveries that are due, at most one of a webhook, which nobody else gets while the lease lasts."""
    hooks = Webhook.objects.listening().values("pk")
    tests = Q(kind=Delivery.PING, webhook__user__is_active=True)
    due = Delivery.objects.filter(Q(webhook__in=hooks) | tests, state=State.WAITING, due_at__lte=at)
    first = due.order_by("webhook_id", "due_at", "pk").distinct("webhook_id").values("pk")
    # Asked again of the row itself: by the time that it is locked, another job may have had it.
    free = Delivery.objects.filter(pk__in=first, state=State.WAITING, due_at__lte=at).order_by("due_at", "pk")
    keys = [row.pk for row in free.select_for_update(skip_locked=True, no_key=True)[:AT_ONCE]]
    mine = Delivery.objects.filter(pk__in=keys)
    mine.update(claim=uuid4(), due_at=at + LEASE, tries=F("tries") + 1, tried_at=at)
    return list(mine.select_related("webhook"))


@transaction.atomic
def note(delivery: Delivery, outcome: Outcome, *, at: datetime.datetime) -> None:
    """Write down what became of a try; nothing, when somebody else has claimed it since."""
    state, due_at = _next(delivery, outcome, at)
    mine = Delivery.objects.filter(pk=delivery.pk, claim=delivery.claim, state=State.WAITING)
    noted = mine.update(state=state, due_at=due_at, claim=None, answered=outcome.answered, trouble=outcome.trouble)
    if not noted:
        return
    hook = Webhook.objects.filter(pk=delivery.webhook_id)
    if not outcome.trouble:
        hook.exclude(failures=0).update(failures=0, failing_since=None)
    elif delivery.kind != Delivery.PING:
        hook.update(failures=F("failures") + 1, failing_since=Coalesce("failing_since", at))
        hook.filter(failures__gte=FAILURES, failing_since__lte=at - FAILING).update(active=False)


def _next(
    delivery: Delivery, outcome: Outcome, at: datetime.datetime
) -> tuple[Delivery.State, datetime.datetime | None]:
    if not outcome.trouble:
        return State.SENT, None
    if delivery.kind == Delivery.PING or delivery.tries > len(PAUSES):
        return State.FAILED, None
    pause = PAUSES[delivery.tries - 1] * (1 + random.random() * CHANCE)  # noqa: S311 - spreads a load, guards nothing
    return State.WAITING, at + pause


@verb("webhook tested")
def ping(*, hook: Webhook, at: datetime.datetime) -> Delivery:
    """A message that says nothing, tried once; while one waits there is no second."""
    Webhook.objects.select_for_update(no_key=True).get(pk=hook.pk)
    if waiting := hook.deliveries.filter(kind=Delivery.PING, state=State.WAITING).first():
        return waiting
    delivery = news.delivery(hook.pk, Delivery.PING, str(uuid4()), {}, at=at)
    delivery.save(force_insert=True)
    return delivery


@verb("webhook message sent again")
def again(*, delivery: Delivery, at: datetime.datetime) -> None:
    """Send it once more, with the same id and as many tries as a new one."""
    ended = Delivery.objects.filter(pk=delivery.pk, state__in=[State.SENT, State.FAILED])
    if not ended.update(state=State.WAITING, due_at=at, tries=0, trouble=""):
        raise ValidationError(_("This message is on its way already, or a newer one took its place."))
