"""Every row of a spreadsheet judged, in parts that each commit: how far it is can be seen, and a new start doubles nothing."""

import datetime
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from okoce.accounts import reads
from okoce.core.alone import alone
from okoce.core.sheets import reading
from okoce.core.sheets.reading import Cell, Skimmed, Table
from participants.importing import KINDS, files, staging
from participants.importing.columns import Column, lost_digit, written
from participants.importing.kinds import NEW, SAME, WRONG, Case, Judged, Kind
from participants.importing.masks import covered, masked
from participants.models import Spreadsheet
from participants.nik import Nik

log = structlog.get_logger(__name__)

State = Spreadsheet.State
PART = 5_000
REMEMBERED = 500
# So many numbers that all end in 0 are no chance: one list in ten thousand million.
ALL_ZERO = 10
TOTALS = {"total", "jumlah", "grand total", "jumlah total", "jumlah peserta", "total peserta"}


class OvertakenError(Exception):
    """The file is no longer to be judged, or its columns were named otherwise meanwhile."""


def judge(key: uuid.UUID, *, at: datetime.datetime) -> bool:
    """Judge every row; rung twice, killed or late it ends the same. Whether there was anything to do, and nobody at it."""
    done = False
    with alone(f"spreadsheet {key}") as free:
        # Once more when somebody named the columns otherwise while their rows were judged.
        while free and (spreadsheet := Spreadsheet.objects.filter(pk=key, state=State.JUDGING).first()):
            done = True
            with (
                told(spreadsheet, "spreadsheet_not_judged"),
                suppress(OvertakenError),
                reads.on_behalf_of(spreadsheet.sent_by, "spreadsheet-judged"),
            ):
                _judge(spreadsheet, at)
    return done


@contextmanager
def told(spreadsheet: Spreadsheet, event: str) -> Iterator[None]:
    """Whatever keeps the file from being taken in is told to its sender: the sentence, or that something went wrong."""
    try:
        yield
    except ValidationError as refusal:
        fail(spreadsheet, " ".join(refusal.messages))
    except (OperationalError, InterfaceError):
        # The database went away: whoever rings next goes on.
        raise
    except Exception:
        log.exception(event, kind=spreadsheet.kind)
        fail(spreadsheet, went_wrong())


def fail(spreadsheet: Spreadsheet, why: str) -> None:
    Spreadsheet.objects.filter(pk=spreadsheet.pk).exclude(state=State.DONE).update(
        state=State.FAILED, refusal=why[:400]
    )


def went_wrong() -> str:
    return _(
        "Something went wrong here, and nothing of the file was taken in. Send it again, or tell the administrator."
    )


def case_of(spreadsheet: Spreadsheet, at: datetime.datetime) -> Case:
    return Case(spreadsheet.sent_by, spreadsheet, spreadsheet.kecamatan, at)


def _judge(spreadsheet: Spreadsheet, at: datetime.datetime) -> None:
    with translation.override(spreadsheet.language):
        table, kind, case = files.table_of(spreadsheet), KINDS[spreadsheet.kind], case_of(spreadsheet, at)
        read = RowReader(kind, spreadsheet.columns, table)
        with transaction.atomic():
            _move_on(spreadsheet, passed=0, new=0, same=0, wrong=0, warned=0, rows=len(table.rows))
            spreadsheet.staged.all().delete()
        for part in _parts(table.rows):
            rows = [read.row(number, cells) for number, cells in part]
            kind.settle(rows, case)
            with transaction.atomic():
                _move_on(spreadsheet, **_counted(rows))
                staging.copy(spreadsheet.pk, rows, with_niks=kind.keeps_niks)
        _move_on(spreadsheet, state=State.JUDGED, judged_at=at)


def _parts(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (rows[begin : begin + PART] for begin in range(0, len(rows), PART))


def _move_on(spreadsheet: Spreadsheet, **fields: object) -> None:
    """Write down how far it is; raises OvertakenError when somebody decided otherwise meanwhile."""
    still = Spreadsheet.objects.filter(pk=spreadsheet.pk, state=State.JUDGING, columns=spreadsheet.columns)
    if not still.update(**fields):
        raise OvertakenError


def _counted(rows: Sequence[Judged]) -> dict[str, Any]:
    verdicts = Counter(staging.verdict_of(row) for row in rows)
    counted = {word: verdicts[word] for word in (NEW, SAME, WRONG)} | {"passed": len(rows)}
    counted["warned"] = sum(bool(row.warnings) for row in rows if not row.mistakes)
    return {name: F(name) + number for name, number in counted.items()}


class RowReader:
    """Reads the cells of each row as the columns of its kind."""

    def __init__(self, kind: Kind, places: Mapping[str, int], table: Table | Skimmed) -> None:
        self.columns = [(column, places.get(column.name)) for column in kind.columns]
        self.nothing = dict.fromkeys(column.name for column in kind.columns)
        # Most columns say the same few things over and over: what they mean is read once.
        self.known: dict[str, dict[str, Any]] = {column.name: {} for column in kind.columns}
        self.lost = {name for name in places if kind.column(name).takes_a_nik and _lost_digits(table, places[name])}

    def row(self, number: int, cells: Sequence[Cell]) -> Judged:
        row = Judged(number, self.nothing.copy())
        for column, index in self.columns:
            if index is None:
                continue
            cell = cells[index]
            if cell is None:
                if column.required:
                    row.mistakes[column.name] = _("This is missing: fill it in.")
                continue
            known = self.known[column.name]
            if type(cell) is str and cell in known:
                row.said[column.name] = known[cell]
                continue
            try:
                value = self._value(column, cell)
            except ValidationError as refusal:
                row.mistakes[column.name] = " ".join(refusal.messages)
                row.wrote[column.name] = (covered if column.takes_a_nik else masked)(written(cell))
                continue
            if isinstance(value, Nik):
                row.nik = value
            else:
                row.said[column.name] = value
                if type(cell) is str and len(known) < REMEMBERED:
                    known[cell] = value
        if _is_total(cells):
            row.mistakes = {"": _("This row looks like a total: delete it.")}
        return row

    def _value(self, column: Column, cell: Cell) -> Any:
        if reading.has_no_answer(cell):
            raise ValidationError(_("This cell shows an error of its formula: type what it should say."))
        value = column.read(cell)
        if column.name in self.lost and value is not None:
            raise ValidationError(lost_digit())
        if column.required and value is None:
            raise ValidationError(_("This is missing: fill it in."))
        return value


def _lost_digits(table: Table | Skimmed, index: int) -> bool:
    """Whether every number ends in 0, as when a spreadsheet had them as numbers before it saved them as text."""
    many = 0
    for _number, cells in table.rows:
        if said := written(cells[index]):
            if not said.endswith("0"):
                return False
            many += 1
    return many >= ALL_ZERO


def _is_total(cells: Sequence[Cell]) -> bool:
    first = next((cell for cell in cells if cell is not None), None)
    return isinstance(first, str) and first.strip().casefold().rstrip(" :") in TOTALS
