"""What may be put into the sentences about a kecamatan: what it has of its own target, and why it stands so."""

import math
from collections.abc import Callable
from typing import Any

from tests.reports.shown import today
from tests.reports.shown.kinds import Kind, band, number, of, share, target, told_again

of("%(value)s of %(of)s", of=number(lambda *_: 44))
of("of %(target)s = %(share)s", target=target, share=share)
of("%(value)s of %(target)s since the start = %(share)s", value=told_again)

# Who still trades.


def of_trading(*names: str) -> Kind:
    return number(lambda room, *_: sum(getattr(room.trading, name) for name in names))


def share_of_due(room, piece, said, name) -> bool:
    part = room.trading.verified + (room.trading.declared if "trading" in said else 0)
    return room.is_share(said[name], part, room.trading.due)


for sentence in (
    "%(trading)s of %(due)s still trade (%(share)s)",
    "%(verified)s verified (%(share)s)",
    "%(trading)s of %(due)s are said to trade (%(share)s);",
    "of %(verified)s of %(due)s it is verified (%(share)s)",
    "%(closed)s closed",
    "%(unknown)s not known",
    "%(unreachable)s not reached",
    "%(unasked)s not asked yet",
):
    of(
        sentence,
        trading=of_trading("verified", "declared"),
        due=of_trading("due"),
        share=share_of_due,
        verified=of_trading("verified"),
        closed=of_trading("closed"),
        unknown=of_trading("unreachable", "unasked"),
        unreachable=of_trading("unreachable"),
        unasked=of_trading("unasked"),
    )

# Why it stands so.


def why(put: Callable[[Any, str], Any]) -> Kind:
    """The number is that of the kecamatan whose sentence it is, and the API says the same of it; of an earlier moment it says none."""
    told = number(lambda room, piece, _said: put(room, room.place(piece)))

    def is_it(room, piece, said, name):
        by_api = room.as_of is not None or piece.text in room.diagnoses[room.place(piece)]
        return by_api and told(room, piece, said, name)

    return is_it


def counted(metric: str) -> Kind:
    """In the month."""
    return why(lambda room, code: room.answers.recounted(room.question(metric, "month", code)))


def counted_lately(metric: str) -> Kind:
    """In the last months together."""
    return why(
        lambda room, code: sum(
            room.answers.recounted(room.question(metric, "month", code, month)) for month in room.lately
        )
    )


def asked_so_far(room, code):
    """Of the months that are over."""
    own = room.own[code]
    return own["through"] - (own["month"] if room.month >= room.current else 0)


def for_each_training(room, code):
    return math.ceil(room.summary["headline"]["month"]["target"] / band(room, "ceiling"))


def halls(room, code):
    _people, trainings = room.answers.memory.facts_at()
    return today.halls(trainings, room.month)[code]


def waiting(room, code):
    people, _trainings = room.answers.memory.facts_at()
    return today.waiting_since(room.month, people)[code]


of("No facilitator was active: no counted training, and %(visits)s visit.", visits=counted("mentoring_visits"))
of("Few visits: %(visits)s this month.", visits=counted("mentoring_visits"))
of(
    "Many registered, few trained: %(registered)s and %(trained)s in six months.",
    registered=counted_lately("registered"),
    trained=counted_lately("trained"),
)
of(
    "Many trained, few licensed: %(trained)s and %(licensed)s in six months.",
    trained=counted_lately("trained"),
    licensed=counted_lately("licensed"),
)
of(
    "What was handed in waits for a verifier: %(waiting)s, the oldest for %(days_waiting)s days.",
    waiting=why(lambda room, code: waiting(room, code).many),
    days_waiting=why(lambda room, code: waiting(room, code).days),
)
of(
    "No training counted: %(uncounted)s to which %(came)s came was too small, too short, or over in another month.",
    uncounted=why(lambda room, code: halls(room, code).uncounted),
    came=why(lambda room, code: halls(room, code).came),
)
of(
    "Too few at trainings: %(people)s came to %(counted)s that counted; %(needed)s new entrepreneurs are needed from each.",
    people=why(lambda room, code: halls(room, code).people),
    counted=why(lambda room, code: halls(room, code).counted),
    each=why(lambda room, code: math.floor(halls(room, code).people / halls(room, code).counted + 0.5)),
    needed=why(for_each_training),
)
of(
    "Data come late: %(lag_of)s record took %(lag)s days until it was approved.",
    lag=why(lambda room, code: room.once(today.lags, room.month)[code][0]),
    lag_of=why(lambda room, code: room.once(today.lags, room.month)[code][1]),
)
of("Findings wait for an answer past their day: %(overdue)s.", overdue=why(lambda _room, code: today.overdue()[code]))
for sentence in (
    "On pace: %(value)s since the start, where the months that are over ask for %(target)s.",
    "Behind, and no number here says why: %(value)s since the start, where the months that are over ask for %(target)s.",
):
    of(
        sentence,
        value=why(lambda room, code: room.answers.recounted(room.question("", "through", code))),
        target=why(asked_so_far),
    )
