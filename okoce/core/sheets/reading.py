"""A spreadsheet that somebody sends, as a table: its headings, and its rows with the cells as they are."""

import csv
import datetime
import io
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

# What a cell may be; an empty one is None.
Cell = str | int | float | bool | datetime.date | datetime.datetime | datetime.time | None


@dataclass(frozen=True)
class Table:
    """`rows` are (number that the spreadsheet shows, cells); each has as many cells as there are headings."""

    headings: list[str]
    rows: list[tuple[int, list[Cell]]]
    # The sheet that was read, and the other ones that can be seen.
    sheet: str = ""
    others: tuple[str, ...] = ()


def read(content: bytes, *, most: int = 100_000, largest: int = 30_000_000) -> Table:
    """The table in a file of xlsx or csv; raises a sentence that says what to do about one that holds none."""
    if len(content) > largest:
        raise ValidationError(_("This file is larger than %(most)s MB: split the list.") % {"most": largest // 10**6})
    lines = _of_workbook(content) if content.startswith(b"PK") else _of_text(content)
    filled = [(number, cells) for number, cells in lines if any(cell is not None for cell in cells)]
    if not filled:
        raise ValidationError(_("This file holds no row."))
    if len(filled) > most + 1:
        raise ValidationError(_("This list has more than %(most)s rows: split it.") % {"most": most})
    width = max(len(cells) for _number, cells in filled)
    filled = [(number, cells + [None] * (width - len(cells))) for number, cells in filled]
    return Table([str("" if cell is None else cell).strip() for cell in filled[0][1]], filled[1:])


def _of_text(content: bytes) -> Iterable[tuple[int, list[Cell]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValidationError(_("This file is no list: save it as xlsx, or as csv in UTF-8.")) from None
    first = text.partition("\n")[0]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first.count))
    return ((number, [cell.strip() or None for cell in line]) for number, line in enumerate(lines, 1))


def _of_workbook(content: bytes) -> Iterable[tuple[int, list[Cell]]]:
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        # The rows begin at the first of the sheet, and so do the cells.
        return [(number, [_plain(cell) for cell in cells]) for number, cells in enumerate(sheet.iter_rows(), 1)]
    except CalamineError:
        raise ValidationError(_("This file is no list: save it as xlsx, or as csv in UTF-8.")) from None


def _plain(cell: object) -> Cell:
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return None if cell == "" else cell  # type: ignore[return-value]
