"""Archives that lie about what is in them."""

import io
import struct
import zipfile

from tests.okoce.core.nasty.building import Nasty, anew, appended, bomb, plain, whole, with_part
from tests.spreadsheets import MAIN

TOO_LARGE = "This file is larger than it looks: copy the list into a new one."
DAMAGED = "This file is damaged: open it, save it anew as xlsx, and send that."
HIDDEN = "Something else is hidden in this file: copy the list into a new spreadsheet and save it as xlsx."
PACKED = "This file is packed: unpack it, and send the spreadsheet that is in it."
PASSWORD = "This file has a password: save it without one, and send that."
SIZE = slice(22, 26)


def swollen_sheet():
    return whole(f'<worksheet xmlns="{MAIN}">{" " * 50_000_000}</worksheet>')


def overlapping():
    """A hundred parts, all of them the same two megabytes."""
    content = bomb(b"xl/a.xml", b" ", 2)
    end = content.rindex(b"PK\x05\x06")
    count, length, offset = struct.unpack_from("<10xHII", content, end)
    listing = content[offset : offset + length]
    last = listing[listing.rindex(b"PK\x01\x02") :]
    listing += b"".join(
        last.replace(b"xl/a.xml", f"xl/{number:x}.xml".encode()) for number in range(16) if number != 10
    )
    return (
        content[:offset]
        + listing
        + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count + 15, count + 15, len(listing), offset, 0)
    )


def many():
    return anew(plain(), lambda parts: parts | {f"xl/{number}.txt": "" for number in range(1_001)})


def nested():
    return zipped({"list.xlsx": plain()})


def zipped(parts):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return made.getvalue()


class Pipe(io.RawIOBase):
    """Somewhere to write to, and never to go back."""

    def __init__(self):
        self.written = b""

    def write(self, piece):
        self.written += piece
        return len(piece)


def streamed(**options):
    """A good workbook as servers write it while they send it: sizes stand behind the parts."""
    pipe = Pipe()
    with zipfile.ZipFile(io.BytesIO(plain())) as good, zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as made:
        for name in good.namelist():
            with made.open(name, "w", **options) as part:
                part.write(good.read(name))
    return pipe.written


def stored():
    with zipfile.ZipFile(io.BytesIO(plain())) as good:
        return zipped({name: good.read(name) for name in good.namelist()})


def changed(find, change):
    """A good workbook with some of its bytes changed, from where `find` is found on."""

    def make():
        content = bytearray(plain())
        change(content, content.index(find))
        return bytes(content)

    return make


def locked(content, at):
    content[at + 6] |= 1


def other_sum(content, at):
    content[at + 16] ^= 1


def other_method(content, at):
    content[at + 10] = 12


def between():
    """Bytes between the parts, of which the archive does not say anything."""
    content = plain()
    end = content.rindex(b"PK\x05\x06")
    count, length, offset = struct.unpack_from("<10xHII", content, end)
    closing = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, length, offset + 1_000, 0)
    return content[:offset] + b"x" * 1_000 + content[offset : offset + length] + closing


def commented():
    made = io.BytesIO(plain())
    with zipfile.ZipFile(made, "a") as archive:
        archive.comment = b"<script>alert(1)</script>"
    return made.getvalue()


def twice():
    return appended(plain(), b"XL/Workbook.xml", b"\x03\x00", 0, 0)


SITI = {2: ["Siti", "9901"]}
CASES = [
    Nasty("sizes behind the parts", streamed, SITI),
    Nasty("sizes as of the largest files", lambda: streamed(force_zip64=True), SITI),
    Nasty("parts that are not packed", stored, SITI),
    Nasty("200 kB that unpack to 200 MB", lambda: bomb(b"xl/worksheets/sheet2.xml", b" ", 200), TOO_LARGE),
    Nasty("the same in a part that nobody reads", lambda: bomb(b"xl/media/image1.png", b"\0", 200), TOO_LARGE),
    Nasty("50 MB in the sheet itself", swollen_sheet, TOO_LARGE),
    Nasty("a part that says it is small", lambda: bomb(b"xl/worksheets/sheet2.xml", b" ", 30, says=300), DAMAGED),
    Nasty("parts that lie in each other", overlapping, DAMAGED),
    Nasty("a thousand parts", many, TOO_LARGE),
    Nasty("a workbook in an archive", nested, PACKED),
    Nasty("an archive of something else", lambda: zipped({"holiday.txt": "sun"}), PACKED),
    Nasty("a part with a password", changed(b"PK\x03\x04", locked), PASSWORD),
    Nasty("a part that is not what it was", changed(b"PK\x01\x02", other_sum), DAMAGED),
    Nasty("a part packed in a rare way", changed(b"PK\x01\x02", other_method), DAMAGED),
    Nasty("two parts of one name", twice, DAMAGED),
    Nasty("half a file", lambda: plain()[: len(plain()) // 2], DAMAGED),
    Nasty("a begin of nothing", lambda: b"PK\x03\x04 and nothing", DAMAGED),
    Nasty("something behind it", lambda: plain() + b"<script>alert(1)</script>", HIDDEN),
    Nasty("a page as its comment", commented, HIDDEN),
    Nasty("something between its parts", between, DAMAGED),
    Nasty(
        "a document at its begin",
        lambda: zipped({"a": "%PDF-1.7"} | {"xl/workbook.xml": "<x/>"}),
        "This is no spreadsheet: send one saved as xlsx or csv.",
    ),
    Nasty("a name outside", lambda: with_part("../../etc/cron.d/x", "* * * * *"), SITI),
]
