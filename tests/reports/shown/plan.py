"""What the planner must say, worked out once more in fractions from what the months before had (docs/planner.md)."""

import functools
import math
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from tests.reports.shown.city import FIRST
from tests.reports.shown.numbers import READ

BEFORE = 6
RUNGS = ["registered", "trained", "licensed"]


class Plan:
    """Of the page's month and place, as it went: the page of these tests assumes nothing else."""

    def __init__(self, room: Any, kecamatan: str):
        self.room, self.kecamatan = room, kecamatan
        metric, less = READ[room.definition]
        rungs = RUNGS[: RUNGS.index(metric)] if metric in RUNGS and not less else RUNGS
        self.links = ["trainings", *rungs, ""]
        first = max(FIRST, room.month + -BEFORE)
        self.months = first.until(room.month + -1) if room.month > FIRST else []

    @functools.cache  # noqa: B019 - a plan is soon gone
    def counted(self, link: str) -> int:
        asked = [self.room.question(link, "month", self.kecamatan, month) for month in self.months]
        return sum(map(self.room.answers.recounted, asked))

    @functools.cache  # noqa: B019 - a plan is soon gone
    def rates(self) -> list[Fraction | None]:
        """Of each link, how many of it one of the link before made."""
        sums = [self.counted(link) for link in self.links]
        return [Fraction(after, before) if before > 0 else None for before, after in pairwise(sums)]

    def a_month(self) -> list[Fraction | None]:
        trainings = Fraction(self.counted("trainings"), len(self.months)) if self.months else Fraction(0)
        made: list[Fraction | None] = [trainings]
        for rate in self.rates():
            made.append(None if made[-1] is None or rate is None else made[-1] * rate)
        return made

    def taken(self, goal: int) -> list[int | None]:
        """How many of each link a month reach the goal."""
        needed: list[int | None] = []
        for at in range(len(self.links)):
            rates = self.rates()[at:]
            each = None if None in rates else math.prod(rates, start=Fraction(1))
            needed.append(math.ceil(goal / each) if each else 0 if goal == 0 else None)
        return needed

    def per_training(self) -> Fraction | None:
        rates = self.rates()
        return None if None in rates else math.prod(rates, start=Fraction(1))


def whole(value: Fraction) -> int:
    return math.floor(value + Fraction(1, 2))


def tenths(value: Fraction) -> Decimal:
    """To a tenth, a half of it rounded up."""
    return Decimal(whole(value * 10)) / 10


def shown(value: Fraction | None) -> set[Decimal]:
    """In three figures: to a hundredth below ten, to a tenth below a hundred, else as a whole; a half is rounded up."""
    if value is None:
        return set()
    in_one = 100 if value < 10 else 10 if value < 100 else 1
    return {Decimal(whole(value * in_one)) / in_one}
