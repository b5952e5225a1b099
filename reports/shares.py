"""A target of the city, shared out among its kecamatan (docs/where.md, “Its own target”)."""

from collections.abc import Mapping
from dataclasses import dataclass

from okoce.core.months import Month
from programs.population import newest
from reports.known import Ground
from reports.targets import Targets


@dataclass(frozen=True)
class Weights:
    """By what the kecamatan share, by code: their people by the count of a year, or 1 each where none is loaded."""

    by: Mapping[str, int]
    year: int | None = None
    source: str = ""

    @property
    def equal(self) -> bool:
        return self.year is None

    def share(self, target: int | None) -> dict[str, int]:
        """The parts by code, which add up to the target exactly; none of a target that there is not.

        Each gets the whole part of what its weight asks for, and what is left goes one by one to the largest
        remainders, of equal ones to the lower code.
        """
        if target is None:
            return {}
        total = sum(self.by.values())
        exact = {code: divmod(target * weight, total) for code, weight in self.by.items()}
        parts = {code: whole for code, (whole, _rest) in exact.items()}
        first = sorted(exact, key=lambda code: (-exact[code][1], code))
        for code in first[: target - sum(parts.values())]:
            parts[code] += 1
        return parts


def weights(ground: Ground) -> Weights:
    """By the newest population that is known, or was known then; without one the same for all."""
    counted = newest(until=ground.then.at if ground.then else None)
    if counted is None:
        return Weights(dict.fromkeys(ground.kecamatan, 1))
    return Weights(counted.people, counted.year, counted.source)


def shares(target: int | None, ground: Ground) -> dict[str, int]:
    """The target's parts by code, exactly the target in all."""
    return weights(ground).share(target)


@dataclass(frozen=True)
class OwnTargets:
    """What each kecamatan is held against: its part of the month's target, and of all months' until it."""

    weights: Weights
    month: Mapping[str, int]
    through: Mapping[str, int]

    @classmethod
    def of(cls, month: Month, ground: Ground) -> "OwnTargets":
        shared = weights(ground)
        return cls(shared, shared.share(monthly(ground.targets, month)), shared.share(until(ground.targets, month)))


def monthly(targets: Targets, month: Month) -> int | None:
    """New entrepreneurs of the city in that month; None after the programme's last one."""
    return targets.floor("new_entrepreneurs", "month", month)


def until(targets: Targets, month: Month) -> int | None:
    """What the months from the programme's first to this one ask for together; None after its last."""
    if monthly(targets, month) is None:
        return None
    return sum(monthly(targets, each) or 0 for each in targets.programme.first.until(month))
