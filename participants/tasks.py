"""Doorbells: plain arguments in, one call out; ringing twice changes nothing."""

import structlog
from celery import shared_task

from okoce.core.months import now
from participants import arrivals, nudge, uploads
from participants.duplicates import looking as likenesses
from participants.importing import going
from participants.quality import looking
from participants.reconciling import forgetting, matching, reading

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


@shared_task(expires=3600)
def look_for_findings():
    looking.look(clock=now)


@shared_task(expires=600)
def read_lists():
    reading.go_on(at=now())


@shared_task(expires=3600)
def match_lists_again():
    matching.match_again()


@shared_task(expires=3600)
def forget_lists():
    log.info("names_of_lists_forgotten", number=forgetting.forget(at=now()))


@shared_task(expires=3600)
def look_for_duplicates():
    nudge.duplicates_answered()
    number = likenesses.look(at=now())
    log.info("duplicates_looked_for", number=number)
    if number is None:
        # Whoever looks just now began before these people came, perhaps.
        nudge.nudge_duplicates()
