"""Named definitions: another set of thresholds is another series over all facts (docs/counting.md, “Readings of a number”)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, Subquery

from okoce.core.months import Month
from okoce.core.verbs import verb
from reports.contributions.requeue import requeue
from reports.models import Definition, Naming, Thresholds

# The first posting of a new series over months that are over: told as such beside each entry, and no publication.
BACKCAST = "backcast"

# The metrics whose rules read thresholds: each later set makes a series of these.
BY_THRESHOLDS = ["trained", "mentored", "licensed", "new_entrepreneurs", "level_up"]


def series() -> list[str]:
    """The metrics of every later set of thresholds, as `metric@CODE`."""
    suffixes = Thresholds.objects.exclude(suffix="").values_list("suffix", flat=True)
    return [f"{metric}{suffix}" for suffix in suffixes for metric in BY_THRESHOLDS]


def thresholds_of(metrics: Iterable[str]) -> list[dict[str, Any]]:
    """The thresholds behind metrics with plain names, then those of each series that is among them."""
    named = {"", *(metric.partition("@")[2] for metric in metrics)}
    rows = Thresholds.objects.order_by("suffix").values(
        "code", "suffix", "attendance_percent", "visit_days", "licence_types"
    )
    return [
        {name: value for name, value in row.items() if name != "suffix"}
        for row in rows
        if row["suffix"].removeprefix("@") in named
    ]


def definitions_in(month: Month, *, as_of: int | None = None) -> list[Definition]:
    """All of them, first the one that the headline of that month reads unless told; `as_of` an earlier revision, as then."""
    definitions, namings = Definition.objects.all(), Naming.objects.filter(from_month__lte=month.first)
    if as_of is not None:
        by_then = Q(revision=None) | Q(revision__lte=as_of)
        definitions, namings = definitions.filter(by_then), namings.filter(by_then)
    known = list(definitions.annotate(named=Subquery(namings.values("definition")[:1])))
    return sorted(known, key=lambda each: each.code != each.named if each.named else not each.is_default)


def named_in(month: Month, *, as_of: int | None = None) -> Definition:
    return definitions_in(month, as_of=as_of)[0]


@verb(BACKCAST)
def add_definition(
    *, code: str, source: str, attendance_percent: int, visit_days: int, licence_types: list[str]
) -> Definition:
    """A definition of new entrepreneurs with thresholds of its own; what was counted by others stays as it is.

    Raises ValidationError with a sentence for each wrong field.
    """
    thresholds = Thresholds(
        code=code,
        suffix=f"@{code}",
        attendance_percent=attendance_percent,
        visit_days=visit_days,
        licence_types=licence_types,
    )
    definition = Definition(code=code, metric=f"new_entrepreneurs@{code}", source=source)
    thresholds.full_clean()
    definition.full_clean()
    thresholds.save(force_insert=True)
    definition.save(force_insert=True)
    requeue(BACKCAST, "participant")
    return definition
