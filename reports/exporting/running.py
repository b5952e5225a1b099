"""Writing the files that wait: one after the other, each whole or not at all, by whoever rings and however often."""

import datetime
import functools
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from okoce.core.alone import alone
from okoce.core.snapshot import snapshot
from okoce.core.spared import spared
from programs.scoping import area_of
from reports.exporting import contents, files
from reports.exporting.asking import may
from reports.models import Export
from reports.standing import standing

log = structlog.get_logger(__name__)

State = Export.State
# How often one is begun whose worker dies at it: whatever waits behind it would wait for ever.
TRIES = 3
# How far one is, for whoever waits for it.
PASSED, PASSED_FOR = "export-passed", 3600
# A file is there for a week; what nobody finished is let go of sooner.
KEPT_FOR, LEFT_FOR = datetime.timedelta(days=7), datetime.timedelta(days=1)


def go_on(*, clock: Callable[[], datetime.datetime]) -> int:
    """Write whatever waits; how many files were worked at. Nothing while another worker does so."""
    done = 0
    # Again after the lock was let go of: whoever rang meanwhile was sent away.
    while unfinished().exists():
        with alone("exports") as free:
            worked = _work(clock) if free else 0
        done += worked
        if not worked:
            break
    return done


def unfinished() -> QuerySet[Export]:
    return Export.objects.filter(state__in=[State.WAITING, State.RUNNING])


def _work(clock: Callable[[], datetime.datetime]) -> int:
    # Whoever was at one of these is gone, or the lock would not be free.
    Export.objects.filter(state=State.RUNNING).update(state=State.WAITING)
    waiting = Export.objects.filter(state=State.WAITING).order_by("asked_at").values_list("pk", flat=True)
    return sum(run(key, clock=clock) for key in waiting)


def run(key: uuid.UUID, *, clock: Callable[[], datetime.datetime]) -> bool:
    """Write the file of this one; whether it waited. Of two who ring for it one writes."""
    if not (export := claim(key)):
        return False
    with translation.override(export.language), _told(export, clock):
        if export.begun > TRIES:
            raise ValidationError(
                _("It was begun three times and never ended: ask for less, or tell the administrator.")
            )
        if not may(export.by, export.kind, with_names=export.with_names):
            raise ValidationError(_("This file is not yours to have any more."))
        with files.aside(export) as folder:
            _write(export, folder, clock)
    return True


def claim(key: uuid.UUID) -> Export | None:
    """The export, to be written by whoever asked; None when somebody else has it."""
    waits = Export.objects.filter(pk=key, state=State.WAITING)
    if not waits.update(state=State.RUNNING, begun=F("begun") + 1):
        return None
    return Export.objects.select_related("by").get(pk=key)


def _write(export: Export, folder: Path, clock: Callable[[], datetime.datetime]) -> None:
    """In one transaction: what is in the file, whom it shows, and that it is complete."""
    tell = functools.partial(_tell, export.pk)
    with snapshot(writes=True):
        revision = standing().revision
        file = folder / "rows"
        title = str(export.get_kind_display())
        rows = contents.write(contents.content_of(export), file, export.format, title=title, tell=tell)
        kept = files.weighed(export, file)
        # Of an export that somebody else began anew the file is theirs.
        with transaction.atomic():
            ended = _end(
                export,
                state=State.COMPLETE,
                rows=rows,
                size=kept.size,
                sha256=kept.sha256,
                file=kept.name,
                revision=revision,
                # Counts are of the whole city, whoever asks.
                within=None if export.kind == Export.Kind.COUNTS else area_of(export.by),
                finished_at=clock(),
            )
            if ended:
                files.keep(kept, file)


def _end(export: Export, **said: Any) -> bool:
    """By whoever began it last: another one who is still at it ends nothing."""
    return bool(Export.objects.filter(pk=export.pk, state=State.RUNNING, begun=export.begun).update(**said))


@contextmanager
def _told(export: Export, clock: Callable[[], datetime.datetime]) -> Iterator[None]:
    """Whatever keeps the file from being written is told to whoever asked for it."""
    try:
        yield
    except ValidationError as refusal:
        _end(export, state=State.FAILED, error=" ".join(refusal.messages)[:400], finished_at=clock())
    except (OperationalError, InterfaceError):
        # The database went away: whoever rings next begins it anew.
        raise
    except Exception:
        log.exception("export_failed", kind=export.kind, format=export.format)
        went_wrong = _("Something went wrong here: ask again, or tell the administrator.")
        _end(export, state=State.FAILED, error=went_wrong, finished_at=clock())


def _tell(key: uuid.UUID, rows: int) -> None:
    with spared("progress_not_told"):
        cache.set(f"{PASSED}:{key}", rows, PASSED_FOR)


def passed(export: Export) -> int:
    """How many rows of one that is being written are there, as far as anybody was told."""
    return cache.get(f"{PASSED}:{export.pk}", 0)


def let_go(*, at: datetime.datetime) -> int:
    """Delete the files that are older than a week, and what was never finished; how many. The rows stay."""
    Export.objects.filter(state=State.COMPLETE, finished_at__lt=at - KEPT_FOR).exclude(file="").update(file="")
    kept = set(Export.objects.exclude(file="").values_list("file", flat=True))
    return files.let_go(kept, before=at - LEFT_FOR)
