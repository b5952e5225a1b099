"""What may be put into a sentence: by the name of the place, and where that says too little by the sentence.

Each says whether the number is what it must be, worked out in plain Python or asked of the API.
"""

import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.reports.shown.figures import is_share
from tests.reports.shown.numbers import began
from tests.reports.shown.page import head_of

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
    "digest": lambda room, _piece, said, name: room.is_digest(said[name]),
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

for sentence in ("Of it Rp %(rupiah)s in %(month)s", "Of it in %(month)s: Rp %(rupiah)s"):
    of(sentence, rupiah=number(lambda room, *_: room.here("spending", "month")))
for sentence in (
    "Rp %(rupiah)s for the one new entrepreneur of the same months",
    "Rp %(rupiah)s for each of the %(entrepreneurs)s new entrepreneurs of the same months",
    "Rp %(rupiah)s for the one new entrepreneur of these months",
):
    of(
        sentence,
        rupiah=number(per_person),
        entrepreneurs=number(lambda room, *_: room.city("new_entrepreneurs", "year")),
    )
of(
    "programme year %(number)s, %(first)s to %(last)s",
    number=number(lambda room, *_: (room.month - began("through", room.month)) // 12 + 1),
)
for sentence in (
    "%(reporting)s of %(of)s kecamatan have something counted in this month.",
    "%(reporting)s of %(of)s kecamatan have something counted",
    "In %(reporting)s of %(of)s kecamatan anything was counted this month",
):
    of(sentence, reporting=number(lambda room, *_: room.reporting), of=number(lambda *_: 44))
for sentence in (
    "With %(floor)s to %(ceiling)s trainings a month, %(target)s people a month take %(least)s to %(most)s from each.",
    "The month's %(target)s people take %(least)s to %(most)s from each training.",
):
    of(sentence, least=number(least), most=number(most))
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
of(
    "Not judged yet: %(unjudged)s of %(drawn)s.",
    unjudged=number(lambda room, *_: room.drawn),
    drawn=number(lambda room, *_: room.drawn),
)

# Closings, and what changed since.

for sentence in (
    "Closing %(number)s: %(month)s, closed on %(moment)s.",
    (
        "Number %(number)s: %(month)s, closed on %(moment)s. Its digest holds all links before it: whoever keeps it can prove later"
        " that no closed month was changed."
    ),
    "Number %(number)s, of %(month)s, on %(day)s:",
    "First published by number %(number)s, of %(month)s (%(digest)s); opened again since, so this number may still change.",
    (
        "Not all of these months are closed. The newest of those that are is in number %(number)s, of %(month)s, on %(day)s"
        " (%(digest)s)."
    ),
    "Closing %(number)s, %(moment)s",
    "Closing %(number)s",
    "closing %(number)s, %(moment)s: not by this definition",
    "closed again, closing %(number)s, %(moment)s: the same number",
    "%(number)s opened again",
    (
        "%(month)s was published by closing %(number)s and opened again on %(day)s: “%(reason)s”. Paler numbers may change until it"
        " is closed anew; what it first published stays."
    ),
    "Opened again after closing %(number)s",
    (
        "What closing %(number)s first published of %(month)s stays as it was. What was found out while the month was closed is"
        " published by later months, and is not among this."
    ),
    "Of the month itself nothing differs from what closing %(number)s published.",
    "Published by closing %(number)s, and opened again on %(moment)s: “%(reason)s”.",
):
    of(sentence, number=number(lambda room, *_: room.closings))


def published_then(room, piece, said):
    """Of the month of the item: what its closings published of it."""
    if room.asked.page == "month":
        return room.figures(piece)
    return {room.answers.recounted(room.moved(piece).read("first"))}


def now_counted(room, piece, said):
    return room.answers.recounted(room.moved(piece))


for sentence in ("closing %(number)s, %(moment)s: %(value)s", "closing %(number)s: %(value)s"):
    of(sentence, number=number(lambda room, *_: room.closings), value=number(published_then))
of("now: %(value)s", value=number(published_then))
of("closed again, closing %(number)s, %(moment)s: %(moved)s", number=number(lambda room, *_: room.closings))
of(
    "%(month)s: counted backwards by this definition, which came later and published nothing; %(now)s now",
    now=number(now_counted),
)
of("%(month)s: %(first)s first published, and %(now)s now", first=number(published_then), now=number(now_counted))


def why(room, piece, said, name) -> bool:
    """The reasons come to what changed."""
    change = now_counted(room, piece, said) - published_then(room, piece, said).pop()
    told = room.numbers(said[name])
    return change in {sum(told), -sum(told)}


of(
    "%(month)s: %(first)s first published, %(now)s now: %(why)s",
    first=number(published_then),
    now=number(now_counted),
    why=why,
)


def of_revisions(room, piece, said):
    """Where the closings end, and where each begins."""
    ends = [revision for revision, _month, final in room.answers.memory.standing if final]
    return {1, *ends, *(end + 1 for end in ends)}


for sentence in (
    "%(first)s to %(last)s: whatever was counted since closing %(before)s, of all months; the last of them is this closing",
    "%(first)s to %(last)s: whatever was counted until then, of all months",
):
    of(
        sentence,
        first=number(of_revisions),
        last=number(of_revisions),
        before=number(lambda room, *_: room.closings),
    )
of("%(many)s: whatever was posted in the month until then", many=number(lambda room, *_: room.posted))
for sentence in (
    "%(many)s record waits for a verifier: what is approved after the closing is published as a correction.",
    (
        "%(many)s record of this month or before was handed in and is not decided. If the month is closed before, it counts as a"
        " correction in a later month once it is approved."
    ),
):
    of(sentence, many=number(lambda room, *_: room.waiting))
of("Counted backwards by %(code)s: %(many)s number, no publication", many=number(lambda room, *_: room.backwards))

# Records: whose line it is, and which lines.


def of_the_line(room, piece, said):
    """What the member counts, which is a number of visits."""
    counts = [one for one in piece.element.within("tr").all("td") if head_of(one, piece.table) == room.words("Counts")]
    return room.number(counts[0].text())


def first_line(room, *_):
    return 1 + 50 * (int(room.asked.said.get("page", 1)) - 1)


of("%(number)s visit", number=number(of_the_line))
of(
    "%(first)s to %(last)s of %(total)s",
    first=number(first_line),
    last=number(lambda room, piece, said: first_line(room) + len(room.main.all("tbody")[-1].all("tr")) - 1),
    total=number(lambda room, *_: room.members),
)

# When.

for sentence, path in {
    "At the pace of the last six months the programme has %(value)s at the end of %(last)s, between %(low)s and %(high)s.": (
        "programme",
    ),
    "That is %(value)s of %(target)s, the target: %(share)s.": ("programme",),
    "Forecast for the month: %(value)s, in eight of ten months %(low)s to %(high)s.": ("forecast",),
    "%(month)s may end with %(value)s: in eight of ten months between %(low)s and %(high)s.": ("forecast",),
}.items():
    of(
        sentence,
        **{
            name: number(lambda room, _piece, _said, path=path, name=name: programme(room, *path, name))
            for name in ("value", "low", "high")
        },
    )
of(
    (
        "%(months)s month is left after this one, each with %(middle)s: the middle of the last six, which had %(low)s to"
        " %(high)s."
    ),
    months=number(lambda room, *_: programme(room, "programme", "months")),
    middle=number(lambda room, *_: programme(room, "programme", "per_month", "value")),
    low=number(lambda room, *_: programme(room, "programme", "per_month", "low")),
    high=number(lambda room, *_: programme(room, "programme", "per_month", "high")),
)
for sentence in (
    (
        "Of %(months)s earlier month that was recorded as it went along, this much came after the same day: %(middle)s in the"
        " middle, %(low)s to %(high)s in eight of ten."
    ),
):
    of(
        sentence,
        months=number(lambda room, *_: programme(room, "forecast", "experience")),
        **{
            place: number(
                lambda room, _piece, _said, name=name: (
                    programme(room, "forecast", name) - programme(room, "forecast", "counted")
                )
            )
            for place, name in (("middle", "value"), ("low", "low"), ("high", "high"))
        },
    )
for sentence in (
    (
        "How good that is: of %(months)s earlier month the same forecast on the same day was off by %(people)s people"
        " (%(percent)s %% of what the month reached); %(inside)s of %(months)s ended within its band."
    ),
    "It was off by %(percent)s %% a month before.",
):
    of(
        sentence,
        **{
            name: number(lambda room, _piece, _said, name=name: programme(room, "forecast", "past_error", name))
            for name in ("months", "people", "percent", "inside")
        },
    )
of(
    (
        "The strongest of five shades is the largest share here, up to %(most)s %%; each shade is a fifth of it. Slanted numbers"
        " are provisional: a month up to there is not final."
    ),
    most=number(lambda room, *_: room.largest_share),
)

# What everybody may read.

of("Made of revision %(number)s of the counts.", number=number(revision))
of("%(share)s, or more", share=words)
of("%(number)s or more", number=lambda *said: words(*said) or told_again(*said))
of(
    "Somebody who was there for %(share)s %% of the minutes of one training, or longer. A verifier has approved it.",
    share=number(lambda *_: 75),
)
of(
    "Somebody whom a facilitator visited on %(days)s different days: in person, by phone or online.",
    days=number(lambda *_: 2),
)
of(
    "trained is %(share)s %% of the minutes, mentored is one visit, a licence is %(kinds)s.",
    share=number(lambda *_: 50),
)
