"""Doorbells: plain arguments in, one call out; ringing twice changes nothing."""

import time

import structlog
from celery import shared_task
from django.core.cache import cache

from okoce.core.months import now, today
from okoce.core.spared import spared
from reports import checking, nudge, periods, rollup, waits
from reports.exporting import running
from reports.mailing import sending
from reports.sampling import giving
from reports.unchanged import moment
from reports.webhooks import deliveries

log = structlog.get_logger(__name__)

# Set by every tick: somebody works. /readyz and the dashboard ask for it.
SEEN = "worker-seen"
SEEN_FOR = 60
# A drain that has more to do goes on with the next tick: the worker has to be seen, and other bells to be heard.
AT_MOST = SEEN_FOR / 2
# The worker has two threads, and sending takes one of them.
SENDING = 15


@shared_task(expires=60)
def roll_up():
    with spared("worker_not_seen"):
        cache.set(SEEN, 1, SEEN_FOR)
    nudge.answered()
    moment.fold()
    try:
        rollup.drain(until=time.monotonic() + AT_MOST)
    except rollup.Outdated:
        # What is queued waits for the worker of the new version.
        log.warning("roll_up_outdated")
    except rollup.Busy:
        # Somebody rebuilds or closes a month; what is queued waits for the next tick.
        log.info("roll_up_busy")


@shared_task(expires=600)
def retry():
    rollup.retry()


@shared_task(expires=3600)
def check():
    checking.check(at=now())


@shared_task(expires=3600)
def turn_provisional():
    periods.turn_provisional(at=now())


@shared_task(expires=3600)
def hand_on_samples():
    giving.hand_on_what_waits(at=now())


@shared_task(expires=3600)
def read_waits():
    """So that nobody waits for it in the morning: whoever asks first reads it else."""
    waits.of_day(today())


@shared_task(expires=5)
def tell_webhooks():
    deliveries.tell(clock=now, until=time.monotonic() + SENDING)


@shared_task(expires=600)
def export():
    running.go_on(clock=now)


@shared_task(expires=3600)
def let_go_of_exports():
    log.info("exports_let_go", number=running.let_go(at=now()))


@shared_task(expires=60)
def send_reports():
    sending.send_reports(clock=now)
