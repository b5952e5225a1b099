"""How a nasty spreadsheet is made, and what is expected of it."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import NamedTuple

import xlsxwriter

from tests.spreadsheets import MAIN, workbook

HEAD = ["name", "nik"]


class Nasty(NamedTuple):
    """`verdict` is the sentence that refuses the file, or the rows that are read of it, with their numbers."""

    name: str
    make: Callable[[], bytes]
    verdict: str | dict
    headings: list | None = None
    most: int = 1_000


def book(write, **options):
    """A workbook as XlsxWriter writes it; `write(book, sheet)` fills its first sheet."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, **options}) as made:
        write(made, made.add_worksheet("List"))
    return content.getvalue()


def table(*lines):
    """A workbook of these lines, as XlsxWriter writes it."""

    def write(_book, sheet):
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)

    return book(write)


def raw(rows="", **options):
    """A workbook with this text between the tags of its rows."""
    around = {"before": "", "after": "", "head": head()} | options
    text = f"{around['before']}<sheetData>{around['head']}{rows}</sheetData>{around['after']}"
    return whole(f'<worksheet xmlns="{MAIN}">{text}</worksheet>')


def whole(sheet):
    return workbook(sheet=sheet).read()


def head():
    return f'<row r="1">{cell("A1", "name")}{cell("B1", "nik")}</row>'


def cell(place, text):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def siti(row=2):
    return f'<row r="{row}">{cell(f"A{row}", "Siti")}{cell(f"B{row}", "9901")}</row>'


def plain():
    return raw(siti())


def anew(content, change):
    """The workbook with its parts as `change` leaves them, by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = change({name: archive.read(name) for name in archive.namelist()})
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return made.getvalue()


def replaced(part, old, new):
    """A good workbook in one of whose parts this text stands for that."""

    def change(parts):
        assert old in parts[part]
        return parts | {part: parts[part].replace(old, new, 1)}

    return anew(plain(), change)


def with_part(name, text):
    return anew(plain(), lambda parts: parts | {name: text})


def bomb(name, sign, millions, *, says=None):
    """A good workbook with a part of that many million signs, made without unpacking it; it may lie about its size."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    million, packed, crc = sign * 1_000_000, b"", 0
    for _count in range(millions):
        packed, crc = packed + packer.compress(million), zlib.crc32(million, crc)
    return appended(plain(), name, packed + packer.flush(), crc, says or millions * 1_000_000)


def appended(content, name, packed, crc, size):
    """The archive with one more part, whatever it says of itself."""
    end = content.rindex(b"PK\x05\x06")
    count, length, offset = struct.unpack_from("<10xHII", content, end)
    sizes = (20, 0, 8, 0, 0x21, crc, len(packed), size, len(name), 0)
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", *sizes) + name + packed
    entry = struct.pack("<4sH5H3I5H2I", b"PK\x01\x02", 20, *sizes, 0, 0, 0, 0, offset) + name
    listing = content[offset : offset + length] + entry
    closing = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count + 1, count + 1, len(listing), offset + len(local), 0)
    return content[:offset] + local + listing + closing
