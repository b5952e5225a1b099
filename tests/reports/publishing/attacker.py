"""Somebody who has everything that is published and a pencil: what they can know of each number that is not told.

All that they know are sums. A number that is not told is a variable, at least 0; what adds up is an equation. Each bounds the variables
in it, over and over, until nothing moves any more; and an equation less another one bounds what only one of them has.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

Name = tuple[Any, ...]
Bounds = tuple[int, int]
# Nobody has more people than this in one number.
MOST = 10**9
# So many unknowns in a difference of two equations are looked at.
SHORT = 6


@dataclass
class Attacker:
    """Variables with their bounds, and equations: sums of variables with signs that come to a known number."""

    bounds: dict[Name, Bounds] = field(default_factory=dict)
    equations: list[tuple[dict[Name, int], int]] = field(default_factory=list)

    def knows(self, name: Name, value: int | None, *, least: int = 0) -> None:
        """A number that is told, or one that is not and is at least that much."""
        self.bounds[name] = (least, MOST) if value is None else (value, value)

    def adds_up(self, parts: Iterable[Name], whole: Name) -> None:
        """The parts come to the whole; of what was never told nobody knows anything."""
        equation = dict.fromkeys(parts, 1) | {whole: -1}
        for name in equation:
            self.bounds.setdefault(name, (0, MOST))
        self.equations.append((equation, 0))

    def works_out(self) -> dict[Name, Bounds]:
        """The bounds of every number in the end."""
        equations = [one for one in map(self._known_aside, self.equations) if one[0]]
        differences = [less(one, other) for one, other in combinations(equations, 2) if one[0].keys() & other[0].keys()]
        equations += [each for each in differences if len(each[0]) <= SHORT]
        moved = True
        while moved:
            moved = sum(self._narrow(name, equation) for equation in equations for name in equation[0]) > 0
        return self.bounds

    def _known_aside(self, equation: tuple[dict[Name, int], int]) -> tuple[dict[Name, int], int]:
        signs, come_to = equation
        known = {name: self.bounds[name][0] for name in signs if len({*self.bounds[name]}) == 1}
        rest = {name: sign for name, sign in signs.items() if name not in known}
        return rest, come_to - sum(signs[name] * value for name, value in known.items())

    def _narrow(self, name: Name, equation: tuple[dict[Name, int], int]) -> bool:
        """Whether the equation says more of the number than was known."""
        signs, come_to = equation
        if abs(signs[name]) != 1:
            return False
        ends = [sorted(sign * end for end in self.bounds[other]) for other, sign in signs.items() if other != name]
        low, high = come_to - sum(end[1] for end in ends), come_to - sum(end[0] for end in ends)
        low, high = sorted((signs[name] * low, signs[name] * high))
        before = self.bounds[name]
        self.bounds[name] = max(before[0], low), min(before[1], high)
        return self.bounds[name] != before


def less(one: tuple[dict[Name, int], int], other: tuple[dict[Name, int], int]) -> tuple[dict[Name, int], int]:
    signs = {name: one[0].get(name, 0) - other[0].get(name, 0) for name in {**one[0], **other[0]}}
    return {name: sign for name, sign in signs.items() if sign}, one[1] - other[1]
