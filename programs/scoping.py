"""Scope, written once: which kecamatan someone works in today, and what that lets them see (docs/privacy.md, “Who sees whom”)."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from okoce.accounts.roles import Power
from okoce.core.months import today

if TYPE_CHECKING:
    from okoce.accounts.models import User


def area_of(user: "User") -> list[str] | None:
    """The codes of the kecamatan assigned to the user today; None is the whole city."""
    # Asked of the user, not of its `vars`: a request's user is a lazy stand-in that keeps nothing itself.
    if not hasattr(user, "area"):
        codes = list(user.assignments.on(today()).values_list("kecamatan_id", flat=True))
        # The whole city is for those who were never assigned: an assignment that ends must not widen what it narrowed.
        everywhere = not codes and user.may(Power.WHOLE_CITY) and not user.assignments.exists()
        user.area = None if everywhere else codes
    return user.area


class Scoped(models.QuerySet):
    """A queryset that is asked for on behalf of someone. Subclasses say what lies `within` kecamatan."""

    @staticmethod
    def within(codes: Collection[str]) -> Q:
        raise NotImplementedError

    def visible_to(self, user: "User") -> Self:
        if not user.may(Power.SEE_RECORDS):
            return self.none()
        codes = area_of(user)
        return self if codes is None else self.filter(self.within(codes))
