"""All rows of a spreadsheet made records, in one transaction."""

import datetime
import functools
import uuid

import structlog
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from pghistory import context

from okoce.accounts import reads
from okoce.core.alone import alone
from okoce.core.verbs import verb
from participants.duplicates.looking import many_came
from participants.importing import KINDS, files
from participants.importing.judging import case_of, told
from participants.importing.kinds import Kind
from participants.importing.meanwhile import OutdatedError
from participants.models import Spreadsheet
from programs.scoping import works_in

log = structlog.get_logger(__name__)

State = Spreadsheet.State
PASSED, PASSED_FOR = "spreadsheet-passed", 3600


def write(key: uuid.UUID, *, at: datetime.datetime) -> bool:
    """Take all rows in, in one transaction; rung twice, killed or late it ends the same. Whether there was anything to do."""
    with alone(f"spreadsheet {key}") as free:
        spreadsheet = Spreadsheet.objects.filter(pk=key, state=State.WRITING).first() if free else None
        if not spreadsheet:
            return False
        with (
            translation.override(spreadsheet.language),
            context(user=spreadsheet.sent_by_id),
            told(spreadsheet, "spreadsheet_not_written"),
            reads.on_behalf_of(spreadsheet.sent_by, "spreadsheet-written"),
        ):
            _write_or_judge_anew(spreadsheet, at)
        return True


def _write_or_judge_anew(spreadsheet: Spreadsheet, at: datetime.datetime) -> None:
    try:
        _write(spreadsheet, at)
    except OutdatedError:
        # Their sender is shown them anew.
        Spreadsheet.objects.filter(pk=spreadsheet.pk, state=State.WRITING).update(state=State.JUDGING, passed=0)


@verb("taken in from a spreadsheet")
def _write(spreadsheet: Spreadsheet, at: datetime.datetime) -> None:
    spreadsheet = Spreadsheet.objects.select_for_update().get(pk=spreadsheet.pk)
    if spreadsheet.state != State.WRITING:
        return
    kind, file = KINDS[spreadsheet.kind], spreadsheet.file.name
    refuse_elsewhere(spreadsheet, kind)
    case = case_of(spreadsheet, at)
    case.tell = functools.partial(cache.set, f"{PASSED}:{spreadsheet.pk}", timeout=PASSED_FOR)
    new = kind.merge(case)
    if new and spreadsheet.kind == Spreadsheet.Kind.PEOPLE:
        many_came()
    Spreadsheet.objects.filter(pk=spreadsheet.pk).update(
        state=State.DONE,
        new=new,
        same=spreadsheet.rows - new,
        passed=spreadsheet.rows,
        headings=[],
        file="",
        finished_at=at,
    )
    spreadsheet.staged.all().delete()
    transaction.on_commit(lambda: files.remove([file]), robust=True)


def written_of(spreadsheet: Spreadsheet) -> int:
    """How many rows of a file that is being taken in are passed, as far as anybody was told."""
    return cache.get(f"{PASSED}:{spreadsheet.pk}", 0)


def refuse_elsewhere(spreadsheet: Spreadsheet, kind: Kind) -> None:
    """Raise a sentence when its sender does not, or no longer, record such things there."""
    places = works_in(spreadsheet.sent_by, kind.power)
    here = places is None or (spreadsheet.kecamatan_id in places if spreadsheet.kecamatan_id else places != [])
    if not (here and spreadsheet.sent_by.is_active):
        raise ValidationError(_("You do not work there any more: ask whoever does to send the file."))
