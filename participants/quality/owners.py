"""Who looks at a finding, and until when."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from okoce.accounts.models import User
from okoce.accounts.roles import Power, roles_with
from participants.quality.detector import Detector, Found, kept_out
from programs.models import Assignment

SATURDAY = 5


class Owners:
    """As the users are assigned on that day."""

    def __init__(self, on: datetime.date) -> None:
        self.on = on
        there = Assignment.objects.on(on).filter(user__is_active=True).order_by("pk")
        self.in_field = set(_with(there, Power.LOG_TRAINING).values_list("kecamatan_id", "user_id"))
        self.checkers: dict[str, list[int]] = defaultdict(list)
        for place, user in _with(there, Power.MEND_FINDINGS, but=Power.LOG_TRAINING).values_list(
            "kecamatan_id", "user"
        ):
            self.checkers[place].append(user)
        everywhere = User.objects.filter(is_active=True, assignments=None, roles__overlap=roles_with(Power.VERIFY))
        self.of_the_city = list(everywhere.order_by("pk").values_list("pk", flat=True))

    def of(self, detector: Detector, found: Found, *, before: int | None = None) -> int | None:
        """The facilitator concerned, where they still work; else a verifier of the kecamatan; else one of the city.

        Never anybody who may not answer it. Of several verifiers whoever had it before keeps it; otherwise its key decides,
        so that none has them all.
        """
        if detector.asks_facilitator and (found.kecamatan, found.facilitator) in self.in_field:
            return found.facilitator
        local, city = self.checkers[found.kecamatan], self.of_the_city
        barred = kept_out(detector, found.subjects, [*local, *city])
        checkers = [one for one in local if one not in barred and one != found.facilitator]
        checkers = checkers or [one for one in city if one not in barred]
        if not checkers or before in checkers:
            return before if checkers else None
        return checkers[found.key.int % len(checkers)]

    def may_keep(self, detector: Detector, found: Found, owner: int | None) -> bool:
        """Whether whoever took it, or was handed it, may answer it still."""
        return may_answer(detector, found.kecamatan, found.subjects, on=self.on).filter(pk=owner).exists()


def may_answer(
    detector: Detector, kecamatan: str, subjects: Iterable[tuple[str, Any]], *, on: datetime.date
) -> QuerySet[User]:
    """Who answers what is found there, by name: whoever works there or in the whole city, and whom it is not about."""
    mine = Assignment.objects.filter(user=OuterRef("pk"))
    here = Exists(mine.on(on).filter(kecamatan=kecamatan))
    everywhere = ~Exists(mine) & Q(roles__overlap=roles_with(Power.WHOLE_CITY))
    users = User.objects.filter(here | everywhere, is_active=True, roles__overlap=roles_with(detector.answered_with))
    barred = kept_out(detector, subjects, users.values_list("pk", flat=True))
    return users.exclude(pk__in=barred).order_by("name", "pk")


def due_after(day: datetime.date) -> datetime.date:
    """So many working days later."""
    left = settings.FINDING_DAYS
    while left:
        day += datetime.timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return day


def _with(assignments, power, but=None):
    rows = assignments.filter(user__roles__overlap=roles_with(power))
    return rows.exclude(user__roles__overlap=roles_with(but)) if but else rows
