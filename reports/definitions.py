"""Named definitions: another set of thresholds is another series over all facts (docs/counting.md, “Readings of a number”)."""

from okoce.core.verbs import verb
from reports.contributions.requeue import requeue
from reports.models import Definition, Thresholds

# The first posting of a new series over months that are over: told as such beside each entry, and no publication.
BACKCAST = "backcast"


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
