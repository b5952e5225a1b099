"""Targets: dated rows, read for a month of the programme. After the last month they are None (docs/counting.md, “Readings of a number”)."""

from dataclasses import dataclass
from typing import Self

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from pghistory import context

from okoce.accounts.models import User
from okoce.core.months import Month
from okoce.core.readings import Reading, models_read, read
from okoce.core.reasons import for_the_record
from okoce.core.verbs import check, squeezed, verb
from programs.models import Programme, Target
from reports import rollup
from reports.models import Period, TargetVersion
from reports.standing import Standing


@dataclass(frozen=True)
class Targets:
    programme: Programme
    rows: tuple[Target, ...]

    @classmethod
    def of(cls, programme: Programme, then: Standing | None = None) -> Self:
        """Every version that there was then: which one holds depends on the month that is asked for."""
        (rows,) = read(targets_read(then))
        return cls(programme, rows)

    def index(self, month: Month) -> int:
        """1 for the programme's first month."""
        return month - self.programme.first + 1

    def months_left(self, month: Month) -> int:
        """How many months from this one on, to the programme's last; 0 or less when it is over."""
        return self.programme.last - month + 1

    def year(self, month: Month) -> int | None:
        """The programme year, 1 to 5; None outside the programme."""
        index = self.index(month)
        return (index - 1) // 12 + 1 if 1 <= index <= self.programme.months else None

    def year_began(self, month: Month) -> Month:
        """The first month of the twelve that this one is in; they go on after the programme."""
        return self.programme.first + (month - self.programme.first) // 12 * 12

    def row(self, metric: str, period: str, month: Month, *, seen_in: Month | None = None) -> Target | None:
        """The newest version for that month that holds by then; for a whole year, by the month it is `seen_in`."""
        index, day = self.index(month), (seen_in or month).first
        for row in self.rows:
            if (row.metric, row.period) != (metric, period) or row.valid_from > day:
                continue
            if row.from_month <= index <= row.to_month:
                return row
        return None

    def floor(self, metric: str, period: str, month: Month, *, seen_in: Month | None = None) -> int | None:
        row = self.row(metric, period, month, seen_in=seen_in)
        return row.floor if row else None

    def ceiling(self, metric: str, period: str, month: Month, *, seen_in: Month | None = None) -> int | None:
        row = self.row(metric, period, month, seen_in=seen_in)
        return row.ceiling if row else None

    def band(self, metric: str, month: Month) -> dict[str, int | None]:
        return {"floor": self.floor(metric, "month", month), "ceiling": self.ceiling(metric, "month", month)}


def targets_read(then: Standing | None = None) -> Reading[tuple[Target, ...]]:
    rows = Target.objects.order_by("code", "-version")
    return models_read(rows.exclude(came__revision__gt=then.revision) if then else rows).then(tuple)


@dataclass(frozen=True)
class NewVersion:
    """What is said of a target from a month on."""

    floor: int | None
    ceiling: int | None
    valid_from: Month
    source: str
    reason: str
    note: str = ""


def versions() -> QuerySet[Target]:
    """Every version of every target, the newest of each first."""
    return Target.objects.select_related("superseded_by").order_by("metric", "from_month", "code", "-version")


def newest() -> QuerySet[Target]:
    return Target.objects.filter(superseded_by=None)


def months_of(programme: Programme, target: Target) -> tuple[Month, Month]:
    """The first and the last month that it is for."""
    return programme.first + (target.from_month - 1), programme.first + (target.to_month - 1)


@verb("target changed")
def new_version(*, by: User, target: Target, said: NewVersion) -> Target:
    """A version that takes the target's place from a month on. The one before stays as it was, for the months before."""
    # A revision of its own: two answers of one revision are the same.
    rollup.hold_the_lock()
    old = Target.objects.select_for_update().get(pk=target.pk)
    row = Target(
        code=old.code,
        version=old.version + 1,
        metric=old.metric,
        period=old.period,
        from_month=old.from_month,
        to_month=old.to_month,
        unit=old.unit,
        floor=said.floor,
        ceiling=said.ceiling,
        source=squeezed(said.source),
        note=squeezed(said.note),
        valid_from=said.valid_from.first,
        reason=squeezed(said.reason),
    )
    _refuse(old, row)
    with context(user=by.pk, reason=row.reason):
        row.save(force_insert=True)
        Target.objects.filter(pk=old.pk).update(superseded_by=row)
    number = rollup.next_revision()
    rollup.write_revision(number, 0)
    TargetVersion.objects.create(target=row, revision_id=number)
    return row


def _refuse(old: Target, row: Target) -> None:
    if old.superseded_by_id:
        raise ValidationError(_("A newer version was made meanwhile: open the target again."))
    check(row, "source")
    for_the_record(row.reason, ask=_("Say why the target changes: everybody who sees it reads the reason."))
    _refuse_bounds(old, row)
    _refuse_month(row)


def _refuse_bounds(old: Target, row: Target) -> None:
    if row.floor is None and row.ceiling is None:
        raise ValidationError({"floor": _("A target has a lower or an upper bound, or both.")})
    if row.floor is not None and row.ceiling is not None and row.ceiling < row.floor:
        raise ValidationError({"ceiling": _("The upper bound lies below the lower one.")})
    if (row.floor, row.ceiling, row.valid_from) == (old.floor, old.ceiling, old.valid_from):
        raise ValidationError({"floor": _("Nothing changes: both bounds and the month are as they were.")})


def _refuse_month(row: Target) -> None:
    programme = Programme.objects.get()
    month = Month.of(row.valid_from)
    _first, last = months_of(programme, row)
    if not programme.first <= month <= last:
        raise ValidationError({"valid_from": _("Choose a month of the programme, up to the target's last one.")})
    closed = Period.objects.filter(status=Period.Status.FINAL, month__gte=row.valid_from).order_by("month").last()
    if closed:
        raise ValidationError(
            {
                "valid_from": _("%(month)s is closed, and what was published stays: choose a later month.")
                % {"month": Month.of(closed.month)}
            }
        )
