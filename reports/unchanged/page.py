"""A page with holes where it names whoever reads it, packed beforehand but for these."""

import re
import secrets
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from django.http import HttpResponse
from django.utils.cache import patch_vary_headers

# What stands in a page in place of the reader's name, number and token: numbers that nobody can know or guess, so that
# nothing else of a page is ever taken for one.
NAME, KEY, TOKEN = HOLES = tuple(secrets.randbelow(9 * 10**30) + 10**30 for _hole in range(3))
HOLE = re.compile("|".join(map(str, HOLES)).encode())

# gzip, with a name of some length as Django writes one, so that the length of an answer tells nothing; and its last block.
HEAD, END = b"\x1f\x8b\x08\x08\0\0\0\0\0\xff", b"\x01\0\0\xff\xff"
PADDING = 100
LEVEL = 6


@dataclass(frozen=True)
class Page:
    """What was made at a `moment` and holds `until` so late on the monotonic clock: texts, and between two of them a hole."""

    moment: str
    until: float
    content_type: str
    texts: tuple[bytes, ...]
    holes: tuple[int, ...]
    # Each text in blocks of its own, that look back at nothing before them.
    packed: tuple[bytes, ...]

    @classmethod
    def of(cls, response: HttpResponse, *, moment: str, until: float) -> Self:
        texts = tuple(HOLE.split(response.content))
        holes = tuple(int(hole) for hole in HOLE.findall(response.content))
        return cls(moment, until, response["Content-Type"], texts, holes, tuple(map(deflated, texts)))

    @property
    def size(self) -> int:
        return sum(map(len, self.texts)) + sum(map(len, self.packed))

    def says_no_more_than(self, other: "Page") -> bool:
        return False

    def response(self, said: Mapping[int, bytes], *, packed: bool) -> HttpResponse:
        """The page with what is `said` in each hole, in gzip if that is taken."""
        body = b"".join(_filled(self.texts, [said[hole] for hole in self.holes]))
        if not packed:
            return HttpResponse(body, self.content_type)
        blocks = _filled(self.packed, [stored(said[hole]) for hole in self.holes])
        name = b"a" * secrets.randbelow(PADDING)
        tail = struct.pack("<LL", zlib.crc32(body), len(body) & 0xFFFFFFFF)
        response = HttpResponse(b"".join([HEAD, name, b"\0", *blocks, END, tail]), self.content_type)
        response["Content-Encoding"] = "gzip"
        patch_vary_headers(response, ["Accept-Encoding"])
        return response


def _filled(texts: tuple[bytes, ...], said: list[bytes]) -> Iterator[bytes]:
    first, *others = texts
    yield first
    for word, text in zip(said, others, strict=True):
        yield word
        yield text


def deflated(text: bytes) -> bytes:
    """The text in whole bytes, with no last block: more may follow."""
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(text) + packer.flush(zlib.Z_SYNC_FLUSH)


def stored(word: bytes) -> bytes:
    """The word as it is, in a block of its own: a secret is never packed together with anything."""
    return struct.pack("<BHH", 0, len(word), len(word) ^ 0xFFFF) + word
