"""What may be put into the sentences of the rooms of money, facilitators and the planner."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from tests.reports.shown import today
from tests.reports.shown.kinds import Kind, band, number, of
from tests.reports.shown.numbers import began
from tests.reports.shown.plan import shown, whole

# Facilitators.

of(
    "%(months)s month, since %(since)s",
    months=number(lambda room, *_: room.month - began("through", room.month) + 1),
)
of(
    "One facilitator under contract",
    number=number(lambda room, *_: sum(room.once(today.contracted, room.month).values())),
)
of(
    "of one training",
    number=number(lambda room, piece, _said: len(room.once(today.handed_in, room.month)[piece.row])),
)
of(
    "Whoever has several kecamatan is under contract in each of them: the column adds up to %(contracts)s, of %(people)s people.",
    contracts=number(lambda room, *_: sum(room.once(today.contracted, room.month).values())),
    people=number(lambda room, *_: room.once(today.under_contract, room.month)),
)
of(
    "%(returned)s of %(decided)s = %(share)s",
    returned=number(lambda room, piece, _said: room.once(today.decided, room.month).get(piece.row, (None,))[0]),
    decided=number(lambda room, piece, _said: room.once(today.decided, room.month)[piece.row][1]),
)
of(
    "Rp %(rupiah)s was booked for facilitators in %(month)s. It is booked for a kecamatan, not for a person.",
    rupiah=number(lambda room, *_: sum(today.paid(stage="paid", item="facilitators", month=room.month.first).values())),
)

# Money.


def of_budget(room, piece, said, name) -> bool:
    """Until the month of the line, or that of the paper."""
    spent, budget = room.here("spending", "year", room.months_named.get(piece.row)), room.summary["spending"]["target"]
    return budget is not None and room.is_share(said[name], spent, budget)


of("%(share)s of %(target)s", share=of_budget)
of(
    "Paid or committed: Rp %(bound)s of the budget, Rp %(target)s = %(share)s",
    bound=number(
        lambda room, *_: sum(today.paid(stage__in=["paid", "committed"], month__year=room.month.year).values())
    ),
)

# The planner.


def of_plan(put: Callable[[Any, Any], Any]) -> Kind:
    return number(lambda room, _piece, _said: put(room, room.plan(room.kecamatan)))


def needed(room, plan):
    """Trainings a month for each goal."""
    return {plan.taken(goal)[0] for goal in room.goals()}


def above(room, plan):
    return {many - band(room, "ceiling") for many in needed(room, plan) if many is not None} | {
        band(room, "floor") - many for many in needed(room, plan) if many is not None
    }


def at_the_end(room, plan):
    """What counts before the month, and every month that is left like this one."""
    return room.before(room.kecamatan) + whole(plan.a_month()[-1] * (60 - (room.month - began("through", room.month))))


of(
    "a month: %(trainings)s trainings, %(each)s from each",
    trainings=of_plan(lambda _room, plan: shown(plan.a_month()[0])),
    each=of_plan(lambda _room, plan: shown(plan.per_training())),
)
of("a month: one training, %(each)s from it", each=of_plan(lambda _room, plan: shown(plan.per_training())))
of(
    "%(value)s of the %(target)s of %(month)s = %(share)s",
    value=of_plan(lambda _room, plan: shown(plan.a_month()[-1])),
)
of(
    "%(target)s a month at the present conversion would need %(trainings)s training a month.",
    trainings=of_plan(needed),
)
of(
    "%(target)s by %(last)s takes %(pace)s in each month from now on, which is %(trainings)s training a month.",
    trainings=of_plan(needed),
)
of(
    "With every month like this one, the %(left)s that is left ends at %(value)s of %(target)s = %(share)s.",
    left=number(lambda room, *_: 60 - (room.month - began("through", room.month))),
    value=of_plan(at_the_end),
)
of(
    "With the band's %(most)s trainings, %(target)s ask %(each)s from each training; here it is %(now)s.",
    most=number(lambda room, *_: band(room, "ceiling")),
    each=number(lambda room, *_: shown(Fraction(room.summary["headline"]["month"]["target"], band(room, "ceiling")))),
    now=of_plan(lambda _room, plan: shown(plan.per_training())),
)
of("That is %(over)s above the band of %(floor)s to %(ceiling)s.", over=of_plan(above))
of("That is %(under)s below the band of %(floor)s to %(ceiling)s.", under=of_plan(above))
of("For %(pace)s", pace=number(lambda room, *_: room.goals()))
of("For %(target)s", target=number(lambda room, *_: room.goals()))
for sentence in ("In one month", "The one whole month before, as it counts now."):
    of(sentence, number=of_plan(lambda _room, plan: len(plan.months)))
