"""Doorbells: plain arguments in, one call out; ringing twice changes nothing."""

from celery import shared_task

from okoce.core.months import now
from reports import checking, nudge, rollup


@shared_task(expires=60)
def roll_up():
    nudge.answered()
    rollup.drain()


@shared_task(expires=3600)
def check():
    checking.check(at=now())
