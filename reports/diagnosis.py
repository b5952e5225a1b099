"""Why a kecamatan stands where it stands, in words: a table of rules on numbers (docs/diagnosis.md)."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext_lazy

from okoce.core.templatetags.jakarta import number

# Whoever reads of more than two things begins with none.
MOST = 2
# A rung is slow to follow the one below it: a training may be two months after a registration, a licence after that.
LATELY = 6
# Of fewer people a share is chance.
ENOUGH = 20
# What would be nothing yet on the third of a month is nothing at all in its second half.
HALF_OVER = 15
# A centre counts as active from eight visits on (docs/counting.md, C14).
VISITS = 8
# A record waits for the check day of its month, about three weeks at most; two weeks without anybody looking is too long.
PATIENCE = 14
# What happens in the middle of a month and is approved on the city's check day is 23 days old.
LATE = 23


@dataclass(frozen=True)
class Numbers:
    """Of one kecamatan, what the rules look at; None where it is not known: then no rule of it holds."""

    # Of the last LATELY months, this one included.
    registered: int = 0
    trained: int = 0
    licensed: int = 0
    # Of this month, once its half is over.
    trainings: int | None = None
    facilitators: int | None = None
    visits: int | None = None
    # Of facts as they are today: trainings that count in the month and those that had a session in it and do not, each
    # with the people who came to it, once each.
    counted: int | None = None
    people: int | None = None
    uncounted: int | None = None
    came: int | None = None
    waiting: int | None = None
    days_waiting: int | None = None
    lag: int | None = None
    lag_of: int | None = None
    overdue: int | None = None
    # So many new entrepreneurs of each training the month's targets ask for: that of people by the most trainings.
    needed: int | None = None

    @property
    def each(self) -> int | None:
        """People at a counted training, on average and rounded; None where there was none."""
        return math.floor(self.people / self.counted + 0.5) if self.counted and self.people is not None else None


@dataclass(frozen=True)
class Rule:
    """A row of the table: when it holds, by which numbers, and the sentence that says so with them."""

    code: str
    by: tuple[str, ...]
    holds: Callable[[Any], bool]
    sentence: str | Promise

    def of(self, numbers: Numbers) -> "Diagnosis | None":
        said = {name: getattr(numbers, name) for name in self.by}
        if None in said.values() or not self.holds(numbers):
            return None
        return Diagnosis(self.code, said, self.sentence)


@dataclass(frozen=True)
class Diagnosis:
    """One thing that is so, as a stable code, the numbers by which it is, and words."""

    code: str
    numbers: dict[str, int]
    words: str | Promise

    @property
    def sentence(self) -> str:
        """In the language of whoever reads, with numbers as they write them."""
        return str(self.words % {name: _Said(value) for name, value in self.numbers.items()})


class _Said(int):
    """A number by which a sentence chooses between one and many, and which stands in it as people write it."""

    def __str__(self) -> str:
        return number(int(self))


# The worst first: whatever stands higher makes what stands below it.
RULES = [
    Rule(
        "nobody",
        ("facilitators", "visits"),
        lambda of: of.facilitators == 0 and of.visits < VISITS,
        ngettext_lazy(
            "No facilitator was active: no counted training, and %(visits)s visit.",
            "No facilitator was active: no counted training, and %(visits)s visits.",
            "visits",
        ),
    ),
    Rule(
        "none-counted",
        ("trainings", "uncounted", "came"),
        lambda of: of.trainings == 0 and of.uncounted > 0,
        ngettext_lazy(
            "No training counted: %(uncounted)s to which %(came)s came was too small, too short, or over in another month.",
            "No training counted: %(uncounted)s to which %(came)s came were too small, too short, or over in another month.",
            "uncounted",
        ),
    ),
    Rule(
        "no-training",
        ("trainings",),
        # Where nobody was active, or some were held, that is said already.
        lambda of: (
            of.trainings == 0
            and not of.uncounted
            and not (of.facilitators == 0 and of.visits is not None and of.visits < VISITS)
        ),
        gettext_lazy("No training counted this month."),
    ),
    Rule(
        "untrained",
        ("registered", "trained"),
        lambda of: of.registered >= ENOUGH and of.trained * 2 < of.registered,
        gettext_lazy("Many registered, few trained: %(registered)s and %(trained)s in six months."),
    ),
    Rule(
        "unlicensed",
        ("trained", "licensed"),
        lambda of: of.trained >= ENOUGH and of.licensed * 2 < of.trained,
        gettext_lazy("Many trained, few licensed: %(trained)s and %(licensed)s in six months."),
    ),
    Rule(
        "unchecked",
        ("waiting", "days_waiting"),
        lambda of: of.waiting > 0 and of.days_waiting > PATIENCE,
        gettext_lazy("What was handed in waits for a verifier: %(waiting)s, the oldest for %(days_waiting)s days."),
    ),
    Rule(
        "half-empty",
        ("people", "counted", "each", "needed"),
        lambda of: of.people * 2 < of.needed * of.counted,
        ngettext_lazy(
            "Too few at trainings: %(people)s came to %(counted)s that counted; %(needed)s new entrepreneurs are needed from each.",
            "Too few at trainings: %(people)s came to %(counted)s that counted, about %(each)s to each; %(needed)s new entrepreneurs are needed from each.",
            "counted",
        ),
    ),
    Rule(
        "few-visits",
        ("visits",),
        lambda of: of.visits < VISITS and of.facilitators,
        gettext_lazy("Few visits: %(visits)s this month."),
    ),
    Rule(
        "late",
        ("lag", "lag_of"),
        lambda of: of.lag > LATE,
        ngettext_lazy(
            "Data come late: %(lag_of)s record took %(lag)s days until it was approved.",
            "Data come late: half of %(lag_of)s records took %(lag)s days or more until they were approved.",
            "lag_of",
        ),
    ),
    Rule(
        "findings",
        ("overdue",),
        lambda of: of.overdue > 0,
        gettext_lazy("Findings wait for an answer past their day: %(overdue)s."),
    ),
]
# Where no rule holds.
ON_PACE = gettext_lazy("On pace: %(value)s since the start, where the months that are over ask for %(target)s.")
UNEXPLAINED = gettext_lazy(
    "Behind, and no number here says why: %(value)s since the start, where the months that are over ask for %(target)s."
)
QUIET = gettext_lazy("Nothing stands out.")
CODES = [*(rule.code for rule in RULES), "on-pace", "unexplained", "quiet"]


def diagnosis(numbers: Numbers, *, value: int, target: int | None) -> list[Diagnosis]:
    """At most two things, the worst first; where nothing is wrong, whether it is on pace since the start.

    `value` counts since the start, and `target` is what the months that are over ask for; None after the programme.
    """
    found = [held for rule in RULES if (held := rule.of(numbers))]
    if found:
        return found[:MOST]
    if target is None:
        return [Diagnosis("quiet", {}, QUIET)]
    said = {"value": value, "target": target}
    return [Diagnosis("on-pace", said, ON_PACE) if value >= target else Diagnosis("unexplained", said, UNEXPLAINED)]
