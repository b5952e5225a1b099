"""Whom a facilitator looks after, and who of them needs something today."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from okoce.accounts.models import User
from participants.models import Checked, Participant, State, Verification, Visit
from participants.verification import COLUMNS
from programs.models import Training

# How long somebody may go without a visit, and how long a revocation is told.
LONGEST = datetime.timedelta(days=30)


def people_of(user: User) -> QuerySet[Participant]:
    """The people whom the user looks after, as far as today's assignments reach."""
    return Participant.objects.worked_by(user).filter(facilitator=user)


def unvisited(user: User, *, on: datetime.date) -> QuerySet[Participant]:
    """Those whose last visit, or else their registration, lies more than 30 days back; the longest first."""
    visits = Visit.objects.filter(participant=OuterRef("pk")).exclude(state=State.REVOKED).order_by("-held_on")
    last = Subquery(visits.values("held_on")[:1])
    people = people_of(user).defer("nik_sealed")
    told = people.annotate(last_visit=last, since=Coalesce(last, "registered_on", TruncDate("created_at")))
    return told.filter(since__lt=on - LONGEST).order_by("since", "name", "pk")


def came_back(user: User) -> Iterator[Checked]:
    """What verifiers sent back about these people, or of what the user handed in, each with its `reason`."""
    for rows in _answered(user, State.RETURNED):
        yield from rows.order_by("submitted_at")


def revoked(user: User, *, on: datetime.date) -> Iterator[Checked | Training]:
    """What verifiers revoked of these in the last 30 days, and of the user's trainings; the newest of each kind first."""
    led = Training.objects.worked_by(user).filter(Q(led_by=user) | Q(submitted_by=user))
    trainings = _with_answer(led.select_related("curriculum"), "training", State.REVOKED)
    for rows in [trainings, *_answered(user, State.REVOKED)]:
        yield from rows.filter(answered_at__date__gte=on - LONGEST).order_by("-answered_at")


def _answered(user: User, state: State) -> Iterator[QuerySet[Any]]:
    """Of each kind, what concerns the user and is in that state, with the reason and the moment of the decision."""
    mine = Q(participant__facilitator=user) | Q(submitted_by=user)
    for model, column in COLUMNS.items():
        if model is not Training:
            rows: QuerySet[Any] = model.objects.worked_by(user).filter(mine)
            yield _with_answer(rows.select_related("participant"), column, state)


def _with_answer(rows: QuerySet[Any], column: str, state: State) -> QuerySet[Any]:
    # A decision that leads to a state is called as the state is.
    answers = Verification.objects.filter(**{column: OuterRef("pk")}, decision=state).order_by("-checked_at")
    return rows.filter(state=state).annotate(
        reason=Subquery(answers.values("reason")[:1]), answered_at=Subquery(answers.values("checked_at")[:1])
    )
