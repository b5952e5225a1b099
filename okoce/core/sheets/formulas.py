"""What a spreadsheet program would take for a formula, and might run when somebody opens the list that it went into."""

import csv
import io
import re
from collections.abc import Sequence
from typing import Any

# The wide ones are typed on some keyboards; the last three are passed over on the way to one of the others.
SIGNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n")
# Where a comma is in numbers, as in Jakarta, a spreadsheet cuts a line of CSV at semicolons: what follows one is a cell
# of its own there. The quotation marks around the whole are marks of nothing then, so a cell begins after a line's end too,
# and a doubled mark is passed over. An age band such as -24 is none of these.
AFTER_A_CUT = re.compile(r"([;\t\r\n][\s\"]*)(?=[=+@\uff1d\uff0b\uff0d\uff20]|-(?!\d*\s*(?:;|$)))")


def is_formula(text: str) -> bool:
    return text.startswith(SIGNS)


def harmless(text: str) -> str:
    """The text behind the sign by which people tell a program that it is text, wherever a cell may begin in it."""
    text = AFTER_A_CUT.sub(r"\1'", text)
    return f"'{text}" if is_formula(text) else text


# An age band such as -24, or the dash of what has none: a number or a sign to every spreadsheet, and no formula.
HARMLESS = re.compile(r"-\d*")


def safe(value: Any) -> Any:
    """The value as a cell that no spreadsheet runs; several values are one cell, and truth is written as in JSON."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        value = "; ".join(value)
    if isinstance(value, str) and not HARMLESS.fullmatch(value):
        return harmless(value)
    return value


# In a line of CSV, which a comma, a quote or the line before end a cell in: what may be one of the above, and little else.
MAY_BEGIN = re.compile(rb'[,"\n](?:[=+@\xef]|-(?!(?<=[,\n]-)\d*[,\n]))')
MAY_HOLD = (b";", b"\t", b"\r", b',"\n', b'\n"\n')


def safe_lines(lines: Sequence[bytes]) -> bytes:
    """Whole lines of CSV in UTF-8, as the database writes them, each cell as `safe` has it.

    Only those are read again that may hold a formula: of a hundred thousand names hardly one does.
    """
    text = b"".join(lines)
    if not _may_hold_one(text):
        return text
    return b"".join(_safe_line(line) if _may_hold_one(line) else line for line in lines)


def _may_hold_one(text: bytes) -> bool:
    text = b"\n" + text
    return any(signs in text for signs in MAY_HOLD) or MAY_BEGIN.search(text) is not None


def _safe_line(line: bytes) -> bytes:
    text = io.StringIO()
    rows = csv.reader(io.StringIO(line.decode(), newline=""))
    # In quotes, each of them: the module takes none for the end of a line that is not ours.
    csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode()
