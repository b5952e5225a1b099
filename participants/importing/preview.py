"""What a file says, row by row, as its sender is shown it before it is taken in."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import Case, QuerySet, Value, When
from django.template.defaultfilters import date
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from okoce.core.templatetags.jakarta import number
from participants.importing import KINDS
from participants.importing.columns import Column
from participants.models import Spreadsheet, SpreadsheetRow
from programs.models import Kecamatan

Verdict = SpreadsheetRow.Verdict
# Wrong ones first: they are what is to be done.
ORDER = Case(When(verdict=Verdict.WRONG, then=Value(0)), default=Value(1))


class Cell(NamedTuple):
    label: str | Promise
    text: str
    # The sentence about what is wrong with it.
    mistake: str = ""


class Line(NamedTuple):
    row: SpreadsheetRow
    cells: list[Cell]
    # What is wrong with the row and stands at no column of the file.
    besides: list[str]


def rows_of(spreadsheet: Spreadsheet, verdict: str = "") -> QuerySet[SpreadsheetRow]:
    """The rows of one verdict in the order of the file, or all with the wrong ones first."""
    rows = spreadsheet.staged.all()
    return rows.filter(verdict=verdict) if verdict else rows.order_by(ORDER, "number")


def columns_of(spreadsheet: Spreadsheet) -> list[Column]:
    """The columns that the file has, in its own order."""
    there = [column for column in KINDS[spreadsheet.kind].columns if column.name in spreadsheet.columns]
    return sorted(there, key=lambda column: spreadsheet.columns[column.name])


def lines_of(rows: Iterable[SpreadsheetRow], columns: Sequence[Column]) -> list[Line]:
    """Each row with its cells in words."""
    places = dict(Kecamatan.objects.values_list("code", "name"))
    return [_line(row, columns, places) for row in rows]


def _line(row: SpreadsheetRow, columns: Sequence[Column], places: dict[str, str]) -> Line:
    left = dict(row.mistakes)
    cells = [Cell(one.label, _shown(row, one.name, places), left.pop(one.name, "")) for one in columns]
    return Line(row, cells, list(left.values()))


def _shown(row: SpreadsheetRow, name: str, places: dict[str, str]) -> str:
    if name == "nik":
        return f"{'*' * 12}{row.nik_tail}" if row.nik_tail else ""
    return words(row.said.get(name), places)


def words(value: Any, places: dict[str, str]) -> str:
    """A value as people write it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return number(value)
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        return _day(value)
    return places.get(value, str(value))


def _day(text: str) -> str:
    try:
        return date(datetime.date.fromisoformat(text), "SHORT_DATE_FORMAT")
    except ValueError:
        return text
