"""A short list that somebody uploads: its rows as text, under the names of their columns."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from okoce.core.sheets.reading import Cell, read

LARGEST = 2_000_000


@dataclass(frozen=True)
class Row:
    """One row as it was written; `number` is the one that the spreadsheet shows."""

    number: int
    cells: dict[str, str]


def rows_of(file: UploadedFile, columns: Mapping[str, str], *, most: int) -> list[Row]:
    """The rows that hold anything. `columns` says which word among the headings stands for which column.

    Raises a sentence for a file that cannot be read, lacks a column or is too large.
    """
    if (file.size or 0) > LARGEST:
        raise ValidationError(_("This file is larger than %(most)s MB: split the list.") % {"most": LARGEST // 10**6})
    table = read(file.read(), most=most, largest=LARGEST)
    heads = [columns.get(heading.casefold(), "") for heading in table.headings]
    if lacking := sorted(set(columns.values()) - set(heads)):
        raise ValidationError(
            _("The first row names the columns; these are missing: %(names)s.") % {"names": ", ".join(lacking)}
        )
    return [
        Row(number, {head: _text(cell) for head, cell in zip(heads, cells, strict=True) if head})
        for number, cells in table.rows
    ]


def _text(cell: Cell) -> str:
    """As it is shown: a day without a time."""
    if isinstance(cell, datetime.datetime):
        return f"{cell:%Y-%m-%d}"
    return "" if cell is None else str(cell)
