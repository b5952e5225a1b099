"""Drawing: from the text of a closing alone, so that anybody who holds it draws the very same (docs/sampling.md)."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from reports import chain
from reports.contributions import OUTSIDE
from reports.definitions import BACKCAST
from reports.models import Closing

# What a line of an entry has at which place.
ENTRY_ID, KIND, SOURCE, METRIC, KECAMATAN, DELTA, REASON = 1, 4, 5, 6, 8, 11, 13


class Drawn(NamedTuple):
    """An entry by which somebody counts, and its digest under the seed."""

    digest: str
    entry: int
    source: str


class Draw(NamedTuple):
    """How many there were to be drawn from, and who was."""

    people: int
    rows: list[Drawn]


def draw(closing: Closing, size: int) -> Draw:
    """So many of the people whom the closing counts anew by its headline: those with the smallest digests."""
    return drawn_from(lines_of(chain.document(closing)), closing.digest, size)


def drawn_from(lines: Iterable[bytes], seed: str, size: int) -> Draw:
    """The same of the lines of its text."""
    worth: dict[bytes, int] = defaultdict(int)
    counted: dict[bytes, bytes] = {}
    metric, less = b"", b""
    for line in lines:
        if line.startswith(b"headline "):
            metric, less = line.split(b" ")[2:4]
        if not line.startswith(b"entry\t"):
            continue
        parts = line.split(b"\t")
        if not _is_of_the_headline(parts, metric, less):
            continue
        delta = int(parts[DELTA])
        worth[parts[SOURCE]] += delta if parts[METRIC] == metric else -delta
        if parts[METRIC] == metric and delta > 0:
            counted[parts[SOURCE]] = line
    people = [line for source, line in counted.items() if worth[source] > 0]
    return Draw(len(people), sorted(_drawn(line, seed) for line in people)[:size])


def _is_of_the_headline(parts: list[bytes], metric: bytes, less: bytes) -> bool:
    return (
        parts[KIND] == b"participant"
        and parts[METRIC] in (metric, less)
        and parts[KECAMATAN] != OUTSIDE.encode()
        # What a new definition counts backwards is no publication.
        and parts[REASON] != BACKCAST.encode()
    )


def _drawn(line: bytes, seed: str) -> Drawn:
    parts = line.split(b"\t")
    return Drawn(hashlib.sha256(seed.encode() + line).hexdigest(), int(parts[ENTRY_ID]), parts[SOURCE].decode())


def lines_of(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Whole lines, without what ends them."""
    rest = b""
    for part in parts:
        *whole, rest = (rest + part).split(b"\n")
        yield from whole
    if rest:
        yield rest
