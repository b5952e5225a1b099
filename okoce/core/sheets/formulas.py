"""What a spreadsheet program would take for a formula, and might run when somebody opens the list that it went into."""

import re
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
