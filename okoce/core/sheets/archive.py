"""The parts of a workbook, which is a zip archive: unpacked piece by piece, and packed anew without what was not looked at.

Nothing that the archive says of itself is believed: a part ends where its bytes end, and a small file may unpack into one
that fills the memory.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

PIECE = 1 << 20
READ_AT_ONCE = 1 << 16
# An office program writes a dozen parts, and some for each sheet and picture.
MOST_PARTS = 1_000
# What all parts may unpack into, and how many times its size one may; below some size it does not matter.
UNPACKED = 160_000_000
TIMES = 150
SMALL = 4_000_000
# A part may be followed by what says its size once more, and by nothing else.
BETWEEN = 24
LOCAL = struct.Struct("<4s5H3I2H")
CENTRAL = struct.Struct("<4s6H3I5H2I")
END = struct.Struct("<4s4H2IH")


class Part(NamedTuple):
    name: str
    method: int
    crc: int
    size: int
    packed: memoryview


def parts_of(content: bytes) -> list[Part]:
    """In the order in which they lie; raises a sentence for an archive that hides something or would unpack too far."""
    if content.count(b"PK\x01\x02") > MOST_PARTS:
        raise too_large()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            listed = sorted(archive.infolist(), key=lambda part: part.header_offset)
            ends = [part.header_offset for part in listed[1:]] + [archive.start_dir]
            alone = _stands_alone(content, archive, listed)
        parts = [_part(content, info, until) for info, until in zip(listed, ends, strict=True)]
    except (zipfile.BadZipFile, struct.error, ValueError, NotImplementedError, OverflowError):
        raise damaged() from None
    if not alone:
        raise ValidationError(
            _("Something else is hidden in this file: copy the list into a new spreadsheet and save it as xlsx.")
        )
    if len({part.name.casefold() for part in parts}) < len(parts):
        raise damaged()
    if sum(part.size for part in parts) > UNPACKED or any(swells(len(part.packed), part.size) for part in parts):
        raise too_large()
    return parts


def swells(packed: int, unpacked: int) -> bool:
    return unpacked > SMALL and unpacked > packed * TIMES


def too_large() -> ValidationError:
    return ValidationError(_("This file is larger than it looks: copy the list into a new one."))


def damaged() -> ValidationError:
    return ValidationError(_("This file is damaged: open it, save it anew as xlsx, and send that."))


def _stands_alone(content: bytes, archive: zipfile.ZipFile, listed: list[zipfile.ZipInfo]) -> bool:
    """The archive begins where the file begins, and ends where it ends."""
    begins = content.startswith(b"PK\x03\x04") and bool(listed) and listed[0].header_offset == 0
    return begins and content[-END.size :].startswith(b"PK\x05\x06") and not archive.comment


def _part(content: bytes, info: zipfile.ZipInfo, until: int) -> Part:
    """Raises ValueError for one that lies across another, or is called otherwise where it lies."""
    sign, _version, flags, method, _t, _d, _crc, _packed, _size, name, extra = LOCAL.unpack_from(
        content, info.header_offset
    )
    if flags & 1 or info.flag_bits & 1:
        raise ValidationError(_("This file has a password: save it without one, and send that."))
    begin = info.header_offset + LOCAL.size + name + extra
    end = begin + info.compress_size
    called = content[info.header_offset + LOCAL.size :][:name] if name < 1000 else b""
    if sign != b"PK\x03\x04" or called.decode("utf-8", "replace") != info.orig_filename or method != info.compress_type:
        raise ValueError(info.filename)
    if method not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} or not until - BETWEEN <= end <= until:
        raise ValueError(info.filename)
    return Part(info.filename, method, info.CRC, info.file_size, memoryview(content)[begin:end])


def unpacked(part: Part) -> Iterator[bytes]:
    """Piece by piece, none larger than PIECE; raises a sentence as soon as it is more than the part says, or not what it says."""
    crc = size = 0
    for piece in _stored(part) if part.method == zipfile.ZIP_STORED else _inflated(part):
        crc, size = zlib.crc32(piece, crc), size + len(piece)
        if size > part.size:
            raise damaged()
        yield piece
    if (crc, size) != (part.crc, part.size):
        raise damaged()


def _stored(part: Part) -> Iterator[bytes]:
    for begin in range(0, len(part.packed), PIECE):
        yield bytes(part.packed[begin : begin + PIECE])


def _inflated(part: Part) -> Iterator[bytes]:
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for begin in range(0, len(part.packed), READ_AT_ONCE):
            if stream.eof:
                raise damaged()
            waiting = bytes(part.packed[begin : begin + READ_AT_ONCE])
            while waiting and not stream.eof:
                yield stream.decompress(waiting, PIECE)
                waiting = stream.unconsumed_tail
        # What is still held back comes in pieces too.
        while not stream.eof and (piece := stream.decompress(b"", PIECE)):
            yield piece
    except zlib.error:
        raise damaged() from None
    if not stream.eof or stream.unused_data:
        raise damaged()


def packed(parts: Iterable[Part]) -> bytes:
    """An archive of these parts, as they were packed: what is read is what was looked at."""
    body, listing = bytearray(), bytearray()
    parts = list(parts)
    for part in parts:
        name, sizes = part.name.encode(), (part.crc, len(part.packed), part.size)
        listing += CENTRAL.pack(
            b"PK\x01\x02", 20, 20, 0, part.method, 0, 0x21, *sizes, len(name), 0, 0, 0, 0, 0, len(body)
        )
        listing += name
        body += LOCAL.pack(b"PK\x03\x04", 20, 0, part.method, 0, 0x21, *sizes, len(name), 0)
        body += name + part.packed
    end = END.pack(b"PK\x05\x06", 0, 0, len(parts), len(parts), len(listing), len(body), 0)
    return bytes(body + listing + end)
