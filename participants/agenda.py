"""What a facilitator's day and week hold: sessions, what is due until when, and what was done so far."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from okoce.accounts.models import User
from okoce.core.months import Month
from participants.models import Arrival, Attendance, Enrolment, Participant, State, Visit
from programs.deadlines import Deadline, deadline
from programs.models import Training, TrainingSession

WEEK = datetime.timedelta(days=7)
Due = list[tuple[Deadline | None, list[Training]]]


def week_of(day: datetime.date) -> tuple[datetime.date, datetime.date]:
    """Its Monday and the Monday after: a half-open range."""
    monday = day - datetime.timedelta(days=day.weekday())
    return monday, monday + WEEK


def sessions_in(user: User, first: datetime.date, after: datetime.date) -> QuerySet[TrainingSession]:
    """The sessions of these days where the user works that were not cancelled, in the order of their hours.

    Each with how many people are `listed` for its training, how many of them are `marked` at it, and how many who checked
    in by phone are `arrived` and wait to be confirmed.
    """
    going = TrainingSession.objects.worked_by(user).exclude(state=TrainingSession.State.CANCELLED)
    marks = Attendance.objects.filter(session=OuterRef("pk"))
    enrolled = Enrolment.objects.filter(training=OuterRef("training"))
    # On the list by a mark alone: whoever is enrolled too is not counted twice.
    beside = Enrolment.objects.filter(training=OuterRef("session__training"), participant=OuterRef("participant"))
    walked_in = Attendance.objects.filter(~Exists(beside), session__training=OuterRef("training"))
    waiting = Arrival.objects.filter(session=OuterRef("pk"), answer=Arrival.Answer.WAITING)
    days = going.filter(held_on__gte=first, held_on__lt=after).annotate(
        marked=_number(marks, "session"),
        arrived=_number(waiting, "session", "pk"),
        listed=_number(enrolled, "training") + _number(walked_in, "session__training"),
    )
    return days.select_related("training__curriculum", "training__kecamatan").order_by("held_on", "starts_at", "pk")


def _number(rows: QuerySet[Any], of: str, whom: str = "participant") -> Coalesce:
    """How many people these rows are about, of one thing."""
    people = rows.order_by().values(of).annotate(people=Count(whom, distinct=True))
    return Coalesce(Subquery(people.values("people")), 0)


def by_deadline(trainings: Iterable[Any], *, on: datetime.date) -> Due:
    """The trainings with their `last_day`, by the day until which it is entered: the nearest first, those without at the end."""
    groups: dict[Deadline | None, list[Training]] = {}
    for training in trainings:
        due = deadline(Month.of(training.last_day), on=on) if training.last_day else None
        groups.setdefault(due, []).append(training)
    return sorted(groups.items(), key=lambda group: (group[0] is None, group[0]))


def done(user: User, first: datetime.date, after: datetime.date) -> dict[str, int]:
    """How many trainings the user led, people they registered and visits they made on these days."""
    came = Attendance.objects.filter(session=OuterRef("pk"), status__in=Attendance.CAME)
    held = TrainingSession.objects.filter(Exists(came), training__led_by=user, held_on__gte=first, held_on__lt=after)
    registered = Participant.objects.filter(registered_by=user, identity_verified=True)
    registered = registered.filter(registered_on__gte=first, registered_on__lt=after)
    visits = Visit.objects.filter(facilitator=user, held_on__gte=first, held_on__lt=after).exclude(state=State.REVOKED)
    # One question for the three: this is the page of every morning.
    trainings = _counted("trainings", held.exclude(state=TrainingSession.State.CANCELLED), "training")
    rows = trainings.union(
        _counted("people", registered, Coalesce("merged_into", "pk")), _counted("visits", visits, "pk"), all=True
    )
    return {"trainings": 0, "people": 0, "visits": 0} | dict(rows)


def _counted(name: str, rows: QuerySet[Any], key: str | Coalesce) -> QuerySet[Any]:
    """The name with how many different keys the rows have; nothing for none."""
    number = Count(key, distinct=True)
    return rows.order_by().values(what=Value(name)).annotate(number=number).values_list("what", "number")
