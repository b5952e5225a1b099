"""What is due and what was asked for: claimed, sent, noted. By itself a report goes to somebody once and never twice."""

import datetime
from collections.abc import Callable

import structlog
from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction

from okoce.core.months import JAKARTA, Month
from programs.holidays import first_working_day
from programs.models import Programme
from reports.mailing.message import message_of
from reports.mailing.plans import may
from reports.models import MailPlan, MailSent

log = structlog.get_logger(__name__)

State = MailSent.State
# From this hour on, in Jakarta: whoever is asked about the numbers is at the desk then.
FROM_HOUR = datetime.time(7)
# A server that does not answer holds one thread of the worker for no longer.
PATIENCE = 20


def send_reports(*, clock: Callable[[], datetime.datetime]) -> int:
    """Send what is due and what was asked for; how many messages were tried. Nothing where no mail server is set up."""
    if not settings.MAILS:
        return 0
    find_due(at=clock())
    waiting = MailSent.objects.filter(state=State.WAITING).order_by("pk").values_list("pk", flat=True)
    return sum(send(key, clock=clock) for key in list(waiting))


def find_due(*, at: datetime.datetime) -> None:
    """A message for each plan that was there when the report of the last month became due; one that is there stays one."""
    due = due_in(Month.of(at.astimezone(JAKARTA)))
    month = Month.of(due) + -1
    if at < due or month < Programme.objects.get().first:
        return
    plans = MailPlan.objects.filter(active=True, since__lt=due).select_related("user")
    MailSent.objects.bulk_create(
        [MailSent(plan=plan, month=month.first, at=at) for plan in plans if may(plan.user)], ignore_conflicts=True
    )


def due_in(month: Month) -> datetime.datetime:
    """When in this month the report of the month before is due."""
    return datetime.datetime.combine(first_working_day(month), FROM_HOUR, JAKARTA)


def next_due(at: datetime.datetime) -> datetime.datetime:
    """When the next one is."""
    month = Month.of(at.astimezone(JAKARTA))
    due = due_in(month)
    return due if at < due else due_in(month + 1)


def send(key: int, *, clock: Callable[[], datetime.datetime]) -> bool:
    """Send this one, if nobody else does; whether it was tried. What happened is noted, and never tried again by itself."""
    # Claimed for good before anything goes out: killed after this it was sent or was not, and nobody sends it twice.
    with transaction.atomic():
        if not MailSent.objects.filter(pk=key, state=State.WAITING).update(state=State.SENDING):
            return False
    sent = MailSent.objects.select_related("plan__user").get(pk=key)
    _end(sent, _tried(sent), at=clock())
    return True


def _tried(sent: MailSent) -> str:
    """What kept it from going out; empty when it went."""
    if not may(sent.plan.user):
        return "NotAllowed"
    try:
        mail = message_of(sent)
        mail.connection = get_connection(timeout=PATIENCE)
        mail.send()
    except Exception as error:  # noqa: BLE001 - servers fail in many ways, and each message is tried
        log.warning("report_not_sent", error=type(error).__name__)
        return type(error).__name__
    return ""


def _end(sent: MailSent, error: str, *, at: datetime.datetime) -> None:
    state = State.FAILED if error else State.SENT
    MailSent.objects.filter(pk=sent.pk).update(state=state, error=error[:60], ended_at=at)
