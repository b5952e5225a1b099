"""Doorbells: plain arguments in, one call out; ringing twice changes nothing."""

import structlog
from celery import shared_task

from okoce.core.months import now
from participants import arrivals, uploads

log = structlog.get_logger(__name__)


@shared_task(expires=3600)
def let_go_of_uploads():
    log.info("uploads_let_go", number=uploads.let_go(before=now() - uploads.KEPT_FOR))


@shared_task(expires=3600)
def let_go_of_arrivals():
    log.info("arrivals_let_go", number=arrivals.let_go(now()))
