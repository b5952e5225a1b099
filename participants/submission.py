"""Handing a training in: what is still missing, and the hand-over to the verifier."""

import datetime

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okoce.accounts.models import User
from okoce.core.verbs import not_ready, verb
from participants.models import Attendance, Verification
from participants.records import refuse_revoked
from participants.rosters import came
from programs.models import Training, TrainingSession
from programs.trainings import UNFINISHED, hold

# What a training takes to count itself; its attendances count without (docs/counting.md, C4 and C5).
PEOPLE, MINUTES = 10, 120


def missing(training: Training, *, at: datetime.datetime) -> list[str]:
    """A sentence for each thing that keeps the training from being handed in; empty when it is ready."""
    sessions = [session for session in training.sessions.all() if session.state != TrainingSession.State.CANCELLED]
    if not sessions:
        return [_("The training has no session: add the one that was held.")]
    sentences = []
    last = max(datetime.datetime.combine(session.held_on, session.ends_at, at.tzinfo) for session in sessions)
    if last > at:
        sentences.append(_("The last session has not ended yet: hand the training in after it."))
    present = Attendance.objects.filter(session__in=sessions, status__in=["present", "late"])
    attended = set(present.values_list("session_id", flat=True).distinct())
    if any(session.id not in attended for session in sessions):
        sentences.append(_("A session has nobody present: mark who came, or cancel the session."))
    return sentences


def too_small(training: Training) -> str:
    """What is said of a training that does not count itself, however well it is approved; empty when it does."""
    going = training.sessions.exclude(state=TrainingSession.State.CANCELLED)
    minutes, people = going.aggregate(all=Sum("minutes", default=0))["all"], came(training)
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


def to_finish(user: User, *, on: datetime.date) -> QuerySet[Training]:
    """What the user's kecamatan can hand in by that day: what came back first, with the reason, then the drafts."""
    held = ~Q(sessions__state=TrainingSession.State.CANCELLED)
    returns = Verification.objects.filter(training=OuterRef("pk"), decision=Verification.Decision.RETURNED)
    unfinished = Training.objects.worked_by(user).filter(state__in=UNFINISHED).select_related("curriculum", "kecamatan")
    due = unfinished.annotate(
        reason=Subquery(returns.order_by("-checked_at").values("reason")[:1]),
        last_day=Max("sessions__held_on", filter=held),
    ).filter(Q(state=Training.State.RETURNED) | Q(last_day__lte=on))
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
