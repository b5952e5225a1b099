"""The files that wait for a job: one after the other, small ones first, and none for ever."""

import datetime
import uuid
from collections.abc import Callable

import structlog
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet

from okoce.core.alone import alone
from participants.importing import files
from participants.importing.judging import fail, judge, went_wrong
from participants.importing.writing import write
from participants.models import Spreadsheet

log = structlog.get_logger(__name__)

State = Spreadsheet.State
# How often a file is begun whose worker dies at it.
BEGUN, BEGUN_FOR, TRIES = "spreadsheet-begun", 24 * 3600, 3
# What is not taken in by then is let go of; of what was taken in the line with its counts stays for a while.
KEPT_FOR, TOLD_FOR = datetime.timedelta(days=7), datetime.timedelta(days=90)


def go_on(*, clock: Callable[[], datetime.datetime]) -> int:
    """Judge or write whatever waits; how many files were worked at. Nothing while another worker does so.

    One at a time in the whole site: the worker's other threads are for counts and news.
    """
    done = 0
    # Again after the lock was let go of: whoever rang meanwhile was sent away.
    while waiting().exists():
        with alone("spreadsheets") as free:
            worked = sum(_work_at(spreadsheet, clock()) for spreadsheet in waiting()) if free else 0
        done += worked
        if not worked:
            break
    return done


def _work_at(spreadsheet: Spreadsheet, at: datetime.datetime) -> bool:
    """Whether it was worked at: one that somebody else is at just now waits for them.

    What ended the worker itself three times is not begun again: whatever waits behind it would wait for ever.
    """
    begun = f"{BEGUN}:{spreadsheet.pk}"
    cache.add(begun, 0, BEGUN_FOR)
    if cache.incr(begun) > TRIES:
        log.error("spreadsheet_ends_its_worker", kind=spreadsheet.kind, rows=spreadsheet.rows)
        fail(spreadsheet, went_wrong())
        return True
    try:
        return (judge if spreadsheet.state == State.JUDGING else write)(spreadsheet.pk, at=at)
    finally:
        cache.delete(begun)


def waiting() -> QuerySet[Spreadsheet]:
    return Spreadsheet.objects.filter(state__in=[State.JUDGING, State.WRITING]).order_by("rows", "sent_at")


def let_go(*, at: datetime.datetime) -> int:
    """Delete what was not taken in for a week, and the lines of what was long ago; how many. Files that no row has go too."""
    old = Q(sent_at__lt=at - KEPT_FOR) & ~Q(state=State.DONE) | Q(sent_at__lt=at - TOLD_FOR)
    keys = Spreadsheet.objects.filter(old).values_list("pk", flat=True)
    gone = sum(_let_go(key) for key in keys)
    kept = set(Spreadsheet.objects.exclude(file="").values_list("file", flat=True))
    orphans = [name for name in set(files.names()) - kept if default_storage.get_modified_time(name) < at - KEPT_FOR]
    files.remove(orphans)
    return gone


def _let_go(key: uuid.UUID) -> bool:
    """One that is being taken in is left alone."""
    with transaction.atomic():
        held = Spreadsheet.objects.select_for_update(skip_locked=True).filter(pk=key).first()
        if held:
            files.remove([held.file.name])
            held.delete()
    return bool(held)
