"""Doorbells: plain arguments in, one call out; ringing twice changes nothing."""

from celery import shared_task
from django.core.cache import cache

from okoce.core.months import now
from reports import checking, nudge, rollup

# Set by every tick: somebody works. /readyz and the dashboard ask for it.
SEEN = "worker-seen"
SEEN_FOR = 60


@shared_task(expires=60)
def roll_up():
    cache.set(SEEN, 1, SEEN_FOR)
    nudge.answered()
    rollup.drain()


@shared_task(expires=3600)
def check():
    checking.check(at=now())
