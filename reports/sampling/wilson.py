"""How wrong a number may be, by a few that were looked at."""

import math
from typing import NamedTuple

# Of the normal distribution: between it and its negative lie 95 %.
Z = 1.959963984540054


class Interval(NamedTuple):
    low: float
    high: float


def wilson(wrong: int, of: int) -> Interval:
    """The 95 % score interval of Wilson (1927), without a correction for continuity; of nobody it is everything."""
    if not of:
        return Interval(0, 1)
    share, weight = wrong / of, Z * Z / of
    middle = share + weight / 2
    around = Z * math.sqrt(share * (1 - share) / of + weight / of / 4)
    low, high = ((middle + side * around) / (1 + weight) for side in (-1, 1))
    # At its ends the formula gives 0 and 1, but for what the last digit lost.
    return Interval(max(low, 0) if wrong else 0, min(high, 1) if wrong < of else 1)
