"""What one facilitator logged in a month, record by record: where the numbers of all of them lead (docs/facilitators.md)."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Self

from django.urls import reverse

from okoce.accounts.models import User
from okoce.core.months import Month
from participants import submission
from participants.models import Entrepreneur, Verification, Visit
from participants.models.verification import CHECKED
from programs.models import Assignment, Training
from reports import facts
from reports.facilitators.activity import Worked, decided_in, last_entries, sessions_of, visits_of
from reports.facilitators.words import KINDS


@dataclass(frozen=True)
class Returned:
    """A decision that sent something back: what kind of record, and the address of its page."""

    decision: Verification
    kind: Any
    address: str


@dataclass(frozen=True)
class Log:
    """The records of a facilitator and a month that the reader may open, and how many others there are."""

    places: list[str]
    last_entry: datetime.date | None
    worked: Worked
    trainings: list[Training]
    visits: list[Visit]
    decided: int
    returned: list[Returned]
    # Of what the list of all counts, how many of each kind the reader may not open.
    hidden: dict[str, int]

    @property
    def sent_back(self) -> int:
        return len(self.returned) + self.hidden["returned"]

    @classmethod
    def of(cls, user: User, month: Month, *, reader: User, on: datetime.date) -> Self:
        """As the log stands on that day."""
        keys = [user.pk]
        sessions, visits = sessions_of(keys, month, on), visits_of(keys, month, on)
        minutes: dict[Any, int] = defaultdict(int)
        for training, each in sessions.values_list("training", "minutes"):
            minutes[training] += each
        led = list(submission.listed(reader).filter(pk__in=list(minutes)))
        seen = Visit.objects.looked_after_by(reader).values("pk")
        made = list(visits.filter(pk__in=seen).select_related("kecamatan").order_by("-held_on", "-recorded_at"))
        decisions = decided_in(keys, month).select_related(*CHECKED).order_by("-checked_at")
        back = [one for one in decisions if one.decision == Verification.Decision.RETURNED]
        shown = _opened(back, reader)
        return cls(
            places=_places(user, month),
            last_entry=last_entries(keys).get(user.pk),
            worked=Worked(len(led), len(made), sum(minutes[one.pk] for one in led) + sum(one.minutes for one in made)),
            trainings=led,
            visits=made,
            decided=len(decisions),
            returned=shown,
            hidden={
                "trainings": len(minutes) - len(led),
                "visits": visits.count() - len(made),
                "returned": len(back) - len(shown),
            },
        )


def _places(user: User, month: Month) -> list[str]:
    """The names of the kecamatan assigned to the user on some day of the month."""
    first, after = month.days()
    rows = Assignment.objects.filter(user=user, starts_on__lt=after).exclude(ends_on__lte=first)
    return list(rows.order_by("kecamatan__name").values_list("kecamatan__name", flat=True).distinct())


def _opened(decisions: list[Verification], reader: User) -> list[Returned]:
    """Those about a record that the reader may open."""
    by_kind: dict[str, list[Verification]] = defaultdict(list)
    for one in decisions:
        by_kind[one.column].append(one)
    open_to = set()
    for kind, rows in by_kind.items():
        records = [getattr(one, kind) for one in rows]
        seen = type(records[0]).objects.looked_after_by(reader).filter(pk__in=[each.pk for each in records])
        open_to |= set(seen.values_list("pk", flat=True))
    return [
        Returned(one, KINDS[one.column], _address(getattr(one, one.column)))
        for one in decisions
        if getattr(one, f"{one.column}_id") in open_to
    ]


def _address(record: Any) -> str:
    """Of its page; a case of a new entrepreneur is told on the page of the person."""
    if isinstance(record, Entrepreneur):
        return reverse("participant", args=[record.participant_id])
    return facts.address_of(record)
