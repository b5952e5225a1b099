"""Scope, written once: which kecamatan someone works in today, and what that lets them see (docs/privacy.md, “Who sees whom”)."""

from collections.abc import Callable, Collection
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q

from okoce.accounts.roles import OF_THE_OFFICE, Power
from okoce.core.months import today

if TYPE_CHECKING:
    from okoce.accounts.models import User


def assigned_to(user: "User") -> list[str]:
    """The codes of the kecamatan assigned to the user today, as far as the token reaches that they come with."""
    # Asked of the user, not of its `vars`: a request's user is a lazy stand-in that keeps nothing itself.
    if not hasattr(user, "assigned"):
        codes = user.assignments.on(today()).values_list("kecamatan_id", flat=True)
        user.assigned = [code for code in codes if user.narrowed_to is None or code in user.narrowed_to]
    return user.assigned


def area_of(user: "User") -> list[str] | None:
    """The codes of the kecamatan whose records the user sees today; None is the whole city."""
    if not hasattr(user, "area"):
        codes = assigned_to(user)
        # The whole city is for those who were never assigned: an assignment that ends must not widen what it narrowed.
        everywhere = not codes and user.may(Power.WHOLE_CITY) and not user.assignments.exists()
        user.area = user.narrowed_to if everywhere else codes
    return user.area


def sees(user: "User", area: Collection[str] | None) -> bool:
    """Whether the user sees the records of the whole area today; None is the whole city."""
    own = area_of(user)
    return own is None or (area is not None and set(area) <= set(own))


def works_in(user: "User", power: Power) -> list[str] | None:
    """The codes of the kecamatan where the user writes with this power today; None is the whole city.

    Seeing the whole city opens none to writing, except with a power of the office.
    """
    if not user.may(power):
        return []
    return area_of(user) if power in OF_THE_OFFICE else assigned_to(user)


def may_write(user: "User", power: Power) -> bool:
    """Whether the user has the power in some kecamatan today."""
    return works_in(user, power) != []


class Scoped(models.QuerySet):
    """A queryset that is asked for on behalf of someone.

    Subclasses say what lies `within` kecamatan, and what of it is `entrusted` to them: to be opened whole, and changed.
    Where the office changes it and not those who are assigned, they say with which power.
    """

    office_power: Power | None = None

    @staticmethod
    def within(codes: Collection[str]) -> Q:
        raise NotImplementedError

    @classmethod
    def entrusted(cls, codes: Collection[str], **among: Any) -> Q:
        return cls.within(codes, **among)

    def visible_to(self, user: "User", **among: Any) -> Self:
        """What the user may know of. Where `within` knows `among`, only these are asked about: quick for a few."""
        return self._in(area_of(user), partial(self.within, **among), user)

    def looked_after_by(self, user: "User", **among: Any) -> Self:
        """What the user may open whole; `among` as before."""
        return self._in(area_of(user), partial(self.entrusted, **among), user)

    def worked_by(self, user: "User", **among: Any) -> Self:
        """What the user may change; `among` as before."""
        codes = works_in(user, self.office_power) if self.office_power else assigned_to(user)
        return self._in(codes, partial(self.entrusted, **among), user)

    def _in(self, codes: Collection[str] | None, lies: Callable[[Collection[str]], Q], user: "User") -> Self:
        if not user.may(Power.SEE_RECORDS):
            return self.none()
        return self if codes is None else self.filter(lies(codes))
