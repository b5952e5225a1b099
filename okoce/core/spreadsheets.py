"""A spreadsheet that somebody uploads: xlsx or csv, its rows as text under the names of their columns."""

import csv
import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

LARGEST = 2_000_000
# A small file may unpack into one that fills the memory; and one cell far out makes a sheet of a billion empty ones.
UNPACKED = 50_000_000
BELOW = 100
WIDEST = 26 * 27
PARTS = ("[Content_Types].xml", "_rels/", "xl/")
# Rows and cells may say where they are, and otherwise follow one another.
ROW = re.compile(rb"<(?:[^\s<>/]+:)?row[\s/>]")
CELL = re.compile(rb"<(?:[^\s<>/]+:)?c[\s/>]")
PLACE = re.compile(rb"\br\s*=\s*[\"']\s*([A-Za-z]*)(\d+)")
# What spreadsheets take for the begin of a formula, and may run when somebody opens the list that it went into.
FORMULA = ("=", "+", "-", "@", "\t")


@dataclass(frozen=True)
class Row:
    """One row as it was written; `number` is the one that the spreadsheet shows."""

    number: int
    cells: dict[str, str]


def rows_of(file: UploadedFile, columns: Mapping[str, str], *, most: int) -> list[Row]:
    """The rows that hold anything. `columns` says which word in the first row stands for which column.

    Raises a sentence for a file that cannot be read, lacks a column or is too large.
    """
    if (file.size or 0) > LARGEST:
        raise ValidationError(_("This file is larger than 2 MB: split the list."))
    content = file.read()
    table = _of_workbook(content, most) if content.startswith(b"PK") else _of_text(content)
    rows = [row for row in table if any(row[1])]
    if len(rows) > most + 1:
        raise ValidationError(_("This list has more than %(most)s rows: split it.") % {"most": most})
    return _under_names(rows, columns)


def is_formula(text: str) -> bool:
    return text.startswith(FORMULA)


def _under_names(rows: list[tuple[int, list[str]]], columns: Mapping[str, str]) -> list[Row]:
    heads = [columns.get(head.casefold(), "") for head in (rows[0][1] if rows else [])]
    if lacking := sorted(set(columns.values()) - set(heads)):
        raise ValidationError(
            _("The first row names the columns; these are missing: %(names)s.") % {"names": ", ".join(lacking)}
        )
    return [
        Row(number, {head: cell for head, cell in zip(heads, cells, strict=False) if head})
        for number, cells in rows[1:]
    ]


def _of_text(content: bytes) -> Iterable[tuple[int, list[str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValidationError(_("This file is no list: save it as xlsx, or as csv in UTF-8.")) from None
    # Which of the three stands between columns depends on the language of the program that wrote it.
    first = text.partition("\n")[0]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first.count))
    try:
        return [(number, [_text(cell) for cell in line]) for number, line in enumerate(lines, 1)]
    except csv.Error:
        raise ValidationError(_("This file is no list: save it as xlsx, or as csv in UTF-8.")) from None


def _of_workbook(content: bytes, most: int) -> Iterable[tuple[int, list[str]]]:
    try:
        sheet = CalamineWorkbook.from_filelike(_looked_at(content, most)).get_sheet_by_index(0)
        begin = (sheet.start or (0, 0))[0] + 1
        table = sheet.to_python(skip_empty_area=True)
    except (zipfile.BadZipFile, zlib.error, CalamineError, IndexError, KeyError, NotImplementedError, RuntimeError):
        raise ValidationError(_("This file is no list: save it as xlsx, or as csv in UTF-8.")) from None
    return [(number, [_text(cell) for cell in line]) for number, line in enumerate(table, begin)]


def _looked_at(content: bytes, most: int) -> io.BytesIO:
    """The parts of a workbook, packed anew: what is read is what was looked at, whatever the file says of its sizes."""
    copy = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(copy, "w") as packed:
        archive.getinfo("xl/workbook.xml")
        parts = [part for part in archive.infolist() if part.filename.startswith(PARTS)]
        if sum(part.file_size for part in parts) > UNPACKED:
            raise ValidationError(_("This file is larger than it looks: copy the list into a new one."))
        for part in parts:
            text = archive.read(part)
            if b"sheetData" in text and _reaches_far(text, most):
                raise ValidationError(
                    _("Something stands far outside the list: delete the empty rows and columns around it.")
                )
            packed.writestr(part.filename, text)
    return io.BytesIO(copy.getvalue())


def _reaches_far(part: bytes, most: int) -> bool:
    last = most + BELOW
    rows = ROW.split(part)
    return (
        len(rows) - 1 > last
        or any(len(CELL.findall(row)) > WIDEST for row in rows)
        or any(len(column) > 2 or int(row[:9]) > last for column, row in PLACE.findall(part))
    )


def _text(cell: object) -> str:
    """As it is shown: a day without a time, a whole number without its point."""
    if isinstance(cell, datetime.datetime):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip(" \r\n")
