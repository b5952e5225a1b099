"""Handing a training in: what is still missing, and the hand-over to the verifier."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, Max, OuterRef, Q, QuerySet, Subquery, Sum, TextField, When
from django.db.models.lookups import Exact
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okoce.accounts.models import User
from okoce.core.verbs import not_ready, verb
from participants.models import Attendance, Verification
from participants.records import refuse_revoked
from participants.rosters import came, has_begun, on_list
from programs import trainings
from programs.models import Training, TrainingSession
from programs.trainings import UNFINISHED, hold

# What a training takes to count itself; its attendances count without (docs/counting.md, C4 and C5).
PEOPLE, MINUTES = 10, 120
HINDERS = {"missing", "waiting"}


@dataclass(frozen=True)
class Condition:
    """One line of the checklist: `done`, `missing`, `waiting` for an hour, or `advised` where it can be handed in without."""

    about: str
    state: str
    sentence: str
    # At which it is mended.
    session: TrainingSession | None = None


def missing(training: Training, *, at: datetime.datetime) -> list[str]:
    """A sentence for each thing that keeps the training from being handed in; empty when it is ready."""
    return [one.sentence for one in _needed(_going(training), at) if one.state in HINDERS]


def checklist(training: Training, *, people: int, at: datetime.datetime) -> list[Condition]:
    """What it takes to hand the training in to which so many people came, and what is good to have."""
    sessions = _going(training)
    begun = [one for one in sessions if has_begun(one, at)]
    return [
        *_needed(sessions, at),
        *_marked(begun, on_list(training).count()),
        *_large(people, sum(one.minutes for one in sessions)),
        _photo(training),
    ]


def _going(training: Training) -> list[Any]:
    """The sessions that were not cancelled, each with how many `came` and how many are `marked`."""
    going = training.sessions.exclude(state=TrainingSession.State.CANCELLED)
    came = Count("attendances", filter=Q(attendances__status__in=Attendance.CAME))
    # A count forgets the order that sessions have.
    return list(going.annotate(came=came, marked=Count("attendances")).order_by("held_on", "starts_at"))


def _needed(sessions: list[Any], at: datetime.datetime) -> list[Condition]:
    if not sessions:
        return [Condition("held", "missing", _("The training has no session: add the one that was held."))]
    return [_held(sessions, at), _attended(sessions)]


def _held(sessions: list[Any], at: datetime.datetime) -> Condition:
    last = max(sessions, key=lambda one: (one.held_on, one.ends_at))
    if datetime.datetime.combine(last.held_on, last.ends_at, at.tzinfo) > at:
        if has_begun(last, at):
            sentence = _("It can be handed in from %(time)s on, when the last session has ended.")
            return Condition("held", "waiting", sentence % {"time": time_format(last.ends_at)})
        sentence = _("The last session has not ended yet: hand the training in after it.")
        return Condition("held", "missing", sentence, last)
    return Condition("held", "done", _("Every session is over."))


def _attended(sessions: list[Any]) -> Condition:
    empty = next((one for one in sessions if not one.came), None)
    if empty:
        sentence = _("A session has nobody present: mark who came, or cancel the session.")
        return Condition("attended", "missing", sentence, empty)
    return Condition("attended", "done", _("Every session has somebody present."))


def _marked(sessions: list[Any], listed: int) -> list[Condition]:
    """Of a list that has anybody: whoever has no mark was not there, and maybe somebody forgot to say so."""
    if not (listed and sessions):
        return []
    without = sum(listed - one.marked for one in sessions)
    if not without:
        return [Condition("marked", "done", _("Everybody on the list is marked."))]
    sentence = ngettext(
        "%(marks)s mark is missing: whoever has none counts as not there.",
        "%(marks)s marks are missing: whoever has none counts as not there.",
        without,
    )
    first = next(one for one in sessions if one.marked < listed)
    return [Condition("marked", "advised", sentence % {"marks": without}, first)]


def _large(people: int, minutes: int) -> list[Condition]:
    """As soon as anybody came: of an empty list it goes without saying."""
    if not people:
        return []
    if small := _small(people, minutes):
        return [Condition("large", "advised", small)]
    enough = _("At least %(people)s people and %(minutes)s minutes: the training itself counts.")
    return [Condition("large", "done", enough % {"people": PEOPLE, "minutes": MINUTES})]


def _photo(training: Training) -> Condition:
    if training.evidence.exists():
        return Condition("photo", "done", _("There is a photo of the list."))
    return Condition("photo", "advised", _("There is no photo of the list: with one it is checked sooner."))


def too_small(training: Training) -> str:
    """What is said of a training that does not count itself, however well it is approved; empty when it does."""
    going = training.sessions.exclude(state=TrainingSession.State.CANCELLED)
    return _small(came(training), going.aggregate(all=Sum("minutes", default=0))["all"])


def _small(people: int, minutes: int) -> str:
    if minutes >= MINUTES and people >= PEOPLE:
        return ""
    this = ngettext(
        "This training has %(people)s person and %(minutes)s minutes.",
        "This training has %(people)s people and %(minutes)s minutes.",
        people,
    )
    rule = _(
        "Its attendances count when it is approved; the training itself does not count:"
        " that takes at least %(people)s people and %(minutes)s minutes."
    )
    return f"{this % {'people': people, 'minutes': minutes}} {rule % {'people': PEOPLE, 'minutes': MINUTES}}"


def listed(user: User, *, state: str = "", returned_first: bool = False) -> QuerySet[Training]:
    """The trainings in the user's scope, newest first, each that came back with the `reason`; these first if told so."""
    rows = trainings.listed(user, state=state)
    returned = When(state=Training.State.RETURNED, then=_reason())
    rows = rows.annotate(reason=Case(returned, output_field=TextField()))
    first = Exact(F("state"), Training.State.RETURNED).desc()
    return rows.order_by(first, *rows.query.order_by) if returned_first else rows


def _reason() -> Subquery:
    """For which a training came back last."""
    returns = Verification.objects.filter(training=OuterRef("pk"), decision=Verification.Decision.RETURNED)
    return Subquery(returns.order_by("-checked_at").values("reason")[:1])


def to_finish(user: User, *, on: datetime.date) -> QuerySet[Training]:
    """What the user's kecamatan can hand in by that day: what came back first, with the reason, then the drafts."""
    held = ~Q(sessions__state=TrainingSession.State.CANCELLED)
    unfinished = Training.objects.worked_by(user).filter(state__in=UNFINISHED)
    unfinished = unfinished.select_related("curriculum", "kecamatan", "led_by")
    last_day = Max("sessions__held_on", filter=held)
    due = unfinished.annotate(reason=_reason(), last_day=last_day)
    due = due.filter(Q(state=Training.State.RETURNED) | Q(last_day__lte=on))
    return due.order_by("-state", "last_day", "logged_at")


@verb("training handed in")
def submit_training(*, by: User, training: Training, at: datetime.datetime) -> Training:
    """Hand the training to a verifier; refuses, with each reason, one that is not ready."""
    training = hold(training.pk)
    refuse_revoked(training)
    if training.state not in UNFINISHED:
        return training
    if sentences := missing(training, at=at):
        raise not_ready(sentences)
    training.sessions.exclude(state=TrainingSession.State.CANCELLED).update(state=TrainingSession.State.HELD)
    training.state, training.submitted_by, training.submitted_at = Training.State.SUBMITTED, by, at
    training.save(update_fields=["state", "submitted_by", "submitted_at"])
    training.makers.add(by)
    training.refresh_from_db()
    return training
