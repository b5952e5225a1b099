"""Logging trainings and their sessions."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.core.months import Month
from okoce.core.verbs import check, set_changed, squeezed, used_before, verb
from programs.days import check_within_programme
from programs.models import Agency, Curriculum, Kecamatan, Training, TrainingSession

UNFINISHED = {Training.State.DRAFT, Training.State.RETURNED}
YEAR = datetime.timedelta(days=365)
SHORTEST = datetime.timedelta(minutes=15)
# Sessions of somebody that tell where, when and about what the next will be.
REMEMBERED = 40


@dataclass(frozen=True)
class Meeting:
    """A day and two times on it, in whole minutes; midnight is not crossed."""

    held_on: datetime.date
    starts_at: datetime.time
    ends_at: datetime.time

    def check(self, today: datetime.date, first: datetime.date | None = None) -> None:
        """Raise a sentence beside the field for a meeting that cannot be; `first` is that day of the programme, if known."""
        self._check_day(today, first)
        self._check_times()

    def overlaps(self, other: "Meeting | TrainingSession") -> bool:
        if self.held_on != other.held_on:
            return False
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def _check_day(self, today: datetime.date, first: datetime.date | None) -> None:
        check_within_programme("held_on", self.held_on, first)
        last = today + YEAR
        if self.held_on > last:
            raise ValidationError(
                {
                    "held_on": _("A session is planned at most a year ahead: enter %(day)s or an earlier date.")
                    % {"day": f"{last:%d-%m-%Y}"}
                }
            )

    def _check_times(self) -> None:
        for name in ("starts_at", "ends_at"):
            if getattr(self, name) != getattr(self, name).replace(second=0, microsecond=0):
                raise ValidationError({name: _("Enter the time in whole minutes, without seconds.")})
        if self.ends_at == self.starts_at:
            raise ValidationError({"ends_at": _("The session ends when it starts: enter a later time.")})
        if self.ends_at < self.starts_at:
            raise ValidationError(
                {
                    "ends_at": _(
                        "A session ends on the day it starts. If it ran past midnight, end it at 23:59 and add the rest as a second session on the next day."
                    )
                }
            )
        begins, ends = (datetime.datetime.combine(self.held_on, time) for time in (self.starts_at, self.ends_at))
        if ends - begins < SHORTEST:
            raise ValidationError({"ends_at": _("A session lasts at least 15 minutes: enter a later time.")})


def listed(user: User, *, state: str = "") -> QuerySet[Training]:
    """The trainings in the user's scope with their first and last day, newest first."""
    held = ~Q(sessions__state=TrainingSession.State.CANCELLED)
    rows = Training.objects.visible_to(user).select_related("curriculum", "kecamatan")
    rows = rows.filter(state=state) if state else rows
    return rows.annotate(
        first_day=Min("sessions__held_on", filter=held),
        last_day=Max("sessions__held_on", filter=held),
        meetings=Count("sessions", filter=held),
    ).order_by(F("last_day").desc(nulls_first=True), "-logged_at")


def ending_in(rows: QuerySet[Training], month: Month) -> QuerySet[Training]:
    """Those whose last session that was not cancelled lies in the month."""
    first, after = month.days()
    held = ~Q(sessions__state=TrainingSession.State.CANCELLED)
    last = rows.order_by().annotate(ends_on=Max("sessions__held_on", filter=held))
    return rows.filter(pk__in=last.filter(ends_on__gte=first, ends_on__lt=after).values("pk"))


def last_sessions(user: User) -> list[TrainingSession]:
    """The sessions of the trainings that the user logged last, newest training first: the best guess for the next."""
    sessions = TrainingSession.objects.filter(training__logged_by=user).exclude(state=TrainingSession.State.CANCELLED)
    return list(
        sessions.select_related("training__curriculum").order_by("-training__logged_at", "-held_on")[:REMEMBERED]
    )


def last_session(training: Training) -> list[TrainingSession]:
    """The last session of the training, alone: what the next of another one like it is like."""
    return list(training.sessions.select_related("training__curriculum").reverse()[:1])


def last_payer(places: Iterable[Kecamatan]) -> str | None:
    """The code of the agency that pays for the training that was logged last there."""
    last = Training.objects.filter(kecamatan__in=places).order_by("-logged_at")
    return last.values_list("agency", flat=True).first()


def logged_alike(user: User, meeting: Meeting, *, id: uuid.UUID, **said: Any) -> TrainingSession | None:
    """The first session of a training that the user logged with the same particulars, in those hours or a part of them.

    None when the training with that id is there: nobody is asked about a form that did its work.
    """
    if Training.objects.filter(pk=id).exists():
        return None
    mine = TrainingSession.objects.filter(training__logged_by=user, held_on=meeting.held_on)
    mine = mine.filter(**{f"training__{name}": value for name, value in said.items()})
    mine = mine.filter(starts_at__lt=meeting.ends_at, ends_at__gt=meeting.starts_at)
    mine = mine.exclude(state=TrainingSession.State.CANCELLED).exclude(training__state=Training.State.REVOKED)
    return mine.order_by("starts_at", "pk").first()


def hold(training: uuid.UUID) -> Training:
    """The training as it is now, for this writer alone until the transaction ends.

    Whatever changes a training, a session or a roster takes this first: writers stand in line here and each sees
    what the one before left.
    """
    return Training.objects.select_for_update(no_key=True).get(pk=training)


def hold_all(trainings: QuerySet[Training]) -> list[Training]:
    """Each of them held as by `hold`, in one order for all who hold several: nobody waits for whoever waits for them."""
    return list(trainings.order_by("pk").select_for_update(no_key=True))


@verb("training logged")
def log_training(
    *,
    by: User,
    id: uuid.UUID,
    kecamatan: Kecamatan,
    curriculum: Curriculum,
    agency: Agency,
    place: str,
    meeting: Meeting,
    today: datetime.date,
    session: uuid.UUID | None = None,
) -> Training:
    """A new draft with its first session. The same id again returns the training that it made the first time."""
    meeting.check(today)
    said = {"kecamatan": kecamatan, "curriculum": curriculum, "agency": agency, "place": squeezed(place)}
    training = Training(id=id, led_by=by, logged_by=by, **said)
    check(training, "place")
    try:
        with transaction.atomic():
            training.save(force_insert=True)
            _open_session(session, training, meeting)
            training.makers.add(by)
    except IntegrityError:
        # The same form twice, maybe in this very moment. What it made the first time is told to nobody else.
        made = Training.objects.filter(pk=id, logged_by=by, **said).first()
        if not (made and made.sessions.filter(**vars(meeting)).exists()):
            raise used_before() from None
        return made
    return training


@verb("training changed")
def change_training(
    *, by: User, training: Training, kecamatan: Kecamatan, curriculum: Curriculum, agency: Agency, place: str
) -> Training:
    """The training with other particulars; what was verified waits for verification again."""
    training = hold(training.pk)
    said = {"kecamatan": kecamatan, "curriculum": curriculum, "agency": agency, "place": squeezed(place)}
    if changed := set_changed(training, said):
        check(training, "place")
        training.save(update_fields=changed)
        training.makers.add(by)
        training.refresh_from_db()
    return training


@verb("session added")
def add_session(
    *, by: User, training: Training, meeting: Meeting, today: datetime.date, id: uuid.UUID | None = None
) -> TrainingSession:
    """One more meeting of a training that was not yet handed in, or came back."""
    meeting.check(today)
    training = hold(training.pk)
    refuse_handed_in(training)
    if id and TrainingSession.objects.filter(pk=id).exists():
        raise used_before()
    _refuse_overlap(training, meeting)
    training.makers.add(by)
    return _open_session(id, training, meeting)


@verb("session moved")
def move_session(*, by: User, session: TrainingSession, meeting: Meeting, at: datetime.datetime) -> TrainingSession:
    """The session on another day or time. One that was held stays in the past."""
    meeting.check(at.date())
    training = hold(session.training_id)
    session.refresh_from_db()
    if all(getattr(session, name) == value for name, value in vars(meeting).items()):
        return session
    if session.state == TrainingSession.State.CANCELLED:
        sentence = _("This session was cancelled: add a new one for the day on which people meet.")
        raise ValidationError(sentence, "wrong_state")
    _refuse_overlap(training, meeting, besides=session)
    ends = datetime.datetime.combine(meeting.held_on, meeting.ends_at, at.tzinfo)
    if ends > at and (session.state == TrainingSession.State.HELD or session.attendances.exists()):
        sentence = _("People were already marked at this session: it cannot move into the future.")
        raise ValidationError({"held_on": ValidationError(sentence, "wrong_state")})
    if session.state == TrainingSession.State.PLANNED and meeting.held_on != session.held_on:
        session.state = TrainingSession.State.MOVED
    session.held_on, session.starts_at, session.ends_at = meeting.held_on, meeting.starts_at, meeting.ends_at
    session.save(update_fields=["held_on", "starts_at", "ends_at", "state"])
    training.makers.add(by)
    return session


@verb("session cancelled")
def cancel_session(*, by: User, session: TrainingSession) -> TrainingSession:
    """The session marked as not held; it counts nothing and stays on record. A second tap changes nothing."""
    training = hold(session.training_id)
    session.refresh_from_db()
    if session.state != TrainingSession.State.CANCELLED:
        session.state = TrainingSession.State.CANCELLED
        session.save(update_fields=["state"])
        training.makers.add(by)
    return session


def _open_session(id: uuid.UUID | None, training: Training, meeting: Meeting) -> TrainingSession:
    return TrainingSession.objects.create(id=id or uuid.uuid4(), training=training, **vars(meeting))


def _refuse_overlap(training: Training, meeting: Meeting, besides: TrainingSession | None = None) -> None:
    """One group meets in one place at a time; a session that was cancelled takes up none."""
    others = training.sessions.filter(
        held_on=meeting.held_on, starts_at__lt=meeting.ends_at, ends_at__gt=meeting.starts_at
    ).exclude(state=TrainingSession.State.CANCELLED)
    if besides:
        others = others.exclude(pk=besides.pk)
    if other := others.first():
        raise overlapping(other)


def overlapping(other: Meeting | TrainingSession) -> ValidationError:
    """For a session in the hours of another one of its training."""
    sentence = _("This training already has a session from %(starts)s to %(ends)s on that day: choose other hours.")
    hours = {"starts": f"{other.starts_at:%H:%M}", "ends": f"{other.ends_at:%H:%M}"}
    return ValidationError({"starts_at": sentence % hours})


def refuse_handed_in(training: Training) -> None:
    """Refuse another session of a training that a verifier has or had before them."""
    if training.state not in UNFINISHED:
        sentence = _("This training was handed in: ask the verifier to return it before you add a session.")
        raise ValidationError(sentence, "wrong_state")
