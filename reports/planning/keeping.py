"""Keeping a plan under a name, and letting go of it (docs/planner.md)."""

import datetime
import uuid
from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.core.months import Month
from okoce.core.verbs import check, squeezed, used_before, verb
from programs.models import Kecamatan
from reports.models import Definition, Plan
from reports.planning.chain import Basis
from reports.planning.reading import kept_basis

AT_MOST = 30


@verb("plan saved")
def save_plan(
    *,
    by: User,
    id: uuid.UUID,
    name: str,
    month: Month,
    definition: Definition,
    kecamatan: Kecamatan | None,
    basis: Basis,
    assumed: Mapping[str, Decimal],
    revision: int,
    at: datetime.datetime,
) -> Plan:
    """The plan with what it was reckoned from. The same id again returns the one that it made the first time.

    Raises a sentence beside `name` where the user has another plan of that name.
    """
    # Of two that are saved at once the second is asked after the first.
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    name = squeezed(name)
    if made := Plan.objects.filter(pk=id).first():
        if (made.user_id, made.name) != (by.pk, name):
            raise used_before()
        return made
    plan = Plan(id=id, user=by, name=name, month=month.first, definition=definition, kecamatan=kecamatan)
    check(plan, "name")
    _refuse(by, name)
    plan.basis, plan.assumed = kept_basis(basis), {link: str(said) for link, said in assumed.items()}
    plan.revision, plan.saved_at = revision, at
    plan.save(force_insert=True)
    return plan


@verb("plan deleted")
def delete_plan(*, by: User, plan: Plan) -> None:
    """It is gone: a plan is a reckoning, and no record of anything."""
    Plan.objects.filter(user=by, pk=plan.pk).delete()


def _refuse(by: User, name: str) -> None:
    names = set(by.plans.values_list("name", flat=True))
    if name in names:
        raise ValidationError({"name": _("You have a plan of this name: choose another, or delete that one first.")})
    if len(names) >= AT_MOST:
        raise ValidationError(
            _("You have %(most)d plans, and no more are possible: delete one first.") % {"most": AT_MOST}
        )
