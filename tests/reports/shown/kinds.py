"""What may be put into a sentence: by the name of the place, and where that says too little by the sentence.

Each says whether the number is what it must be, worked out in plain Python or asked of the API.
"""

import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.reports.shown.figures import is_share
from tests.reports.shown.numbers import began

Kind = Callable[[Any, Any, dict[str, str], str], bool]
# A share stands with both its numbers in the sentence; the first two of these that are in it.
PARTS = ["value", "part", "shown", "returned", "bound", "trading", "through"]
WHOLES = ["target", "whole", "licensed", "decided", "due", "of"]


def number(put: Callable[..., Any]) -> Kind:
    """The number is what `put(room, piece, said)` says, or among it where it says several."""

    def is_it(room, piece, said, name):
        meant, found = put(room, piece, said), room.number(said[name])
        return found is not None and (found in meant if isinstance(meant, set | frozenset | range) else found == meant)

    return is_it


def share(room, piece, said, name) -> bool:
    part = next((room.number(said[one]) for one in PARTS if one in said), None)
    whole = next((room.number(said[one]) for one in WHOLES if one in said), None)
    if part is None:
        part = room.beside(piece)
    return part is not None and whole is not None and is_share(said[name], part, whole, room.language)


def words(room, piece, said, name) -> bool:
    """A text of its own, in which every number must be accounted for."""
    from tests.reports.shown import account  # noqa: PLC0415 - the two ask each other

    return not account.of_words(room, piece, said[name])


def told_again(room, piece, said, name) -> bool:
    """A number that is a link elsewhere on the page, or the headline's own."""
    return room.number(said[name]) in room.known


def target(room, piece, said, name) -> bool:
    return room.number(said[name]) in room.targets


def diagnosed(room, piece, said, name) -> bool:
    """The API says the very sentence of the kecamatan, or of one of those on the page."""
    return room.is_diagnosed(piece)


def signed_since(room, piece, said, name) -> bool:
    return any(room.number(said[name]) == room.answers.since(asked)[0] for asked in room.near(piece))


def first_published(room, piece, said, name) -> bool:
    return any(
        room.number(said[name]) == room.answers.recounted(each.read("first"))
        for asked in room.near(piece)
        for each in (asked, room.through(asked))
    )


def band(room, name: str) -> Any:
    return room.summary["trainings"][name]


def least(room, piece, said):
    return math.ceil(Decimal(room.summary["headline"]["month"]["target"]) / band(room, "ceiling"))


def most(room, piece, said):
    return math.ceil(Decimal(room.summary["headline"]["month"]["target"]) / band(room, "floor"))


def per_person(room, piece, said):
    rupiah, people = room.city("spending", "year"), room.city("new_entrepreneurs", "year")
    return (2 * rupiah + people) // (2 * people)


def revision(room, piece, said):
    return room.as_of or max(room.answers.memory.revisions)


def programme(room, *path):
    """Of the forecast of the API."""
    told = room.forecast
    for name in path:
        told = told[name]
    return told


BY_NAME: dict[str, Kind] = {
    "share": share,
    "target": target,
    "value": told_again,
    "whole": told_again,
    "floor": number(lambda room, *_: band(room, "floor")),
    "ceiling": number(lambda room, *_: band(room, "ceiling")),
    "revision": number(revision),
    "unit": words,
    "name": words,
    "text": words,
    "year": number(lambda room, *_: room.month.year),
    "pace": number(lambda room, *_: room.paces),
    "needed": number(lambda room, *_: room.paces),
    # Of closings.
    "closing": number(lambda room, *_: room.closings),
}
BY_SENTENCE: dict[tuple[str, str], Kind] = {}


def of(msgid: str, **put: Kind) -> None:
    BY_SENTENCE.update({(msgid, name): kind for name, kind in put.items()})


def kind(msgid: str, name: str) -> Kind:
    return BY_SENTENCE.get((msgid, name)) or BY_NAME.get(name) or unknown


def unknown(room, piece, said, name) -> bool:
    return False


# The headline and what stands around it.

of("Of it Rp %(rupiah)s in %(month)s", rupiah=number(lambda room, *_: room.here("spending", "month")))
for sentence in (
    "Rp %(rupiah)s for the one new entrepreneur of the same months",
    "Rp %(rupiah)s for each of the %(number)s new entrepreneurs of the same months",
):
    of(
        sentence,
        rupiah=number(per_person),
        number=number(lambda room, *_: room.city("new_entrepreneurs", "year")),
    )
of(
    "programme year %(number)s, %(first)s to %(last)s",
    number=number(lambda room, *_: (room.month - began("through", room.month)) // 12 + 1),
)
of(
    "%(reporting)s of %(of)s kecamatan have something counted in this month.",
    reporting=number(lambda room, *_: room.reporting),
    of=number(lambda *_: 44),
)
of(
    "With %(floor)s to %(ceiling)s trainings a month, %(target)s people a month take %(least)s to %(most)s from each.",
    least=number(least),
    most=number(most),
)
for number_of in ("is declared and waits", "are declared and wait"):
    of(
        f"%(number)s more {number_of} for a verifier: not in the number.",
        number=number(lambda room, *_: room.declared),
    )
of("recount: %(many)s difference (%(moment)s)", many=number(lambda *_: 0))
for sentence, names in {
    "First published: %(rupiah)s%(first)s": ["first"],
    "%(first)s in the month": ["first"],
    "%(first)s since the start": ["first"],
    "%(rupiah)s%(first)s first published.": ["first"],
    "%(rupiah)s%(first)s first published; what was published since evens out.": ["first"],
    "%(rupiah)s%(first)s first published, %(since)s published since.": ["first"],
}.items():
    # Where nothing is rupiah, the first number is taken for its beginning.
    of(sentence, **dict.fromkeys([*names, "rupiah"], first_published), since=signed_since)
of("Not judged yet: %(unjudged)s of %(drawn)s.", unjudged=number(lambda room, *_: room.drawn), drawn=number(lambda room, *_: room.drawn))

# Where.

of("of %(target)s = %(share)s", target=target, share=share)
of("%(value)s of %(target)s since the start = %(share)s", value=told_again)
for sentence, names in {
    "No facilitator was active: none led a counted training, and %(visits)s visits were made.": ["visits"],
    "Few visits: %(visits)s this month.": ["visits"],
    "What was handed in waits for a verifier: %(waiting)s, the oldest for %(days_waiting)s days.": [
        "waiting",
        "days_waiting",
    ],
    "Trainings are half empty: %(came)s people at %(sessions)s sessions, where the target asks for %(needed)s at each.": [
        "came",
        "sessions",
        "needed",
    ],
    "Behind: %(value)s since the start, where %(target)s are asked for so far, and no number here says why.": [
        "value",
        "target",
    ],
}.items():
    of(sentence, **dict.fromkeys(names, diagnosed))
