"""Who is on the list of a training, and who was at each session."""

import datetime
import uuid
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from okoce.accounts import sent
from okoce.accounts.models import User
from okoce.core.verbs import used_before, verb
from participants.models import Attendance, Enrolment, Participant
from participants.registration import Particulars, register
from programs.models import Training, TrainingSession
from programs.trainings import hold


def on_list(training: Training) -> QuerySet[Participant]:
    """Everybody on the training's list, by name: enrolled, or marked at any of its sessions."""
    marked = Attendance.objects.filter(session__training=training).values("participant")
    enrolled = Enrolment.objects.filter(training=training).values("participant")
    return Participant.objects.filter(pk__in=marked.union(enrolled)).defer("nik_sealed").order_by("name", "pk")


def marks_at(session: TrainingSession) -> dict[uuid.UUID, str]:
    """Each person's status at the session."""
    return dict(Attendance.objects.filter(session=session).values_list("participant_id", "status"))


def came(training: Training) -> int:
    """How many people were present, late or in time, at one session or more that was not cancelled."""
    attended = Attendance.objects.filter(session__training=training, status__in=["present", "late"])
    return attended.exclude(session__state="cancelled").aggregate(people=Count("participant", distinct=True))["people"]


def has_begun(session: TrainingSession, at: datetime.datetime) -> bool:
    return datetime.datetime.combine(session.held_on, session.starts_at, at.tzinfo) <= at


@verb("attendance marked")
def mark(*, by: User, session: TrainingSession, statuses: Mapping[uuid.UUID, str], at: datetime.datetime) -> int:
    """Set each person's status at the session; returns how many statuses changed.

    Two phones that mark one roster take turns; for one person the later tap holds.
    """
    if not set(statuses.values()) <= set(Attendance.Status.values):
        raise ValidationError({"status": _("Mark somebody as present, late, excused, sick or absent.")})
    training = _open_for_marking(session, at)
    # A status that stays moves no version: saving an approved roster unchanged returns nothing to the queue.
    held = marks_at(session)
    changed = sorted((person, status) for person, status in statuses.items() if held.get(person) != status)
    if not changed:
        return 0
    _refuse_strangers([person for person, _status in changed])
    Attendance.objects.bulk_create(
        [
            Attendance(session=session, participant_id=person, status=status, recorded_by=by)
            for person, status in changed
        ],
        update_conflicts=True,
        unique_fields=["session", "participant"],
        update_fields=["status", "recorded_by", "recorded_at"],
    )
    training.makers.add(by)
    return len(changed)


@verb("attendance marked")
def mark_one(
    *,
    by: User,
    id: uuid.UUID,
    session: TrainingSession,
    participant: Participant,
    status: str,
    at: datetime.datetime,
) -> tuple[Attendance, bool]:
    """The person's attendance with this status, and whether it is new: under the id, unless there is one already."""
    training = _open_for_marking(session, at)
    there = Attendance.objects.filter(session=session, participant=participant).first()
    if there and there.status == status:
        return there, False
    if not there and Attendance.objects.filter(pk=id).exists():
        raise used_before()
    attendance = there or Attendance(id=id, session=session, participant=participant)
    attendance.status, attendance.recorded_by = status, by
    attendance.save(force_insert=not there)
    training.makers.add(by)
    return attendance, not there


@verb("person joined a session")
def join(*, by: User, session: TrainingSession, participant: Participant, at: datetime.datetime) -> Attendance:
    """The person on the session's roster: present, or as marked before."""
    training = _open_for_marking(session, at)
    attendance, new = Attendance.objects.get_or_create(
        session=session, participant=participant, defaults={"status": Attendance.Status.PRESENT, "recorded_by": by}
    )
    if new:
        training.makers.add(by)
    return attendance


@verb("person registered at a session")
def join_new(
    *, by: User, session: TrainingSession, id: uuid.UUID, said: Particulars, on: datetime.date, at: datetime.datetime
) -> tuple[Participant, bool]:
    """The person registered and on the session's list, and whether they are new; either both happen or neither."""
    place = session.training.kecamatan
    person, new = register(by=by, id=id, kecamatan=place, said=said, on=on, today=at.date())
    join(by=by, session=session, participant=person, at=at)
    return person, new


@verb("person taken off a session")
def leave(*, by: User, session: TrainingSession, participant: Participant) -> int:
    """Take the person off the session's roster; returns 1, or 0 when they were not on it."""
    training = hold(session.training_id)
    deleted, _by_model = Attendance.objects.filter(session=session, participant=participant).delete()
    if deleted:
        training.makers.add(by)
    return deleted


def was_taken_off(user: User, key: uuid.UUID) -> bool:
    """Whether the user had sent the attendance of that key, and it is no more."""
    return sent.was_of(user, "attendances", key) and not Attendance.objects.filter(pk=key).exists()


def _open_for_marking(session: TrainingSession, at: datetime.datetime) -> Training:
    training = hold(session.training_id)
    session.refresh_from_db(fields=["held_on", "starts_at", "ends_at", "state"])
    if session.state == TrainingSession.State.CANCELLED:
        raise ValidationError(_("This session was cancelled: nobody can be marked at it."), "wrong_state")
    if not has_begun(session, at):
        raise ValidationError(_("This session has not begun: mark people from its start on."), "not_ready")
    return training


def _refuse_strangers(people: list[uuid.UUID]) -> None:
    # Else the foreign key refuses, and only when the transaction ends.
    if Participant.objects.filter(pk__in=people).count() < len(people):
        raise ValidationError(_("Somebody you marked is not on this list any more: open the list again."))
