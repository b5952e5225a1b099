"""What happens to a spreadsheet that somebody sent: the verbs, what a job goes on with, and what pages read back.

sent (its columns are to be named) -> judging -> judged -> writing -> done, or failed. Whatever is in the middle goes on
after a crash; nothing of a file is taken in unless all of it is.
"""

import datetime
from collections import defaultdict
from collections.abc import Mapping
from pathlib import PureWindowsPath

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, QuerySet, Value, When
from django.dispatch import Signal
from django.utils import translation
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.core.sheets import reading, writing
from okoce.core.verbs import squeezed, verb
from participants.importing import KINDS, files
from participants.importing.alone import one_a_process
from participants.importing.headings import Heading, as_kept, guess, remember, without_niks
from participants.importing.judging import judge
from participants.importing.kinds import WRONG, Kind
from participants.importing.masks import masked
from participants.importing.writing import refuse_elsewhere, write, written_of
from participants.models import Spreadsheet, SpreadsheetRow
from programs.models import Kecamatan

__all__ = [
    "Heading",
    "coloured_of",
    "give_up",
    "headings_of",
    "judge",
    "name_columns",
    "progress_of",
    "send",
    "take_in",
    "template_of",
    "verdicts",
    "waits",
    "write",
]

State = Spreadsheet.State
# Files of one user in an hour, sent or made to be mended; and so many lie here until they are taken in or let go of.
MOST, HOUR, MOST_LYING = 20, 3600, 5
# What was judged longer ago than this is looked through again: what is here has changed meanwhile.
GOOD_FOR = datetime.timedelta(hours=1)
# Who is asked first about what is wrong.
WRONG_FIRST = Case(When(verdict=WRONG, then=Value(0)), default=Value(1))

# Sent after a commit that leaves work for a job. Who listens is not the file's business.
waits = Signal()


def send(
    *, by: User, kind: str, kecamatan: Kecamatan | None, content: bytes, name: str, at: datetime.datetime
) -> Spreadsheet:
    """The file kept sealed, its columns guessed; judged at once when every required one is known.

    Raises a sentence for what cannot be read, for a kind or a kecamatan that is not the user's, and for too many files.
    """
    one = KINDS[kind]
    spreadsheet = Spreadsheet(
        kind=kind,
        kecamatan=kecamatan if one.needs_kecamatan else None,
        sent_by=by,
        sent_at=at,
        # A path of either kind ends in its name.
        name=masked(squeezed(PureWindowsPath(name).name)) or kind,
        language=translation.get_language() or "en",
    )
    if one.needs_kecamatan and not kecamatan:
        raise ValidationError({"kecamatan": _("Say to which kecamatan these rows belong.")})
    refuse_elsewhere(spreadsheet, one)
    if Spreadsheet.objects.visible_to(by).exclude(file="").count() >= MOST_LYING:
        raise ValidationError(_("Five of your files wait here: take them in, or let go of some of them first."))
    with one_a_process():
        table = reading.read(content, most=files.MOST)
    # What cannot be read was no file: whoever tries which one can be is not sent away.
    if _count(by, "spreadsheets-sent") > MOST:
        raise ValidationError(_("You sent 20 files in an hour: wait a while."))
    if not table.rows:
        raise ValidationError(_("There is a heading in this file and no row below it."))
    spreadsheet.rows, spreadsheet.headings = len(table.rows), as_kept(table)
    spreadsheet.sheet = masked(table.sheet)[:60] if table.others else ""
    return _keep(spreadsheet, one, content)


@verb("spreadsheet sent")
def _keep(spreadsheet: Spreadsheet, kind: Kind, content: bytes) -> Spreadsheet:
    spreadsheet.fingerprint = files.fingerprint_of(content)
    spreadsheet.columns = guess(spreadsheet.sent_by, kind, [text for text, _samples in spreadsheet.headings])
    spreadsheet.headings = without_niks(spreadsheet.headings, kind, spreadsheet.columns)
    if not _missing(kind, spreadsheet.columns):
        spreadsheet.state = State.JUDGING
        transaction.on_commit(_ring, robust=True)
    spreadsheet.file = files.sealed(content)
    spreadsheet.save(force_insert=True)
    return spreadsheet


@verb("columns of a spreadsheet named")
def name_columns(
    *, by: User, spreadsheet: Spreadsheet, columns: Mapping[str, int], at: datetime.datetime
) -> Spreadsheet:
    """Say which column stands where (name -> index of the heading), remember it for the next file, and judge the rows.

    Raises a sentence for a required column that is missing, and for two at one place.
    """
    kind, spreadsheet = KINDS[spreadsheet.kind], _held(by, spreadsheet)
    if spreadsheet.state not in (State.SENT, State.JUDGING, State.JUDGED):
        raise ValidationError(_("This file is being taken in, or was: its columns stay as they are."))
    _check_columns(kind, spreadsheet, columns)
    remember(by, kind, spreadsheet, columns)
    spreadsheet.columns, spreadsheet.state, spreadsheet.passed = dict(columns), State.JUDGING, 0
    spreadsheet.headings = without_niks(spreadsheet.headings, kind, columns)
    spreadsheet.save(update_fields=["columns", "state", "passed", "headings"])
    transaction.on_commit(_ring, robust=True)
    return spreadsheet


@verb("spreadsheet to be taken in")
def take_in(*, by: User, spreadsheet: Spreadsheet, at: datetime.datetime) -> Spreadsheet:
    """Let a job write the records. Said twice it is once. Raises a sentence while a row is wrong.

    What was judged long ago is judged again first.
    """
    spreadsheet = _held(by, spreadsheet)
    if spreadsheet.state in (State.WRITING, State.DONE):
        return spreadsheet
    if spreadsheet.state != State.JUDGED or spreadsheet.judged_at is None:
        raise ValidationError(_("This file is still being looked through: wait until that is done."))
    if spreadsheet.wrong:
        raise ValidationError(_("Rows of this file are to be mended first: it is taken in whole, or not at all."))
    refuse_elsewhere(spreadsheet, KINDS[spreadsheet.kind])
    stale = at - spreadsheet.judged_at > GOOD_FOR
    spreadsheet.state, spreadsheet.passed = State.JUDGING if stale else State.WRITING, 0
    spreadsheet.save(update_fields=["state", "passed"])
    transaction.on_commit(_ring, robust=True)
    return spreadsheet


@verb("spreadsheet given up")
def give_up(*, by: User, spreadsheet: Spreadsheet) -> None:
    """Nothing is left of the file; refused once it is being taken in. What was taken in stays, and so does its line."""
    spreadsheet = _held(by, spreadsheet)
    if spreadsheet.state == State.WRITING:
        raise ValidationError(_("This file is being taken in just now."))
    file = spreadsheet.file.name
    spreadsheet.delete()
    transaction.on_commit(lambda: files.remove([file]), robust=True)


def headings_of(spreadsheet: Spreadsheet) -> list[Heading]:
    """The columns of the file, each with what it is taken for."""
    at = {index: name for name, index in spreadsheet.columns.items()}
    return [
        Heading(index, text, samples, at.get(index, "")) for index, (text, samples) in enumerate(spreadsheet.headings)
    ]


def progress_of(spreadsheet: Spreadsheet) -> int:
    """How many rows the work at hand has passed, of `spreadsheet.rows`."""
    return written_of(spreadsheet) if spreadsheet.state == State.WRITING else spreadsheet.passed


def verdicts(spreadsheet: Spreadsheet, *, wrong_only: bool = False) -> QuerySet[SpreadsheetRow]:
    """The rows as they were judged: wrong ones first, then by their number."""
    rows = spreadsheet.staged.order_by(WRONG_FIRST, "number")
    return rows.filter(verdict=WRONG) if wrong_only else rows


def coloured_of(spreadsheet: Spreadsheet) -> bytes:
    """The spreadsheet with its wrong cells coloured, as xlsx; raises a sentence while another one is at hand."""
    mistakes: dict[int, dict[int, str]] = defaultdict(dict)
    for number, said in spreadsheet.staged.filter(verdict=WRONG).values_list("number", "mistakes"):
        for name, sentence in said.items():
            # What is of no column of this file is of the row as a whole.
            index = spreadsheet.columns.get(name, -1)
            mistakes[number][index] = " ".join(filter(None, [mistakes[number].get(index), sentence]))
    note = _("Mend the coloured cells, then send this file. It may keep its first column.")
    with one_a_process():
        # Meanwhile nobody else's file is read.
        if _count(spreadsheet.sent_by, "spreadsheets-mended") > MOST:
            raise ValidationError(_("You downloaded 20 files to mend in an hour: wait a while."))
        return writing.coloured(files.table_of(spreadsheet), mistakes, note=note)


def template_of(kind: Kind) -> bytes:
    """An empty spreadsheet of the kind to fill in, as xlsx."""
    headings = [
        writing.Heading(str(one.label), str(one.note), one.example, required=one.required, choices=one.choices)
        for one in kind.columns
    ]
    return writing.template(headings, title=str(Spreadsheet.Kind(kind.name).label))


def _held(by: User, spreadsheet: Spreadsheet) -> Spreadsheet:
    """The row for this writer alone, as it is now."""
    held = Spreadsheet.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=spreadsheet.pk).first()
    if not held:
        raise ValidationError(_("This file is gone: send it again."))
    return held


def _check_columns(kind: Kind, spreadsheet: Spreadsheet, columns: Mapping[str, int]) -> None:
    names = {column.name for column in kind.columns}
    if not columns.keys() <= names or not all(0 <= index < len(spreadsheet.headings) for index in columns.values()):
        raise ValidationError(_("The columns of this file are others: open it again."))
    if len(set(columns.values())) < len(columns):
        raise ValidationError(_("Two columns stand at one place: choose each once."))
    if missing := _missing(kind, columns):
        raise ValidationError(_("Say which column is this: %(names)s.") % {"names": ", ".join(missing)})


def _missing(kind: Kind, columns: Mapping[str, int]) -> list[str]:
    return [str(column.label) for column in kind.columns if column.required and column.name not in columns]


def _count(by: User, what: str) -> int:
    """How many there were in the hour, this one included."""
    key = f"{what}:{by.pk}"
    cache.add(key, 0, HOUR)
    try:
        return cache.incr(key)
    except ValueError:
        # The hour ended between the two.
        return 1


def _ring() -> None:
    waits.send(sender=None)
