"""The text of a part, looked through on its way to whoever reads it: no definitions, one encoding, not too deep."""

import re
from collections.abc import Callable, Iterable, Iterator
from xml.parsers import expat

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from okoce.core.sheets.archive import Part, damaged, too_large, unpacked

DEEPEST = 100
# As far as it can be told without looking at each tag: comments and the ends of pieces count as open ones.
MOST_OPEN = 1_000
# More tags, at their begin and end, than any list has that needs to be read tag by tag: each takes its time.
MOST_TAGS = 8_000_000
ENCODING = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)")
ENCODINGS = {b"utf-8", b"us-ascii", b"ascii"}
# A definition, as against a comment: with these a text may grow without end, or fetch a file.
DEFINITION = re.compile(rb"<!(?!--|\[CDATA\[)")
LONGEST_MARK = 9


def pieces_of(part: Part) -> Iterator[bytes]:
    """The text of a part, piece by piece; raises a sentence where it defines something, hides in another encoding or is deep."""
    held, still_open = None, 0
    for piece in unpacked(part):
        if held is None:
            held, named = b"", ENCODING.match(piece[:1000])
            if named and named[1].lower() not in ENCODINGS:
                raise foreign()
        # A mark may be cut in two by the end of a piece.
        around = held + piece[:LONGEST_MARK]
        if b"\0" in piece or any(b"<!" in text and DEFINITION.search(text) for text in (around, piece)):
            raise foreign()
        held = piece[-LONGEST_MARK:]
        still_open += piece.count(b"<") - 2 * piece.count(b"</") - piece.count(b"/>")
        if still_open > MOST_OPEN:
            raise too_large()
        yield piece


def foreign() -> ValidationError:
    return ValidationError(
        _(
            "This file is written in a way that spreadsheet programs do not use: open it, save it as xlsx, and send that."
        )
    )


def walk(pieces: Iterable[bytes], begin: Callable[[str, dict[str, str]], None]) -> None:
    """Tells of each tag by the part of its name after the colon; raises a sentence for what is malformed or too deep."""
    depth = tags = 0

    def opened(name: str, said: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise too_large()
        begin(name.rpartition(":")[2] if ":" in name else name, said)

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    try:
        for piece in pieces:
            tags += piece.count(b"<")
            if tags > MOST_TAGS:
                raise too_large()
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise damaged() from None
