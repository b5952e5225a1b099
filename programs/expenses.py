"""Money that is planned, committed or paid: recorded, changed, struck out with a reason."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.core.months import Month
from okoce.core.reasons import for_the_record
from okoce.core.verbs import check, set_changed, squeezed, used_before, verb
from programs.days import first_day
from programs.models import Expense, ExpenseQuerySet, Kecamatan

# Made by pghistory, which no type checker runs.
ExpenseEvent: Any = Expense.events.rel.related_model  # type: ignore[attr-defined]


@dataclass(frozen=True)
class ExpenseFacts:
    """So much for one item in one kecamatan and month."""

    month: Month
    kecamatan: Kecamatan
    item: str
    rupiah: int
    note: str = ""
    stage: str = Expense.Stage.PAID

    def columns(self) -> dict:
        return vars(self) | {"month": self.month.first, "note": squeezed(self.note)}

    def check(self, today: datetime.date, first: datetime.date | None = None) -> None:
        """Raise a sentence beside the field for a month in which nothing can have been spent.

        `first` is that day of the programme, if it is known.
        """
        first = first or first_day()
        if self.month < Month.of(first):
            raise ValidationError(
                {
                    "month": _("The programme began in %(month)s: choose that month or a later one.")
                    % {"month": f"{first:%m-%Y}"}
                }
            )
        if self.stage == Expense.Stage.PAID and self.month > Month.of(today):
            raise ValidationError({"month": _("This month has not begun: choose one in which money was spent.")})
        if self.month > last_planned(today):
            raise ValidationError({"month": _("Money is planned until the end of the next year at most.")})


def last_planned(today: datetime.date) -> Month:
    """The last month for which money is planned: December of the next year."""
    return Month(today.year + 1, 12)


def listed(user: User, *, month: Month | None = None, kecamatan: str = "") -> QuerySet[Expense]:
    """What was spent, committed or planned in the user's area, by place and item, the latest month first."""
    rows = Expense.objects.visible_to(user).filter(**_narrowed(month, kecamatan)).select_related("kecamatan")
    return rows.order_by("-month", "kecamatan__name", "item", "recorded_at")


def by_month(rows: QuerySet[Expense]) -> list[Any]:
    """Of what is paid of these expenses: for each month, the latest first, the sum of each item and of all."""
    sums = {item: Sum("rupiah", filter=Q(item=item)) for item in Expense.Item.values}
    paid = rows.filter(stage=Expense.Stage.PAID)
    return list(paid.order_by("-month").values("month").annotate(**sums, total=Sum("rupiah")))


def in_all(months: list[Any]) -> dict[str, int | None]:
    """The sum of those months; an item without an expense is none, not nought."""
    return {
        name: sum(amounts) if (amounts := [row[name] for row in months if row[name] is not None]) else None
        for name in [*Expense.Item.values, "total"]
    }


def struck_out(user: User, *, month: Month | None = None, kecamatan: str = "") -> QuerySet[Any]:
    """What was struck out in the user's area, the latest first, with the `reason` and the name of who did it."""
    rows: QuerySet[Any] = (
        ExpenseQuerySet(ExpenseEvent).visible_to(user).filter(pgh_label="delete", **_narrowed(month, kecamatan))
    )
    who = User.objects.filter(pk=Cast(KeyTextTransform("user", OuterRef("pgh_context__metadata")), IntegerField()))
    said = {"reason": KeyTextTransform("reason", "pgh_context__metadata"), "by": Subquery(who.values("name"))}
    return rows.select_related("kecamatan").annotate(**said).order_by("-pgh_id")


def last_recorded(user: User) -> Expense | None:
    """What the user recorded last: its month and item are the best guess for the next."""
    return Expense.objects.filter(recorded_by=user).order_by("-recorded_at").first()


@verb("expense recorded")
def record_expense(*, by: User, id: uuid.UUID, said: ExpenseFacts, today: datetime.date) -> Expense:
    """A new expense. The same id again returns the one that it made the first time."""
    said.check(today)
    expense = Expense(id=id, recorded_by=by, **said.columns())
    check(expense, "item", "rupiah", "note", "stage")
    # What was struck out does not come back because somebody's browser sends its form once more.
    if ExpenseEvent.objects.filter(pgh_obj_id=id, pgh_label="delete").exists():
        raise used_before()
    try:
        with transaction.atomic():
            expense.save(force_insert=True)
    except IntegrityError:
        made = Expense.objects.filter(pk=id, recorded_by=by, **said.columns()).first()
        if not made:
            raise used_before() from None
        return made
    return expense


@verb("expense changed")
def change_expense(*, by: User, expense: Expense, said: ExpenseFacts, today: datetime.date) -> Expense:
    """The expense as it should have been; what it was stays in the trail."""
    said.check(today)
    expense = Expense.objects.select_for_update(no_key=True).get(pk=expense.pk)
    if changed := set_changed(expense, said.columns()):
        check(expense, "item", "rupiah", "note", "stage")
        with pghistory.context(user=by.pk):
            expense.save(update_fields=changed)
    return expense


@verb("expense struck out")
def strike_out_expense(*, by: User, expense: Expense, reason: str) -> None:
    """The expense was none: its row goes, and the trail keeps it with who struck it out and why."""
    reason = for_the_record(reason)
    if len(reason) < 3:
        raise ValidationError({"reason": _("Say why this expense is struck out.")})
    with pghistory.context(user=by.pk, reason=reason):
        Expense.objects.filter(pk=expense.pk).delete()


def _narrowed(month: Month | None, kecamatan: str) -> dict:
    said = {"month": month and month.first, "kecamatan": kecamatan}
    return {name: value for name, value in said.items() if value}
