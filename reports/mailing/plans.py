"""Wanting the report by mail, not wanting it any more, and asking for it now."""

import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.dispatch import Signal
from django.utils import translation
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.accounts.roles import Power
from okoce.core.months import Month
from okoce.core.verbs import check, verb
from reports.models import MailPlan, MailSent

# So many one may ask for in a day.
MOST = 5

# Sent after a commit that leaves a message to be sent. Who listens is not its business.
waits = Signal()


def may(user: User) -> bool:
    return user.is_active and user.may(Power.SEE_COUNTS)


@verb("report by mail wanted")
def want(*, by: User, address: str, at: datetime.datetime) -> MailPlan:
    """The user's plan, switched on, to that address and in the language of now. What was due before is not sent."""
    plan = MailPlan.objects.select_for_update().filter(user=by).first() or MailPlan(user=by, active=False, since=at)
    if not plan.active:
        plan.active, plan.since = True, at
    plan.address, plan.language = address.strip(), translation.get_language() or "en"
    check(plan, "address")
    plan.save()
    return plan


@verb("report by mail not wanted")
def stop(*, by: User) -> None:
    """Nothing is sent by itself any more; said twice it is once."""
    MailPlan.objects.filter(user=by).update(active=False)


@verb("report by mail asked for")
def send_now(*, by: User, month: Month, at: datetime.datetime) -> MailSent:
    """The message, to be sent by a job now. Raises a sentence without a plan, and for too many."""
    plan = MailPlan.objects.select_for_update().filter(user=by, active=True).first()
    if not plan:
        raise ValidationError(_("Say first to which address it is to go."))
    if not settings.MAILS:
        raise ValidationError(_("No mail server is set up here: nothing can be sent."))
    asked = plan.messages.filter(asked=True, at__gt=at - datetime.timedelta(days=1))
    if asked.count() >= MOST:
        raise ValidationError(_("You asked for five reports within a day: wait until tomorrow."))
    message = MailSent.objects.create(plan=plan, month=month.first, asked=True, at=at)
    transaction.on_commit(_ring, robust=True)
    return message


def _ring() -> None:
    waits.send(sender=None)
