"""Who listens: addresses of one's own programs, what each wants to hear, and the secret that signs."""

import base64
import datetime
import secrets
from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pghistory import context

from okoce.accounts.models import User
from okoce.core import sealing
from okoce.core.verbs import check, set_changed, squeezed, verb
from reports.models import Closing, Revision, Webhook
from reports.webhooks import addresses
from reports.webhooks.addresses import LookUp

AT_MOST = 10
PREFIX = "whsec_"
BYTES = 32
PURPOSE = "webhook"


def add(
    *,
    by: User,
    name: str,
    url: str,
    events: Iterable[str],
    at: datetime.datetime,
    look_up: LookUp = addresses.look_up,
) -> tuple[Webhook, str]:
    """A webhook and its secret, which is shown this once; it is told nothing of what was before."""
    # A look-up takes seconds when nobody answers it: not while rows are held.
    _refuse_address(url, look_up)
    return _add(by=by, name=name, url=url, events=list(events), at=at)


@verb("webhook made")
def _add(*, by: User, name: str, url: str, events: list[str], at: datetime.datetime) -> tuple[Webhook, str]:
    # Of two who add at once, the second is asked after the first.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if by.webhooks.count() >= AT_MOST:
        raise ValidationError(
            _("You have %(most)d webhooks, and no more are possible: delete one first.") % {"most": AT_MOST}
        )
    secret = PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode()
    hook = Webhook(user=by, name=squeezed(name), url=url, events=events, made_at=at)
    hook.secret = sealing.seal(secret, key=settings.SECRET_KEY, purpose=PURPOSE)
    _refuse(hook)
    _begin_to_listen(hook, events)
    with context(user=by.pk):
        hook.save(force_insert=True)
    return hook, secret


def change(
    *,
    by: User,
    hook: Webhook,
    name: str,
    url: str,
    events: Iterable[str],
    active: bool,
    look_up: LookUp = addresses.look_up,
) -> Webhook:
    """Another name, address or choice of events; switched on again, it is told what it missed."""
    if url != hook.url:
        _refuse_address(url, look_up)
    return _change(by=by, hook=hook, said={"name": squeezed(name), "url": url, "events": list(events)}, active=active)


@verb("webhook changed")
def _change(*, by: User, hook: Webhook, said: dict[str, object], active: bool) -> Webhook:
    hook = Webhook.objects.select_for_update(no_key=True).get(pk=hook.pk)
    heard = set(hook.events)
    changed = set_changed(hook, {**said, "active": active})
    _refuse(hook)
    _begin_to_listen(hook, set(hook.events) - heard)
    if active and "active" in changed:
        hook.failures, hook.failing_since = 0, None
    with context(user=by.pk):
        hook.save(update_fields=[*changed, "closings_before", "told_revision", "failures", "failing_since"])
    return hook


@verb("webhook deleted")
def remove(*, by: User, hook: Webhook) -> None:
    """It is told nothing any more, and what it was told is forgotten."""
    with context(user=by.pk):
        hook.delete()


def secret_of(hook: Webhook) -> str:
    """What its messages are signed with; raises InvalidTag when the site's secret key is another one by now."""
    return sealing.unseal(bytes(hook.secret), key=settings.SECRET_KEY, purpose=PURPOSE)


def _begin_to_listen(hook: Webhook, events: Iterable[str]) -> None:
    """What is the case now is known: only what changes is told."""
    if Webhook.Event.MONTH_CLOSED in events:
        last = Closing.objects.first()
        hook.closings_before = last.number if last else 0
    if Webhook.Event.REVISION_REACHED in events:
        newest = Revision.objects.first()
        hook.told_revision = newest.number if newest else 0


def _refuse(hook: Webhook) -> None:
    check(hook, "name", "url")
    if not hook.events:
        raise ValidationError({"events": _("Choose at least one event.")})


def _refuse_address(url: str, look_up: LookUp) -> None:
    try:
        addresses.way_to(url, look_up=look_up)
    except addresses.Refused as refusal:
        raise ValidationError({"url": refusal.sentence}) from None
