"""From trainings to the headline: so many a month, how many of each rung they make, and what a goal takes (docs/planner.md).

Plain arithmetic in fractions, so that what a goal takes is exact: it asks the database nothing.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import pairwise, takewhile

from reports.models import Definition
from reports.summary import required_pace

TRAININGS, HEADLINE = "trainings", "headline"
# Between a training and the headline, in their order.
RUNGS = ("registered", "trained", "licensed")


def links_to(definition: Definition) -> list[str]:
    """The chain to the headline by this definition: from trainings over the rungs that lie before it."""
    plain = "" if definition.less else definition.metric
    return [TRAININGS, *takewhile(lambda rung: rung != plain, RUNGS), HEADLINE]


@dataclass(frozen=True)
class Basis:
    """What a plan is reckoned from: what the last whole `months` had of each link, in all, and what is asked for.

    `month_target` is of the month, `whole_target` of the whole programme, and `before` what counts before the month.
    Each of them is None where no target is set. Trainings have a band for the whole city alone.
    """

    months: int
    counted: Mapping[str, int]
    month_target: int | None
    whole_target: int | None
    before: int
    months_left: int
    floor: int | None = None
    ceiling: int | None = None

    @property
    def pace(self) -> int | None:
        """So many a month, the month included, still reach the programme's target."""
        return required_pace(self.whole_target, self.before, self.months_left)

    @property
    def present(self) -> "Chain":
        """As it went in these months."""
        rates = {
            link: Fraction(self.counted[link], self.counted[before]) if self.counted[before] > 0 else None
            for before, link in pairwise(self.counted)
        }
        return Chain(Fraction(self.counted[TRAININGS], self.months) if self.months else Fraction(0), rates)


@dataclass(frozen=True)
class Chain:
    """Trainings a month, and how many of each link one of the link before it makes: None where that is not known."""

    trainings: Fraction
    rates: Mapping[str, Fraction | None]

    @property
    def links(self) -> list[str]:
        return [TRAININGS, *self.rates]

    @cached_property
    def per_training(self) -> Fraction | None:
        """How many of the headline one training makes; None where a rate is not known."""
        return product(self.rates.values())

    def a_month(self) -> dict[str, Fraction | None]:
        """How many of each link in a month, trainings first; None from the first rate on that is not known."""
        made: dict[str, Fraction | None] = {TRAININGS: self.trainings}
        for before, link in pairwise(self.links):
            made[link] = product([made[before], self.rates[link]])
        return made

    def taken(self, goal: int | None) -> dict[str, int | None]:
        """How many of each link a month at the least reach the goal; None where nothing does, or none is asked for."""
        rates = list(self.rates.values())
        return {link: least(goal, product(rates[at:])) for at, link in enumerate(self.links)}

    def in_percent(self, link: str) -> bool:
        """Whether it is told as a share of the link before: trainings are a number, and what one of them makes is one."""
        return self.links.index(link) > 1

    def shown(self, link: str) -> Decimal | None:
        """What is assumed of the link, to a tenth: trainings a month, people a training, then per cent."""
        value = self.trainings if link == TRAININGS else self.rates[link]
        if value is None:
            return None
        return Decimal(half_up(value * (1000 if self.in_percent(link) else 10))) / 10

    def assuming(self, assumed: Mapping[str, Decimal]) -> "Chain":
        """The same with these in the place of what it has; one that is said as it is shown stays exact."""
        other = {link: said for link, said in assumed.items() if said != self.shown(link)}
        meant = {link: Fraction(said) / (100 if self.in_percent(link) else 1) for link, said in other.items()}
        rates = {link: meant.get(link, rate) for link, rate in self.rates.items()}
        return Chain(meant.get(TRAININGS, self.trainings), rates)


def half_up(value: Fraction) -> int:
    """Whole, a half rounded up: so is everything that a plan tells."""
    return math.floor(value + Fraction(1, 2))


def product(rates: Iterable[Fraction | None]) -> Fraction | None:
    """Of all of them; None where one is not known."""
    made = Fraction(1)
    for rate in rates:
        if rate is None:
            return None
        made *= rate
    return made


def least(goal: int | None, each: Fraction | None) -> int | None:
    """So many, each of which makes that much, reach the goal; None where they never do."""
    if goal is None or each is None:
        return None
    if goal <= 0:
        return 0
    return math.ceil(goal / each) if each > 0 else None
