"""Whom a facilitator looks after, and who of them needs something today."""

import datetime
import uuid
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate

from okoce.accounts.models import User
from participants.models import ANSWERED, PERSON, Attendance, OfTheWhole, Participant, State, Verification, Visit
from participants.registration import IS_CALON
from participants.verification import COLUMNS
from programs.models import Training, TrainingSession

# How long somebody may go without a visit, and how long a revocation is told.
LONGEST = datetime.timedelta(days=30)


def people_of(user: User) -> QuerySet[Participant]:
    """The people whom the user looks after, as far as today's assignments reach."""
    theirs = Participant.objects.filter(facilitator=user)
    return Participant.objects.worked_by(user, among=theirs.values("pk")).whole().filter(facilitator=user)


def unvisited(user: User, *, on: datetime.date) -> QuerySet[Participant]:
    """Those whose last visit, or else their registration, lies more than 30 days back; the longest first."""
    people = _with_last_visit(people_of(user).defer("nik_sealed"), on)
    return people.filter(since__lt=on - LONGEST).order_by("since", "name", "pk")


def sizes(user: User, *, on: datetime.date) -> dict[str, int]:
    """How many `people` the user looks after, how many `candidates` besides, and how many of both are `unvisited`."""
    return _with_last_visit(people_of(user).annotate(calon=IS_CALON), on).aggregate(
        people=Count("pk", filter=Q(calon=False)),
        candidates=Count("pk", filter=Q(calon=True)),
        unvisited=Count("pk", filter=Q(since__lt=on - LONGEST)),
    )


def _with_last_visit(people: QuerySet[Participant], on: datetime.date) -> QuerySet[Any]:
    """Each with the day of the `last_visit` until that day, and `since` when nobody was there."""
    visits = Visit.objects.filter(OfTheWhole("participant", OuterRef("pk")), held_on__lte=on)
    visits = visits.exclude(state=State.REVOKED)
    last = Subquery(visits.order_by("-held_on").values("held_on")[:1])
    return people.annotate(last_visit=last, since=Coalesce(last, "registered_on", TruncDate("created_at")))


def answered(user: User, *, on: datetime.date) -> list[Any]:
    """What verifiers sent back, and what they revoked in the last 30 days, in the order in which they did.

    Of what concerns the people whom the user looks after, and of what the user handed in; trainings that came back are
    those of the kecamatan, because any of its facilitators mends them. Each with its `reason`.
    """
    return sorted((record for rows in _answered(user, on) for record in rows), key=lambda record: record.answered_at)


def _answered(user: User, on: datetime.date) -> Iterator[QuerySet[Any]]:
    """Of each kind."""
    back, void = Q(state=State.RETURNED), Q(state=State.REVOKED, answered_at__date__gte=on - LONGEST)
    people = _people_answered(user)
    for model, column in COLUMNS.items():
        if model is Training:
            led = Q(led_by=user) | Q(submitted_by=user)
            last = Max("sessions__held_on", filter=~Q(sessions__state=TrainingSession.State.CANCELLED))
            trainings = _with_decision(Training.objects.worked_by(user), column).select_related("curriculum")
            yield trainings.annotate(last_day=last, came=_came()).filter(back | (void & led))
        elif people:
            rows = _with_decision(model.objects.worked_by(user, among=people), column).select_related("participant")
            yield rows.filter(back | void, _concerns(user), participant__in=people)


def _with_decision(rows: QuerySet[Any], column: str) -> QuerySet[Any]:
    """Each with its `reason`, and when it was decided as it stands: a decision that leads to a state is called as that is."""
    newest = Verification.objects.filter(**{column: OuterRef("pk")}, decision=OuterRef("state")).order_by("-checked_at")
    return rows.annotate(
        reason=Subquery(newest.values("reason")[:1]), answered_at=Subquery(newest.values("checked_at")[:1])
    )


def _people_answered(user: User) -> list[uuid.UUID]:
    """Of whom a record that concerns the user is sent back or revoked: few, and where people live is asked of them alone."""
    kinds = [model for model in COLUMNS if model is not Training]
    first, *others = [
        model.objects.filter(_concerns(user), ANSWERED).order_by().values_list("participant", flat=True)
        for model in kinds
    ]
    return list(first.union(*others))


def _concerns(user: User) -> Q:
    """What is about the people whom the user looks after, and what the user handed in."""
    looked_after = Q(participant__facilitator=user) | Q(participant__merged_into__facilitator=user)
    return looked_after | Q(submitted_by=user)


def _came() -> Subquery:
    """How many people came to a training."""
    marks = Attendance.objects.filter(session__training=OuterRef("pk"), status__in=Attendance.CAME).order_by()
    people = marks.values("session__training").annotate(people=Count(PERSON, distinct=True))
    return Subquery(people.values("people"))
