"""Doorbells: plain arguments in, one call out; ringing twice changes nothing."""

import structlog
from celery import shared_task

from okoce.core.months import now
from participants import arrivals, uploads
from participants.importing import going

log = structlog.get_logger(__name__)


@shared_task(expires=3600)
def let_go_of_uploads():
    log.info("uploads_let_go", number=uploads.let_go(before=now() - uploads.KEPT_FOR))


@shared_task(expires=3600)
def let_go_of_arrivals():
    log.info("arrivals_let_go", number=arrivals.let_go(now()))


@shared_task(expires=600)
def move_spreadsheets():
    going.go_on(clock=now)


@shared_task(expires=3600)
def let_go_of_spreadsheets():
    log.info("spreadsheets_let_go", number=going.let_go(at=now()))
