"""Where the cells of a sheet stand: the one cell far outside that would make a table of a billion empty ones is found first."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from okoce.core.sheets.archive import Part, damaged, unpacked
from okoce.core.sheets.markup import pieces_of, walk

# Titles and what else stands around a list.
AROUND = 100
WIDEST = 26 * 27
# A table is kept cell by cell, empty ones too: so many are 170 MB.
AREA = 5_300_000
MOST_ERRORS = 10_000
# Longer than a cell may be, in signs of several bytes.
LONGEST = 200_000
ROOT = re.compile(rb"<([A-Za-z][A-Za-z0-9]*:)?worksheet[\s>]")
REFERENCE = re.compile(r"([A-Za-z]*)([0-9]{1,9})")
# What a cell shows whose formula has no answer, and what it is when it does not even say so.
NO_ANSWER = "#"


@dataclass
class Places:
    """The last row and column that hold anything, and the cells whose formula has no answer, by (row, column)."""

    row: int = 0
    column: int = 0
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


def looked_over(part: Part, most: int) -> dict[tuple[int, int], str]:
    """The cells whose formula has no answer; raises a sentence for a sheet that holds something far outside `most` rows."""
    errors = _errors_of_a_plain_sheet(part, most)
    places = places_of(unpacked(part)) if errors is None else Places(errors=errors)
    if len(places.errors) > MOST_ERRORS:
        raise ValidationError(_("Too many cells show an error instead of a value: mend their formulas first."))
    if places.row > most + AROUND or places.column > WIDEST or places.row * places.column > AREA:
        raise far_outside()
    return places.errors


def far_outside() -> ValidationError:
    return ValidationError(_("Something stands far outside the list: delete the empty rows and columns around it."))


def _errors_of_a_plain_sheet(part: Part, most: int) -> dict[tuple[int, int], str] | None:
    """None unless every row and cell says where it is as office programs say it, and near by.

    Told without looking at each tag, which takes ten times as long.
    """
    errors: dict[tuple[int, int], str] = {}
    shapes: list[re.Pattern[bytes]] = []
    plain = True
    # Read to its end in any case: that is where it shows whether it is what it says.
    for text in _cell_by_cell(part):
        if not shapes:
            root = ROOT.search(text)
            *shapes, error = _shapes(((root and root[1]) or b"").decode(), most)
        plain = plain and not any(shape.search(text) for shape in shapes)
        if plain and b't="e"' in text:
            errors |= {
                (int(row), column_of(letters.decode())): said.decode("utf-8", "replace") or NO_ANSWER
                for letters, row, said in error.findall(text)
            }
    return errors if plain else None


def _shapes(prefix: str, most: int) -> tuple[re.Pattern[bytes], ...]:
    """What a cell and a row look like that stand elsewhere, or say where in another way; and a cell without an answer."""
    last = _up_to(most + AROUND)
    cell = rf'<{prefix}c(?! r="A?[A-Z]{last}"(?: (?:s|t|cm|vm|ph)="[^"<>]*")*\s?/?>)[\s/>]'
    row = rf'<{prefix}row(?! r="{last}"(?: (?!r=)[A-Za-z0-9:]+="[^"<>]*")*\s?/?>)[\s/>]'
    # Others begin with another prefix, or with none.
    before = rf"(?<!<{prefix[:-1]}):" if prefix else ":"
    other = rf"{before}(?:c|row)[\s/>]" + (r"|<(?:c|row)[\s/>]" if prefix else "")
    error = (
        rf'<{prefix}c r="([A-Z]+)([0-9]+)"[^<>]* t="e"[^<>]*>'
        rf"(?:<{prefix}f[^<>]*/>|<{prefix}f(?:\s[^<>]*)?>[^<]*</{prefix}f>)?(?:<{prefix}v>([^<]{{0,20}}))?"
    )
    return tuple(re.compile(shape.encode()) for shape in (cell, row, other, error))


def _up_to(last: int) -> str:
    """What matches the numbers from 1 to `last`, and no other."""
    digits = str(last)
    fewer = [rf"[1-9][0-9]{{0,{len(digits) - 2}}}"] if len(digits) > 1 else []
    lower = [
        rf"{digits[:place]}[{low}-{int(digit) - 1}][0-9]{{{len(digits) - place - 1}}}"
        for place, digit in enumerate(digits)
        if int(digit) > (low := 0 if place else 1)
    ]
    return f"(?:{'|'.join([*fewer, *lower, digits])})"


def _cell_by_cell(part: Part) -> Iterator[bytes]:
    """The text in pieces that end before a cell begins, or at least before a tag: neither is cut in two."""
    held = b""
    for piece in pieces_of(part):
        text = held + piece
        mark = text.rfind(b'c r="')
        cut = text.rfind(b"<", 0, mark) if mark > 0 else -1
        if cut <= 0 or len(text) - cut > LONGEST:
            cut = text.rfind(b"<")
        if len(text) - cut > LONGEST + len(piece):
            raise damaged()
        if cut > 0:
            yield text[:cut]
        held = text[max(cut, 0) :]
    yield held


def places_of(pieces: Iterable[bytes]) -> Places:
    """Found tag by tag, as a spreadsheet program finds them: a row or cell that says no place follows the one before."""
    places = Places()
    row = column = 0
    at = (0, 0)

    def begin(name: str, told: dict[str, str]) -> None:
        nonlocal row, column, at
        if name == "c":
            column, its_row = place_of(told["r"]) if "r" in told else (column + 1, row)
            at = (its_row or row, column)
            if told.get("t") == "e":
                places.errors[at] = NO_ANSWER
        elif name == "row":
            row, column = place_of(told["r"])[1] if "r" in told else row + 1, 0
        elif name in {"v", "t", "is"}:
            places.row, places.column = max(places.row, at[0]), max(places.column, at[1])

    walk(pieces, begin)
    return places


def place_of(reference: str) -> tuple[int, int]:
    """The column, counted from 1, and the row of a reference as AB12; raises a sentence for what is none."""
    match = REFERENCE.fullmatch(reference)
    if not match:
        raise damaged()
    return column_of(match[1]), int(match[2])


def column_of(letters: str) -> int:
    column = 0
    for letter in letters.upper()[:7]:
        column = column * 26 + ord(letter) - 64
    return column
