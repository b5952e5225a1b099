"""What may be put into the sentences of what is printed and mailed: what a month comes to, what needs a decision, its lines."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from tests.reports.shown.city import FIRST
from tests.reports.shown.kinds import Kind, number, of, programme, told_again, words
from tests.reports.shown.kinds_of_places import of_trading, share_of_due
from tests.reports.shown.numbers import began
from tests.reports.shown.plan import tenths
from tests.reports.shown.written import MONTHS

# So many kecamatan are called by their names, and so many months say at which pace it goes.
NAMED, LATELY = 5, 3
# Of what the share of a rung is.
OF = {"registered": "", "new_entrepreneurs": "licensed", "level_up": "licensed"}
# What the notes below a section are of.
SECTIONS = {
    "Trainings": ("trainings", "month"),
    "Jobs": ("jobs_created", "programme_year"),
    "Spending": ("spending", "year"),
}


def here(metric: str, span: str) -> Kind:
    return number(lambda room, *_: room.here(metric, span))


def share_of(part: Callable[[Any], Any], whole: Callable[[Any], Any]) -> Kind:
    return lambda room, _piece, said, name: room.is_share(said[name], part(room), whole(room))


def reached(metric: str) -> Callable[[Any], int]:
    return lambda room: room.here(metric, "through")


def goal(span: str) -> Callable[..., Any]:
    return lambda room, *_: room.summary["headline"][span]["target"]


# What it comes to.

for sentence in (
    "Jakarta counts %(value)s new entrepreneur for %(month)s.",
    "Jakarta counts %(value)s new entrepreneur for %(month)s, %(share)s of the target of %(target)s.",
    "For %(month)s Jakarta counts %(value)s people as “%(name)s”.",
    (
        "For %(month)s Jakarta counts %(value)s people as “%(name)s”, %(share)s of the target of %(target)s new"
        " entrepreneurs."
    ),
    "%(month)s: %(value)s, %(name)s.",
    "%(month)s: %(value)s of %(target)s, %(name)s.",
):
    of(sentence, value=here("", "month"), target=number(goal("month")))
for sentence in (
    "Since %(first)s it is %(value)s of %(target)s (%(share)s).",
    (
        "Since %(first)s it is %(value)s of %(target)s (%(share)s). To reach them by %(last)s, each of the %(months)s"
        " months from this one on needs %(pace)s."
    ),
):
    of(
        sentence,
        value=here("", "through"),
        target=number(goal("programme")),
        months=number(lambda room, *_: MONTHS - (room.month - FIRST)),
    )
for sentence in (
    "By what earlier months took in late, the month will come to %(value)s (between %(low)s and %(high)s).",
    (
        "By what earlier months took in late, the month will come to %(value)s (between %(low)s and %(high)s); said on"
        " the same day of %(months)s earlier months it was off by %(people)s in the middle, and held in %(inside)s."
    ),
):
    of(
        sentence,
        **{
            name: number(lambda room, _piece, _said, name=name: programme(room, "forecast", name))
            for name in ("value", "low", "high")
        },
        **{
            name: number(lambda room, _piece, _said, name=name: programme(room, "forecast", "past_error", name))
            for name in ("months", "people", "inside")
        },
    )
of(
    (
        "Of %(registered)s people registered so far, %(trained)s (%(trained_share)s) are trained and %(licensed)s"
        " (%(licensed_share)s) licensed."
    ),
    **{metric: here(metric, "through") for metric in ("registered", "trained", "licensed")},
    **{f"{metric}_share": share_of(reached(metric), reached("registered")) for metric in ("trained", "licensed")},
)

# The large numbers, and what each is measured by.


def reached_of_target(room, piece, said, name) -> bool:
    """Of the headline's, or of what the line is of."""
    if piece.row == room.words("Of the year's target"):
        return room.number(said[name]) == room.here("jobs_created", "programme_year")
    return told_again(room, piece, said, name)


of("%(value)s of %(target)s = %(share)s", value=reached_of_target)
of(
    "in each of %(months)s months, %(first)s to %(last)s",
    months=number(lambda room, *_: MONTHS - (room.month - FIRST)),
)
of("so that %(target)s are reached", target=number(goal("programme")))


def published(room, piece):
    """Which number the text tells of: that of the section, of the large number above it, or the headline of the month."""
    heads = {room.words(title): asked for title, asked in SECTIONS.items()}
    metric, span = heads.get(room.heading(piece), ("", "month"))
    if not metric and room.figure(piece) == 1:
        span = "through"
    return room.question(metric, span)


def first_of(room, piece, said):
    return room.answers.recounted(published(room, piece).read("first"))


of("First published: %(first)s.", first=number(first_of))

# The ladder, and the lines of the sections.


def of_rung(put: Callable[[Any, str], int]) -> Kind:
    return number(lambda room, piece, _said: put(room, room.metric_named(piece.row)))


def whole_of(metric: str) -> str:
    return OF.get(metric, "registered")


of(
    "%(value)s of %(whole)s “%(of)s” = %(share)s",
    value=of_rung(lambda room, metric: room.here(metric, "through")),
    whole=of_rung(lambda room, metric: room.here(whole_of(metric), "through")),
)
of(
    "%(value)s to %(trainings)s: %(each)s",
    value=here("", "month"),
    trainings=here("trainings", "month"),
    each=number(lambda room, *_: tenths(Fraction(room.here("", "month"), room.here("trainings", "month")))),
)
of("%(reporting)s of %(of)s", reporting=number(lambda room, *_: room.reporting), of=number(lambda *_: 44))
of(
    "Created in programme year %(number)s, since %(first)s",
    number=number(lambda room, *_: (room.month - began("through", room.month)) // 12 + 1),
)
of(
    "To each new entrepreneur (%(value)s to %(people)s people)",
    value=here("spending", "year"),
    people=here("new_entrepreneurs", "year"),
)

of(
    (
        "%(trading)s of %(due)s (%(share)s) are said to trade, %(verified)s of them verified; %(closed)s closed, nothing"
        " is known of %(unknown)s"
    ),
    trading=of_trading("verified", "declared"),
    due=of_trading("due"),
    share=share_of_due,
    verified=of_trading("verified"),
    closed=of_trading("closed"),
    unknown=of_trading("unreachable", "unasked"),
)


def unchanged(room, piece, said):
    """Those that are closed without the lines above; whose number is another one stands there."""
    lines = room.corrected
    moved = {month for month in room.ever_closed if room.moved_since(month)}
    return len(room.ever_closed) - len(lines) if moved <= set(lines) else None


of(
    "Unchanged since they were first published: %(unchanged)s of %(closed)s closed months.",
    unchanged=number(unchanged),
    closed=number(lambda room, *_: len(room.ever_closed)),
)

# What needs a decision.


def lately(room, *_):
    """The mean of the last months that were over."""
    last = room.month if room.month < room.current else room.month + -1
    return round(Fraction(sum(room.here("", "month", last + -step) for step in range(LATELY)), LATELY))


of(
    (
        "The last %(months)s whole months brought %(mean)s each on average, and %(pace)s a month are needed: decide"
        " what is added, or which target holds."
    ),
    months=number(lambda *_: LATELY),
    mean=number(lately),
)
for sentence in (
    "%(value)s trainings counted, of at least %(floor)s.",
    (
        "%(value)s trainings counted, of at least %(floor)s. At their yield (%(people)s to %(value)s) the target of"
        " %(target)s takes %(needed)s."
    ),
):
    of(
        sentence,
        value=here("trainings", "month"),
        people=here("", "month"),
        target=number(goal("month")),
        needed=number(
            lambda room, *_: -(-goal("month")(room) * room.here("trainings", "month") // room.here("", "month"))
        ),
    )
of(
    "%(many)s of %(of)s kecamatan has nothing counted in this month: %(names)s.",
    many=number(lambda room, *_: 44 - room.reporting),
    of=number(lambda *_: 44),
    names=words,
)
of("%(names)s and %(more)s more", more=number(lambda room, *_: 44 - room.reporting - NAMED))
of(
    "%(value)s are spent in %(year)s, more than its budget of %(target)s.",
    value=here("spending", "year"),
    target=number(lambda room, *_: room.summary["spending"]["target"]),
)

# The mail.

of("Trainings in the month: %(count)s.", count=here("trainings", "month"))
of(
    "%(mark)s; first published %(first)s",
    first=number(lambda room, piece, _said: room.first_published(room.months_named[piece.row])),
)
