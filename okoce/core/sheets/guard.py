"""What is refused before any reader sees it, each with a sentence that says what to do instead."""

import re
from collections import deque
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okoce.core.sheets.archive import Part, damaged, packed, parts_of, too_large, unpacked
from okoce.core.sheets.markup import pieces_of, walk
from okoce.core.sheets.places import looked_over
from okoce.core.sheets.text import too_much_text

PASSWORD = gettext_lazy("This file has a password: save it without one, and send that.")
OLD = gettext_lazy("This is a spreadsheet of the old kind (.xls): open it, save it as xlsx, and send that.")
ANOTHER = gettext_lazy("This is a spreadsheet of another kind: open it, save it as xlsx, and send that.")
PAGE = gettext_lazy(
    "This is a web page, whatever its name says: open it in a spreadsheet program, save it as xlsx, and send that."
)
PACKED = gettext_lazy("This file is packed: unpack it, and send the spreadsheet that is in it.")
NO_TABLE = gettext_lazy("This is no spreadsheet: send one saved as xlsx or csv.")
MACROS = gettext_lazy("This file brings a program with it (macros): save it as xlsx, without macros, and send that.")
ELSEWHERE = gettext_lazy(
    "Cells of this file take their values from another file: copy all, paste the values alone into a new spreadsheet, and send that."
)
# What an old container calls a new workbook that has a password.
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# How the files begin that people send instead of a spreadsheet.
BEGINNINGS: tuple[tuple[bytes, Promise], ...] = (
    (b"\xd0\xcf\x11\xe0", OLD),
    (b"<", PAGE),
    (b"\xff\xfe<", PAGE),
    (b"\xfe\xff\x00<", PAGE),
    (b"%PDF", NO_TABLE),
    (b"{\\rtf", NO_TABLE),
    (b"GIF8", NO_TABLE),
    (b"\x89PNG", NO_TABLE),
    (b"\xff\xd8\xff", NO_TABLE),
    (b"RIFF", NO_TABLE),
    (b"MZ", NO_TABLE),
    (b"\x7fELF", NO_TABLE),
    (b"\x1f\x8b", PACKED),
    (b"BZh", PACKED),
    (b"7z\xbc\xaf", PACKED),
    (b"Rar!", PACKED),
    (b"\xfd7zXZ", PACKED),
    (b"(\xb5/\xfd", PACKED),
)
# What is read of a workbook, besides its sheet.
FRAME = ("[content_types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml")
STRINGS = "xl/sharedstrings.xml"
# The strings of 100,000 rows take half of it; they lie in memory as one.
LARGEST_STRINGS = 60_000_000
MOST_STRINGS = 4_000_000
LARGEST_OF_FRAME = 20_000_000
# What the cells may hold together, where many show the same long string.
TEXT = 100_000_000
# No cell takes fewer bytes.
CELL = 22
LIST_OF_SHEETS = 2_000_000
# Rich text says its kind again and again.
LONGEST_STRING = 2_000_000
STRING = re.compile(rb"<(?:[^\s<>/]+:)?si[\s/>]")
REFERENCE = re.compile(rb"<(?:[^\s<>/]+:)?v(?:\s[^<]*)?>\s*([0-9]{1,9})")


class Workbook(NamedTuple):
    """A workbook packed anew, the sheet to read and the other ones that can be seen, and its cells that show an error."""

    content: bytes
    sheet: str
    others: tuple[str, ...]
    errors: dict[tuple[int, int], str]


def is_workbook(content: bytes) -> bool:
    """False for what may be text; raises a sentence for what is neither."""
    begin = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    for sign, sentence in BEGINNINGS:
        if begin.startswith(sign):
            raise ValidationError(str(PASSWORD if ENCRYPTED in content else sentence))
    return content.startswith(b"PK\x03\x04")


def looked_at(content: bytes, most: int) -> Workbook:
    """What may be handed to a reader: nothing in it is larger, deeper or farther out than a list of `most` rows needs."""
    parts = {part.name.casefold(): part for part in parts_of(content)}
    _refuse_other_kinds(parts, content)
    sheet, others, path = _first_sheet(parts)
    errors = looked_over(parts[path], most)
    if STRINGS in parts:
        _refuse_repeated_text(parts[STRINGS], parts[path])
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")) and name not in {STRINGS, path}:
            deque(pieces_of(part), maxlen=0)
    if any(parts[name].size > LARGEST_OF_FRAME for name in FRAME if name in parts):
        raise too_large()
    wanted = {*FRAME, STRINGS, path}
    return Workbook(packed(part for name, part in parts.items() if name in wanted), sheet, others, errors)


def _refuse_other_kinds(parts: dict[str, Part], content: bytes) -> None:
    if any("vbaproject" in name or name.startswith("xl/macrosheets/") for name in parts):
        raise ValidationError(str(MACROS))
    if "mimetype" in parts or "content.xml" in parts or "xl/workbook.bin" in parts or "index/document.iwa" in parts:
        raise ValidationError(str(ANOTHER))
    if any(name.startswith(("word/", "ppt/")) for name in parts) or b"%PDF-" in content[:1024]:
        raise ValidationError(str(NO_TABLE))
    if "xl/workbook.xml" not in parts:
        raise ValidationError(str(PACKED))
    if any(name.startswith("xl/externallinks/") for name in parts):
        raise ValidationError(str(ELSEWHERE))


def _first_sheet(parts: dict[str, Part]) -> tuple[str, tuple[str, ...], str]:
    """The name of the first sheet that can be seen, those of the others, and where the first one lies."""
    relations = {said.get("Id"): said for said in _tags(parts.get("xl/_rels/workbook.xml.rels"), "Relationship")}
    seen: list[tuple[str, str]] = []
    for said in _tags(parts["xl/workbook.xml"], "sheet"):
        leads = relations.get(next((to for name, to in said.items() if name.rpartition(":")[2] == "id"), ""), {})
        if said.get("state", "visible") == "visible" and leads.get("Type", "").endswith("/worksheet"):
            seen.append((said.get("name", ""), leads.get("Target", "")))
    if not seen:
        raise ValidationError(_("Every sheet of this file is hidden: show the one that holds the list, and save it."))
    (name, target), *others = seen
    path = (target.lstrip("/") if target.startswith(("/", "xl/")) else f"xl/{target}").casefold()
    if path not in parts or path in {*FRAME, STRINGS}:
        raise damaged()
    return name, tuple(other for other, _target in others), path


def _tags(part: Part | None, wanted: str) -> list[dict[str, str]]:
    """What each tag of this name says, in a part that is small in every workbook."""
    if part is None:
        raise damaged()
    if part.size > LIST_OF_SHEETS:
        raise too_large()
    found: list[dict[str, str]] = []
    walk(pieces_of(part), lambda name, said: found.append(said) if name == wanted else None)
    return found


def _refuse_repeated_text(strings: Part, sheet: Part) -> None:
    """A long string stands once in the file, and in memory as often as cells show it."""
    if strings.size > LARGEST_STRINGS:
        raise too_large()
    lengths, held = [0], b""
    for piece in pieces_of(strings):
        *whole, held = STRING.split(held + piece)
        lengths += map(len, whole)
        if len(held) > LONGEST_STRING or len(lengths) > MOST_STRINGS:
            raise too_large()
    lengths = [*lengths[2:], len(held)]
    if max(lengths) * (sheet.size // CELL) <= TEXT:
        return
    total, held = 0, b""
    for piece in unpacked(sheet):
        text = held + piece
        cut = max(text.rfind(b"<"), 0)
        shown = map(int, REFERENCE.findall(text, 0, cut))
        total += sum(lengths[index] for index in shown if index < len(lengths))
        if total > TEXT:
            raise too_much_text()
        held = text[cut:]
