"""What the metrics of the open tables mean, in the reader's language (docs/open-data.md)."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

from reports.contributions import PERSON_METRICS
from reports.definitions import BY_RULES
from reports.explaining.words import MEANS, RULES
from reports.meanings import MEANINGS, by_own_thresholds
from reports.models import Thresholds
from reports.summary import STEPS
from reports.words import name_of

Lazy = Any

UNITS: dict[str, Lazy] = dict.fromkeys(PERSON_METRICS, gettext_lazy("people")) | {
    "jobs_created": pgettext_lazy("unit", "paid workers"),
    "trainings": pgettext_lazy("unit", "trainings"),
    "attendances": pgettext_lazy("unit", "people at sessions"),
    "mentoring_visits": pgettext_lazy("unit", "visits"),
    "active_facilitators": pgettext_lazy("unit", "facilitators"),
    "active_centres": pgettext_lazy("unit", "centres"),
    "spending": pgettext_lazy("unit", "rupiah"),
}


@dataclass(frozen=True)
class Described:
    """A metric as a reader of the tables meets it: whom it counts, and on which day; the rule is one of docs/counting.md."""

    metric: str
    step: str | None
    name: str
    unit: str
    rule: str
    meaning: str
    day: str


def described(metric: str, thresholds: dict[str, Thresholds]) -> Described:
    """The metric in words; `thresholds` are all that there are, by suffix."""
    plain, at, code = metric.partition("@")
    means, day = meaning_of(plain, thresholds[at + code])
    step, rule = None if at else STEPS.get(plain), RULES[plain].partition(" ")[0]
    return Described(metric, step, name_of(metric), str(UNITS[plain]), rule, means, day)


def meaning_of(plain: str, asked: Thresholds) -> tuple[str, str]:
    """Whom or what it counts, and on which day; activity has no day of its own."""
    if plain not in MEANINGS:
        return str(MEANS[plain]), ""
    meaning = MEANINGS[plain](asked)
    own = by_own_thresholds(asked) if asked.suffix and plain not in BY_RULES else ""
    return f"{meaning.who} {own}".strip(), meaning.day


def every_threshold() -> dict[str, Thresholds]:
    """By suffix, in one question."""
    return {row.suffix: row for row in Thresholds.objects.all()}
