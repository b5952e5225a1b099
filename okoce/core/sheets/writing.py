"""Spreadsheets that people fill in, those that come back with the wrong cells coloured, and those that are read.

Nothing in them is a formula: what somebody typed is written as the text or number that it is.
"""

import datetime
import io
import itertools
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from okoce.core.sheets.formulas import is_formula
from okoce.core.sheets.reading import EXAMPLE, MEND, Cell, Table

# Rows of a template that offer choices: as many as a file may have.
ROWS = 100_000
# Of a printed sheet: its paper, how wide its columns may be together, and how high a line is.
A4, PAGE, LINE = 9, 220, 15
# A smaller list is written without a file on disk: it holds identity numbers.
IN_MEMORY = 20_000
# A note at each of 100,000 cells is more than an office program opens; the first column says everything.
MOST_NOTES = 2_000
LONGEST = 32_000
# No cell holds an earlier day as a day.
FIRST_YEAR = 1900
NARROW, WIDE = 12, 48
# So many rows of a long list say how wide its columns are: the others are like them.
MEASURED = 1_000
HEADING = {
    "bold": True,
    "bg_color": "#e8eef4",
    "font_color": "#1f2933",
    "bottom": 1,
    "text_wrap": True,
    "valign": "top",
}
LOOKS: dict[str, dict[str, Any]] = {
    "plain": {},
    "heading": HEADING,
    "needed": {**HEADING, "bottom": 5},
    "title": {"bold": True, "font_size": 14},
    "prose": {"text_wrap": True, "valign": "top"},
    "example": {"italic": True, "font_color": "#6b7780"},
    "to mend": {"bg_color": "#fff3cd", "text_wrap": True, "valign": "top"},
    # Dark on light: told by the first column as well as by colour.
    "wrong": {"bg_color": "#ffc7ce", "font_color": "#7d0010", "bold": True},
    # What is not final looks it; a column beside it says so in words.
    "pale": {"italic": True, "font_color": "#5b5851"},
    # Beside a number, which stands at the right.
    "words": {"indent": 1},
    "heading of words": {**HEADING, "indent": 1},
    "heading of numbers": {**HEADING, "align": "right"},
}
# Those that every program knows by their number, and ours.
GENERAL, WHOLE, GROUPED, TEXT = 0, 1, 3, 49
DAY, MOMENT, HOUR = "dd/mm/yyyy", "dd/mm/yyyy hh:mm", "hh:mm"
SHARE = "0.00%"
# The names of months are of the language of the sheet, whatever the program of whoever reads it speaks.
MONTHS = {"id": "[$-421]mmm yyyy", "en": "[$-409]mmm yyyy"}
NO_NAME = re.compile(r"[\[\]:*?/\\']")


class Heading(NamedTuple):
    """A column of a template; `choices` are offered where there are some."""

    label: str
    note: str = ""
    example: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()


class Pale(NamedTuple):
    """A cell that is not final."""

    cell: Cell


class Column(NamedTuple):
    """A column of a sheet that is read; `shape` is how its numbers or days are shown, text that is long is wrapped."""

    label: str
    shape: str | int = GROUPED
    width: int = NARROW
    look: str = "words"


class Sheet(NamedTuple):
    """A sheet that is read: one row of headings, then its rows; the first columns are `names` of them, and stay in sight."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell | Pale]]
    names: int = 1


class Book:
    """A workbook under way, with each format made once."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.formats: dict[tuple[str, str | int, bool], Format] = {}

    def sheet(self, name: str) -> Worksheet:
        return self.book.add_worksheet(NO_NAME.sub(" ", name).strip()[:31] or "1")

    def format(self, look: str = "plain", shape: str | int = TEXT, *, stays_text: bool = False) -> Format:
        key = (look, shape, stays_text)
        if key not in self.formats:
            more = {"quote_prefix": True} if stays_text else {}
            self.formats[key] = self.book.add_format({**LOOKS[look], **more, "num_format": shape})
        return self.formats[key]


@contextmanager
def _book(content: io.BytesIO, rows: int) -> Iterator[Book]:
    """Large ones go row by row through a folder that only this user may open, and that is gone afterwards."""
    if rows <= IN_MEMORY:
        with Workbook(content, {"in_memory": True}) as book:
            yield Book(book)
        return
    with (
        tempfile.TemporaryDirectory(prefix="sheet-") as folder,
        Workbook(content, {"constant_memory": True, "tmpdir": folder}) as book,
    ):
        yield Book(book)


def filled(sheets: Sequence[Sheet], *, title: str, above: str, made: datetime.date) -> bytes:
    """An xlsx to read: headings that stay, with filters; `above` stands on each printed page. The same makes the same bytes."""
    content = io.BytesIO()
    with _book(content, sum(len(one.rows) for one in sheets)) as book:
        book.book.set_properties({"title": title, "created": datetime.datetime.combine(made, datetime.time.min)})
        for one in sheets:
            _fill(book, one, above)
    return content.getvalue()


def _fill(book: Book, told: Sheet, above: str) -> None:
    sheet = book.sheet(told.name)
    for index, column in enumerate(told.columns):
        sheet.set_column(index, index, column.width)
        look = "heading of words" if column.shape == TEXT else "heading of numbers"
        sheet.write_string(0, index, column.label, book.format(look))
    # Not every program makes room for what it wraps.
    sheet.set_row(0, LINE * max(_lines(column.label, column.width) for column in told.columns))
    for row, cells in enumerate(told.rows, 1):
        for index, (column, cell) in enumerate(zip(told.columns, cells, strict=True)):
            usual = column.look if column.shape == TEXT else "plain"
            look, value = ("pale", cell.cell) if isinstance(cell, Pale) else (usual, cell)
            _write(book, sheet, row, index, value, look, None if column.shape == TEXT else column.shape)
        pairs = zip(told.columns, cells, strict=True)
        prose = [_lines(str(cell), column.width) for column, cell in pairs if column.look == "prose"]
        if prose:
            sheet.set_row(row, LINE * max(prose))
    sheet.autofilter(0, 0, len(told.rows), len(told.columns) - 1)
    sheet.freeze_panes(1, told.names)
    _lay_out_for_print(sheet, told, above)


def _lines(text: str, width: int) -> int:
    """How many lines a text takes that is wrapped, more rather than fewer."""
    return max(1, -(-len(text) * 6 // (width * 5)))


def _lay_out_for_print(sheet: Worksheet, told: Sheet, above: str) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    # What is wider takes several pages, each with the names.
    if sum(column.width for column in told.columns) <= PAGE:
        sheet.fit_to_pages(1, 0)
    else:
        sheet.fit_to_pages(0, 1)
        sheet.repeat_columns(0, told.names - 1)
    sheet.repeat_rows(0)
    # An ampersand begins a word of its own there.
    sheet.set_header("&L" + above.replace("&", "&&"))
    sheet.set_footer("&L&A&R&P / &N")


def template(columns: Sequence[Heading], *, title: str, rows: Sequence[Sequence[Cell]] = ()) -> bytes:
    """An xlsx to fill in: columns of text, a row as example unless there are `rows`, and a second sheet that explains."""
    content = io.BytesIO()
    with _book(content, len(rows)) as book:
        sheet = book.sheet(title)
        for index, column in enumerate(columns):
            _lay_out(book, sheet, index, column)
        for row, cells in enumerate(rows or [_example(columns)], 1):
            for index, cell in enumerate(cells):
                _write(book, sheet, row, index, _as_text(cell), "plain" if rows else "example")
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        _explain(book, columns, title)
        _offer_choices(book, sheet, columns)
    return content.getvalue()


def _lay_out(book: Book, sheet: Worksheet, index: int, column: Heading) -> None:
    example = len(column.example) + (0 if index else len(EXAMPLE))
    width = min(max(len(column.label), example, NARROW) + 3, WIDE)
    sheet.set_column(index, index, width, book.format())
    sheet.write_string(0, index, column.label, book.format("needed" if column.required else "heading"))
    if note := _told(column):
        sheet.write_comment(0, index, note, {"x_scale": 2, "author": ""})


def _told(column: Heading) -> str:
    return " ".join(filter(None, [_("Needed.") if column.required else "", column.note]))


def _example(columns: Sequence[Heading]) -> list[Cell]:
    """A row that says of itself that it is one, and is passed over when it is still there."""
    first, *others = [column.example for column in columns]
    return [f"{EXAMPLE} {first}".strip(), *others]


def _as_text(cell: Cell) -> Cell:
    """In a column of text, so that a number keeps its zeros and a day its order."""
    if isinstance(cell, (datetime.date, datetime.time)):
        return cell.isoformat()
    return str(cell) if isinstance(cell, (int, float)) and not isinstance(cell, bool) else cell


def _explain(book: Book, columns: Sequence[Heading], title: str) -> None:
    sheet = book.sheet(_("Explanation"))
    heading, text = book.format("heading"), book.format("prose")
    for index, width in enumerate((24, 12, 60, 28)):
        sheet.set_column(index, index, width, text)
    sheet.write_string(0, 0, title, book.format("title"))
    sheet.merge_range(1, 0, 1, 3, _("One row for each, on the first sheet; leave its headings as they are."), text)
    for index, label in enumerate((_("Column"), _("Needed"), _("What to write"), _("Example"))):
        sheet.write_string(3, index, label, heading)
    for row, column in enumerate(columns, 4):
        note = " ".join(filter(None, [column.note, ", ".join(column.choices)]))
        for index, said in enumerate((column.label, _("yes") if column.required else "", note, column.example)):
            sheet.write_string(row, index, said, text)


def _offer_choices(book: Book, sheet: Worksheet, columns: Sequence[Heading]) -> None:
    """From a hidden sheet, as a list within the cell may not be longer than 255 signs. Other words may be typed."""
    if not any(column.choices for column in columns):
        return
    hidden = book.sheet("Choices")
    hidden.hide()
    for index, column in enumerate(columns):
        if column.choices:
            hidden.write_column(0, index, column.choices, book.format())
            place = f"=Choices!{_letters(index)}1:{_letters(index)}{len(column.choices)}"
            source = re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", place)
            sheet.data_validation(1, index, ROWS, index, {"validate": "list", "source": source, "show_error": False})


def _letters(index: int) -> str:
    return (_letters(index // 26 - 1) if index > 25 else "") + chr(65 + index % 26)


def coloured(table: Table, mistakes: Mapping[int, Mapping[int, str]], *, note: str) -> bytes:
    """The rows as they came and where they stood, with the wrong cells coloured, as xlsx.

    Row number -> column index -> sentence; index -1 is the row as a whole. The first column says all sentences of a row.
    """
    content = io.BytesIO()
    top = (table.rows[0][0] if table.rows else 2) - 2
    first = next((number - 1 for number, _cells in table.rows if mistakes.get(number)), top + 1)
    with _book(content, len(table.rows)) as book:
        sheet = book.sheet(table.sheet)
        _write_headings(book, sheet, top, table, note)
        notes = MOST_NOTES
        for number, cells in table.rows:
            wrong = mistakes.get(number, {})
            _write_row(book, sheet, number - 1, cells, wrong)
            if wrong and notes > 0:
                notes -= len(wrong)
                _write_notes(sheet, number - 1, wrong)
        sheet.freeze_panes(top + 1, 1, first, 1)
        sheet.set_selection(first, 0, first, 0)
    return content.getvalue()


@contextmanager
def long_list(
    file: IO[bytes], headings: Sequence[str], *, title: str, folder: Path
) -> Iterator[Callable[[Sequence[Cell]], None]]:
    """An xlsx of one sheet that goes row by row into the file: what takes a row. It is whole when this is over.

    Flat in memory, whatever their number; meanwhile the rows lie in the folder.
    """
    with Workbook(file, {"constant_memory": True, "tmpdir": str(folder)}) as workbook:
        book, row = Book(workbook), itertools.count(1)
        sheet = book.sheet(title)
        sheet.freeze_panes(1, 0)
        widths = [max(len(heading), NARROW) for heading in headings]
        for index, heading in enumerate(headings):
            sheet.write_string(0, index, heading, book.format("heading"))

        def write(cells: Sequence[Cell]) -> None:
            place = next(row)
            if place <= MEASURED:
                widths[:] = [max(width, len(str(cell))) for width, cell in zip(widths, cells, strict=True)]
            for index, cell in enumerate(cells):
                _write(book, sheet, place, index, cell, "plain")

        yield write
        for index, width in enumerate(widths):
            sheet.set_column(index, index, min(width + 3, WIDE))
        sheet.autofilter(0, 0, max(next(row) - 1, 1), len(headings) - 1)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)


def _write_headings(book: Book, sheet: Worksheet, top: int, table: Table, note: str) -> None:
    sheet.set_column(0, 0, WIDE)
    sheet.set_column(1, len(table.headings), NARROW + 6)
    sheet.write_string(top, 0, MEND, book.format("heading"))
    sheet.write_comment(top, 0, note, {"x_scale": 2, "author": "", "visible": False})
    for index, heading in enumerate(table.headings, 1):
        _write(book, sheet, top, index, heading, "heading")
    if table.rows:
        sheet.autofilter(top, 0, table.rows[-1][0] - 1, len(table.headings))


def _write_row(book: Book, sheet: Worksheet, row: int, cells: list[Cell], wrong: Mapping[int, str]) -> None:
    if wrong:
        _write(book, sheet, row, 0, "\n".join(dict.fromkeys(wrong.values())), "to mend")
    for index, cell in enumerate(cells):
        _write(book, sheet, row, index + 1, cell, "wrong" if index in wrong else "plain")


def _write_notes(sheet: Worksheet, row: int, wrong: Mapping[int, str]) -> None:
    for index, sentence in wrong.items():
        if index >= 0:
            sheet.write_comment(row, index + 1, sentence, {"x_scale": 2, "author": ""})


def _write(
    book: Book, sheet: Worksheet, row: int, column: int, cell: Cell, look: str, shape: str | int | None = None
) -> None:
    """As the kind that it is, in the shape of its kind unless said.

    Text that looks like a formula stays text also when somebody edits it.
    """
    if isinstance(cell, datetime.date) and cell.year < FIRST_YEAR:
        cell = cell.isoformat()
    if cell is None:
        sheet.write_blank(row, column, None, book.format(look) if look != "plain" else None)
    elif isinstance(cell, str):
        sheet.write_string(row, column, cell[:LONGEST], book.format(look, stays_text=is_formula(cell)))
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, book.format(look, GENERAL))
    elif isinstance(cell, (int, float)):
        # Without a shape of its own a long number is shown as 3.17E+15.
        usual = WHOLE if isinstance(cell, int) else GENERAL
        sheet.write_number(row, column, cell, book.format(look, usual if shape is None else shape))
    else:
        sheet.write_datetime(row, column, cell, book.format(look, _shape(cell) if shape is None else shape))


def _shape(cell: datetime.date | datetime.time) -> str:
    if isinstance(cell, datetime.time):
        return HOUR
    return MOMENT if isinstance(cell, datetime.datetime) else DAY
