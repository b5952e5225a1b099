"""A spreadsheet that somebody sends, as a table: its headings, and its rows with the cells as they are."""

import datetime
import gc
import io
import math
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from okoce.core.sheets.archive import damaged
from okoce.core.sheets.guard import Workbook, is_workbook, looked_at
from okoce.core.sheets.places import AREA, AROUND, far_outside
from okoce.core.sheets.text import lines_of

# What a cell may be; an empty one is None.
Cell = str | int | float | bool | datetime.date | datetime.datetime | datetime.time | None
Line = tuple[int, list[Cell]]
# What a template says before its example, and what the column is called that says what to mend: the same in every
# language, so that both are known again in a file that comes back.
EXAMPLE = "Contoh/Example:"
MEND = "Perlu diperbaiki / To mend"
# How far down the headings may stand.
TITLES = 30
# What nobody sees: control signs, marks of direction, blanks without width. And blanks of other kinds.
UNSEEN = dict.fromkeys(
    [
        *range(32),
        *range(0x7F, 0xA0),
        0xAD,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2070),
        0xFEFF,
    ]
)
UNSEEN |= dict.fromkeys([0x09, 0x0B, 0x0D, 0xA0, 0x2007, 0x202F], " ") | {0x0A: "\n"}
UNSEEN |= dict.fromkeys([*range(0xD800, 0xE000)])
NO_ANSWER = re.compile(r"#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)?|Err:\d{3}")
# Beyond these a number of a spreadsheet is no whole one any more.
EXACT = 2**53


@dataclass(frozen=True)
class Table:
    """`rows` are (number that the spreadsheet shows, cells); each has as many cells as there are headings."""

    headings: list[str]
    rows: list[Line]
    # The sheet that was read, and the other ones that can be seen.
    sheet: str = ""
    others: tuple[str, ...] = ()


class Rows:
    """The rows of a file, read anew whenever somebody goes through them, so that nobody holds all of them."""

    def __init__(self, begun: Callable[[], Iterator[Line]], number: int, width: int) -> None:
        self._begun, self._number, self._width = begun, number, width

    def __len__(self) -> int:
        return self._number

    def __iter__(self) -> Iterator[Line]:
        return ((number, _as_wide(cells, self._width)) for number, cells in self._begun())


@dataclass(frozen=True)
class Skimmed:
    """What a table says, but for its rows."""

    headings: list[str]
    rows: Rows
    sheet: str = ""
    others: tuple[str, ...] = ()


def read(content: bytes, *, most: int = 100_000, largest: int = 30_000_000) -> Table:
    """The table in a file of xlsx or csv; raises a sentence that says what to do about one that holds none.

    Its headings are the first row that fills at least two thirds as many cells as the fullest of the first thirty.
    """
    with _uncollected():
        lines, sheet, others = _opened(content, most, largest)
        titles, below = _laid_out(_filled(lines(), most))
        rows = list(below)
        width = max(len(titles), *(len(cells) for _number, cells in rows)) if rows else len(titles)
        _refuse_too_much(len(rows), width, most)
        return Table(
            _headings(titles, width), [(number, _as_wide(cells, width)) for number, cells in rows], sheet, others
        )


def skim(content: bytes, *, most: int = 100_000, largest: int = 30_000_000) -> Skimmed:
    """The same, and refused for the same; its rows are gone through once here, and again by whoever asks for them."""
    lines, sheet, others = _opened(content, most, largest)
    titles, below = _laid_out(_filled(lines(), most))
    many, width = 0, len(titles)
    for _number, cells in below:
        many, width = many + 1, max(width, len(cells))
    _refuse_too_much(many, width, most)
    rows = Rows(lambda: _laid_out(_filled(lines(), most))[1], many, width)
    return Skimmed(_headings(titles, width), rows, sheet, others)


def _opened(content: bytes, most: int, largest: int) -> tuple[Callable[[], Iterator[Line]], str, tuple[str, ...]]:
    """How its lines are gone through from the first on; the sheet that is read, and the other ones."""
    if len(content) > largest:
        raise ValidationError(_("This file is larger than %(most)s MB: split the list.") % {"most": largest // 10**6})
    if not is_workbook(content):
        return partial(_of_text, content), "", ()
    book = looked_at(content, most)
    return partial(_of_workbook, book, _sheet_of(book)), book.sheet, book.others


@contextmanager
def _uncollected() -> Iterator[None]:
    """A million cells are no garbage: to look for some among them takes a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def has_no_answer(cell: Cell) -> bool:
    """Whether the cell shows an error in place of a value, as the formula that was to give it has none."""
    return isinstance(cell, str) and NO_ANSWER.fullmatch(cell) is not None


def _laid_out(filled: Iterator[Line]) -> tuple[list[Cell], Iterator[Line]]:
    """The headings, and the rows below them."""
    lines = _without_what_to_mend(filled)
    head = list(islice(lines, TITLES))
    if not head:
        raise ValidationError(_("This file holds no row: put the sheet with the list first."))
    first = _place_of_headings(head)
    titles = head[first][1]
    return titles, _of_the_list(titles, chain(head[first + 1 :], lines))


def _of_the_list(titles: list[Cell], below: Iterator[Line]) -> Iterator[Line]:
    """Those that are neither the headings once more nor, above all others, numbers of the columns or an example."""
    lines = (line for line in below if line[1] != titles)
    if (first := next(lines, None)) and not (_numbers_the_columns(first[1]) or _is_the_example(first[1])):
        yield first
    yield from lines


def _refuse_too_much(number: int, width: int, most: int) -> None:
    if number > most:
        raise too_long(most)
    if width * number > AREA:
        raise far_outside()


def _filled(lines: Iterable[Line], most: int) -> Iterator[Line]:
    """The rows that hold anything, each up to its last cell that does.

    Raises a sentence where there are too many, or they lie too far apart.
    """
    many = held = 0
    for number, cells in lines:
        if cells.count(None) < len(cells):
            if many > most + TITLES:
                raise too_long(most)
            near = cells[: _width(cells)]
            many, held = many + 1, held + len(near)
            if held > AREA:
                raise far_outside()
            yield number, near
        elif number > most + AROUND:
            raise far_outside()


def _without_what_to_mend(filled: Iterator[Line]) -> Iterator[Line]:
    """The rows as they were before they went back to be mended."""
    head = list(islice(filled, TITLES))
    lines = chain(head, filled)
    if not any(cells[0] == MEND for _number, cells in head):
        return lines
    return ((number, cells[1:]) for number, cells in lines if cells[1:].count(None) < len(cells) - 1)


def too_long(most: int) -> ValidationError:
    return ValidationError(
        _("This list has more than %(most)s rows: split it.") % {"most": number_format(most, force_grouping=True)}
    )


def _place_of_headings(filled: list[Line]) -> int:
    counts = [len(cells) - cells.count(None) for _number, cells in filled[:TITLES]]
    return next(place for place, count in enumerate(counts) if count * 3 >= max(counts) * 2)


def _headings(titles: list[Cell], width: int) -> list[str]:
    return ["" if cell is None else " ".join(str(cell).split()) for cell in _as_wide(titles, width)]


def _numbers_the_columns(cells: list[Cell]) -> bool:
    """Official forms number their columns, under the headings: (1), (2), (3)."""
    numbers = [str(cell).strip("().") for cell in cells if cell is not None]
    return len(numbers) > 2 and numbers == [str(number) for number in range(1, len(numbers) + 1)]


def _is_the_example(cells: list[Cell]) -> bool:
    return next(str(cell) for cell in cells if cell is not None).startswith(EXAMPLE)


def _width(cells: list[Cell]) -> int:
    width = len(cells)
    while width and cells[width - 1] is None:
        width -= 1
    return width


def _as_wide(cells: list[Cell], width: int) -> list[Cell]:
    if len(cells) == width:
        return cells
    return cells[:width] + [None] * (width - len(cells))


def _of_text(content: bytes) -> Iterator[Line]:
    return ((number, [_mended(text) for text in texts]) for number, texts in lines_of(content))


def _sheet_of(book: Workbook) -> CalamineSheet:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_name(book.sheet)
    except CalamineError:
        raise damaged() from None


def _of_workbook(book: Workbook, sheet: CalamineSheet) -> Iterator[Line]:
    """The rows of its sheet; calamine leaves cells empty that show an error, here they say so."""
    errors: dict[int, list[tuple[int, str]]] = {}
    for (row, column), said in book.errors.items():
        errors.setdefault(row, []).append((column, said))
    try:
        # The rows begin at the first of the sheet, the cells in the first column that holds anything.
        before: list[Cell] = [None] * (sheet.start or (0, 0))[1]
        for number, read_cells in enumerate(sheet.iter_rows(), 1):
            cells = before + [_plain(cell) for cell in read_cells]
            yield number, _with_errors(cells, errors.pop(number)) if number in errors else cells
    except CalamineError:
        raise damaged() from None
    # An error alone in its row is none that calamine knows.
    yield from ((number, _with_errors([], errors[number])) for number in sorted(errors))


def _with_errors(cells: list[Cell], errors: list[tuple[int, str]]) -> list[Cell]:
    cells = _as_wide(cells, max(len(cells), *(column for column, _said in errors)))
    for column, said in errors:
        cells[column - 1] = said
    return cells


def _plain(cell: object) -> Cell:
    """As the spreadsheet shows it: a whole number without its point, an empty text as nothing."""
    kind = type(cell)
    if kind is str:
        return _mended(cell)  # type: ignore[arg-type]
    if kind is float:
        return _number(cell)  # type: ignore[arg-type]
    if kind is datetime.timedelta:
        return _duration(cell)  # type: ignore[arg-type]
    return cell  # type: ignore[return-value]


def _mended(text: str) -> str | None:
    """Without what nobody sees, and blanks around it; None where nothing is left."""
    return (text if text.isprintable() else text.translate(UNSEEN)).strip() or None


def _number(number: float) -> Cell:
    if not math.isfinite(number):
        return str(number)
    return int(number) if number.is_integer() and abs(number) < EXACT else number


def _duration(time: datetime.timedelta) -> Cell:
    """An hour of the day is one also where the spreadsheet counts hours; 30 hours are shown as 30:00."""
    minutes, seconds = divmod(round(time.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    if 0 <= hours < 24:
        return datetime.time(hours, minutes, seconds)
    return f"{hours}:{minutes:02}"
