"""What a file says, row by row, as its sender is shown it before it is taken in."""

import datetime
import re
import uuid
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.template.defaultfilters import date
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from okoce.accounts import reads
from okoce.core.months import Month
from okoce.core.templatetags.jakarta import number, short_month
from participants.importing import KINDS, moving
from participants.importing.columns import Column
from participants.models import Attendance, Milestone, Participant, Spreadsheet, SpreadsheetRow, Visit
from programs.models import Expense, Kecamatan
from programs.places import OUTSIDE

Verdict = SpreadsheetRow.Verdict
# Beside the verdicts: rows that are taken in as they are and deserve a second look.
DOUBTED = "doubted"
MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])", re.ASCII)
# Columns of a word of ours, and how people say it.
CHOICES = {
    "sex": Participant.Sex,
    "baseline": Participant.Baseline,
    "status": Attendance.Status,
    "mode": Visit.Mode,
    "kind": Milestone.Kind,
    "licence_type": Milestone.LicenceType,
    "item": Expense.Item,
    "stage": Expense.Stage,
}


class Cell(NamedTuple):
    label: str | Promise
    text: str
    # Sentences about what is wrong with it, and what is odd about it.
    mistake: str = ""
    warning: str = ""


class Line(NamedTuple):
    row: SpreadsheetRow
    cells: list[Cell]
    # Sentences about the row that stand at no column of the file.
    mistakes: list[str]
    warnings: list[str]


def rows_of(spreadsheet: Spreadsheet, shown: str = "") -> QuerySet[SpreadsheetRow]:
    """The rows of one verdict or the doubted ones in the order of the file, or all with the wrong ones first."""
    if shown == DOUBTED:
        return spreadsheet.staged.exclude(warnings={}).exclude(verdict=Verdict.WRONG)
    return spreadsheet.staged.filter(verdict=shown) if shown else moving.verdicts(spreadsheet)


def columns_of(spreadsheet: Spreadsheet) -> list[Column]:
    """The columns that the file has, in its own order."""
    there = [column for column in KINDS[spreadsheet.kind].columns if column.name in spreadsheet.columns]
    return sorted(there, key=lambda column: spreadsheet.columns[column.name])


def lines_of(rows: Iterable[SpreadsheetRow], columns: Sequence[Column]) -> list[Line]:
    """Each row with its cells in words."""
    places = dict(Kecamatan.objects.values_list("code", "name")) | {OUTSIDE: _("Outside Jakarta")}
    return [_line(row, columns, places) for row in rows]


def _whose(row: SpreadsheetRow) -> uuid.UUID | None:
    """Whom the row is about, where that is known."""
    if row.spreadsheet.kind == "people":
        return row.record
    told = row.said.get("participant")
    return uuid.UUID(told) if told else None


def _line(row: SpreadsheetRow, columns: Sequence[Column], places: dict[str, str]) -> Line:
    reads.note(_whose(row))
    mistakes, warnings = dict(row.mistakes), dict(row.warnings)
    cells = [
        Cell(one.label, _shown(row, one, places), mistakes.pop(one.name, ""), warnings.pop(one.name, ""))
        for one in columns
    ]
    return Line(row, cells, list(mistakes.values()), list(warnings.values()))


def _shown(row: SpreadsheetRow, column: Column, places: dict[str, str]) -> str:
    if column.takes_a_nik:
        return f"{'*' * 12}{row.nik_tail}" if row.nik_tail else ""
    value = row.said.get(column.name)
    if value and column.name in CHOICES:
        return str(dict(CHOICES[column.name].choices).get(value, value))
    return _in_words(value, places)


def _in_words(value: Any, places: dict[str, str]) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return str(number(value))
    if MONTH.fullmatch(value):
        return str(short_month(Month.parse(value)))
    try:
        return str(date(datetime.date.fromisoformat(value), "SHORT_DATE_FORMAT"))
    except ValueError:
        return places.get(value, str(value))
