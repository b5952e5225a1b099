"""A list as text: which signs it is written in, what stands between its columns, and where its rows end."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from okoce.core.sheets.places import WIDEST, far_outside

# Which of them stands between columns depends on the language of the program that wrote the list.
SEPARATORS = ";,\t"
LOOKED_AT = 50
# Some programs say it themselves.
SAID = re.compile(r"sep=(.)\r?\n")
# No sign of a text; tabs and line ends are.
NO_SIGN = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# A number that a program was to take for text: ="0812" or '0812.
AS_TEXT = re.compile(r"=\"([^\"]*)\"|'(\d.*)")
# What a spreadsheet program takes in a cell; a line of a file that is no list may have no end.
LONGEST = 32_767
ENDLESS = 500_000
# A text of its own in each cell takes 60 bytes: so many are 150 MB.
MOST_CELLS = 2_500_000


def lines_of(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows with their numbers, as a spreadsheet program would show them; raises a sentence for what is no list."""
    text = decoded(content)
    said = SAID.match(text)
    separator = said[1] if said else _separator(text)
    lines = csv.reader(_lines(text[said.end() :] if said else text), delimiter=separator, strict=True)
    del text
    filled, number = 0, 1 if said else 0
    try:
        for number, cells in enumerate(lines, number + 1):  # noqa: B020 - the number that a sentence names
            if cells and max(map(len, cells)) > LONGEST:
                raise too_much(number)
            near = [_cell(cell) for cell in _near(cells)]
            filled += len(near) - near.count("")
            if filled > MOST_CELLS:
                raise too_much_text()
            yield number, near
    except csv.Error:
        raise ValidationError(
            _("A quotation mark in row %(number)s is not closed, or stands inside a cell: save the list as xlsx.")
            % {"number": number + 1}
        ) from None


def decoded(content: bytes) -> str:
    """The text, in whichever of the usual ways it was written; raises a sentence for what is none."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig")):
        if content.startswith(mark):
            return _checked(_strictly(content, encoding))
    if b"\0" in content:
        raise no_table()
    try:
        return _checked(content.decode())
    except UnicodeDecodeError:
        pass
    # Some of it is UTF-8: then the rest is broken, and not written in the old way.
    if any(ord(sign) > 127 and sign != "\ufffd" for sign in content.decode(errors="replace")):
        raise broken()
    return _checked(_strictly(content, "cp1252"))


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeError:
        raise broken() from None


def broken() -> ValidationError:
    return ValidationError(_("Some letters of this file are broken: save the list as xlsx, or as csv in UTF-8."))


def _checked(text: str) -> str:
    if NO_SIGN.search(text):
        raise no_table()
    return text


def _lines(text: str) -> Iterator[str]:
    # A StringIO of it takes four bytes a sign.
    lines = io.TextIOWrapper(io.BytesIO(text.encode()), "utf-8", newline="")
    del text
    for line in lines:
        if len(line) > ENDLESS:
            raise no_table()
        yield line


def no_table() -> ValidationError:
    return ValidationError(_("This is no spreadsheet: send one saved as xlsx or csv."))


def _near(cells: list[str]) -> list[str]:
    if any(cells[WIDEST:]):
        raise far_outside()
    width = min(len(cells), WIDEST)
    while width and not cells[width - 1]:
        width -= 1
    return cells[:width]


def too_much(number: int) -> ValidationError:
    return ValidationError(
        _("A cell in row %(number)s holds more than %(most)s signs: shorten it.")
        % {"number": number, "most": number_format(LONGEST, force_grouping=True)}
    )


def too_much_text() -> ValidationError:
    return ValidationError(_("The cells of this list hold more text than can be read at once: split the list."))


def _separator(text: str) -> str:
    """The one that makes the most cells in rows of the same length."""

    def cells(separator: str) -> int:
        try:
            lines = islice(csv.reader(_lines(text), delimiter=separator), LOOKED_AT)
            ((length, rows),) = Counter(len(line) for line in lines if len(line) > 1).most_common(1) or [(0, 0)]
        except csv.Error:
            return 0
        return length * rows

    return max(SEPARATORS, key=cells)


def _cell(cell: str) -> str:
    if cell[:1] in {"=", "'"} and (match := AS_TEXT.fullmatch(cell)):
        return match[1] or match[2] or ""
    return cell
