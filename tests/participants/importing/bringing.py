"""Spreadsheets for tests, from the rows that they hold to what became of them."""

import csv
import io

import xlsxwriter

from okoce.core.months import now
from participants.importing import moving
from participants.models import Spreadsheet
from tests import factories


def xlsx(headings, *rows):
    """Text as text, a number as a number."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate([headings, *rows]):
        for column, cell in enumerate(row):
            if cell is not None:
                sheet.write_string(number, column, cell) if isinstance(cell, str) else sheet.write(number, column, cell)
    book.close()
    return content.getvalue()


def as_csv(headings, *rows, delimiter=";"):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([headings, *rows])
    return text.getvalue().encode()


def sent(content, *, by=None, kind="people", kecamatan="31.74.01", name="daftar.xlsx"):
    place = factories.kecamatan(kecamatan) if kecamatan else None
    return moving.send(
        by=by or factories.facilitator(), kind=kind, kecamatan=place, content=content, name=name, at=now()
    )


def judged(content, **of):
    """The file as it was looked through."""
    spreadsheet = sent(content, **of)
    moving.judge(spreadsheet.pk, at=now())
    return there(spreadsheet)


def taken_in(content, **of):
    """The file, nothing of it wrong, and its rows made records."""
    spreadsheet = judged(content, **of)
    moving.take_in(by=spreadsheet.sent_by, spreadsheet=spreadsheet, at=now())
    moving.write(spreadsheet.pk, at=now())
    return there(spreadsheet)


def there(spreadsheet):
    return Spreadsheet.objects.get(pk=spreadsheet.pk)


def mistakes(spreadsheet):
    """What is wrong: row number -> column -> sentence."""
    return {row.number: row.mistakes for row in spreadsheet.staged.all() if row.mistakes}


def counts(spreadsheet):
    return spreadsheet.state, spreadsheet.new, spreadsheet.same, spreadsheet.wrong
