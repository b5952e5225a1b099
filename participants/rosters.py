"""Who is on the list of a training, and who was at each session."""

import datetime
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db.models import Count, FilteredRelation, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from okoce.accounts import sent
from okoce.accounts.models import User
from okoce.core.verbs import used_before, verb
from participants.models import PERSON, Attendance, Enrolment, Participant
from participants.records import refuse_revoked
from participants.registration import Particulars, register
from participants.twice import as_listed
from programs.models import Training, TrainingSession
from programs.trainings import hold

# Further down holds, of two words of one instant: any order, as long as it is the same whichever of them arrives first.
WORDS = Attendance.Status.values


@dataclass(frozen=True)
class Mark:
    """What is said of somebody at a session, when it was tapped, and whether nobody named the person (Attendance.assumed)."""

    status: str
    at: datetime.datetime
    assumed: bool = False

    def yields_to(self, other: "Mark") -> bool:
        """Whether the other one holds when both have arrived, in whatever order: the later tap, and any before an assumed one."""
        if self.assumed != other.assumed:
            return self.assumed
        return (self.at, WORDS.index(self.status)) < (other.at, WORDS.index(other.status))


@dataclass(frozen=True)
class Taps:
    """What a phone says of a roll: marks, marks for whom nobody marked yet, and when each was tapped where it says so."""

    marks: Mapping[uuid.UUID, str]
    rest: Mapping[uuid.UUID, str] = field(default_factory=dict)
    tapped: Mapping[uuid.UUID, datetime.datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class Called:
    """The marks as they are after a roll call, how many of them it changed, and how many were for nobody on the list.

    `overruled` has, of whom another word was tapped later, what was said and what holds.
    """

    marks: Mapping[uuid.UUID, str]
    changed: int
    strangers: int
    overruled: Mapping[uuid.UUID, tuple[Mark, Mark]]


def on_list(training: Training) -> QuerySet[Participant]:
    """Everybody on the training's list, by name: enrolled, or marked at any of its sessions."""
    marked = Attendance.objects.filter(session__training=training).values("participant")
    enrolled = Enrolment.objects.filter(training=training).values("participant")
    return Participant.objects.filter(pk__in=marked.union(enrolled)).defer("nik_sealed").order_by("name", "pk")


def listed(training: Training) -> set[uuid.UUID]:
    """The keys of everybody on the list, and of the person kept of each who was merged into somebody else."""
    rows = on_list(training).values_list("pk", "merged_into")
    return {key for row in rows for key in row if key}


def called(session: TrainingSession) -> dict[str, str]:
    """Everybody on the list with their status at the session, "" for whom nobody marked."""
    _session, roll = _with_roll(session)
    return {row["person"]: row["status"] or "" for row in roll}


def marks_at(session: TrainingSession) -> dict[uuid.UUID, str]:
    """Each person's status at the session."""
    return dict(Attendance.objects.filter(session=session).values_list("participant_id", "status"))


def came(training: Training) -> int:
    """How many people were present, late or in time, at one session or more that was not cancelled."""
    return attended(training).aggregate(people=Count(PERSON, distinct=True))["people"]


def attended(training: Training) -> QuerySet[Attendance]:
    """The marks of those who were present, late or in time, at sessions that were not cancelled."""
    marks = Attendance.objects.filter(session__training=training, status__in=Attendance.CAME)
    return marks.exclude(session__state=TrainingSession.State.CANCELLED)


def has_begun(session: TrainingSession, at: datetime.datetime) -> bool:
    return datetime.datetime.combine(session.held_on, session.starts_at, at.tzinfo) <= at


@verb("attendance marked")
def mark(*, by: User, session: TrainingSession, statuses: Mapping[uuid.UUID, str], at: datetime.datetime) -> int:
    """Set each person's status at the session; returns how many statuses changed.

    Two phones that mark one roster take turns; for one person the later tap holds.
    """
    _refuse_unknown_words(set(statuses.values()))
    training = _open_for_marking(session, at)
    held = {one.participant_id: _as_held(one) for one in Attendance.objects.filter(session=session)}
    said = {person: Mark(status, at) for person, status in statuses.items()}
    # A status that stays moves no version: saving an approved roster unchanged returns nothing to the queue.
    changed = {
        person: mark
        for person, mark in said.items()
        if _changes(held.get(person), mark) and _holds(mark, held.get(person))
    }
    if changed:
        _refuse_strangers(changed)
        _write(by, training, session, changed)
    return len(changed)


@verb("attendance marked")
def call_roll(*, by: User, session: TrainingSession, taps: Taps, at: datetime.datetime) -> Called:
    """Set the marks of a roll call as one phone sends them; only whoever is on the list is marked.

    For one person the later tap holds, also when an earlier one arrives after it. Whom the phone marks with the rest
    keeps the mark that another phone gave, before or after.
    """
    _refuse_unknown_words({*taps.marks.values(), *taps.rest.values()})
    training = hold(session.training_id)
    refuse_revoked(training)
    session, roll = _with_roll(session)
    refuse_cancelled(session)
    refuse_unbegun(session, at)
    held = {uuid.UUID(row["person"]): _held(row) for row in roll}
    said = _tapped(taps, held, at)
    asked = {person: mark for person, mark in said.items() if _holds(mark, held[person])}
    changed = {person for person, mark in asked.items() if _changes(held[person], mark)}
    # The same word again is no news from a page that says all of them; a tap moves the time of what is there.
    new = {person: mark for person, mark in asked.items() if person in changed or person in taps.tapped}
    if new:
        _write(by, training, session, new)
    elif held.keys() & (taps.tapped.keys() | taps.rest.keys()):
        # Who tapped made part of the list, whichever tap arrived first.
        training.makers.add(by)
    marks = {person: asked[person].status if person in changed else _word(mark) for person, mark in held.items()}
    overruled = {
        person: (mark, there)
        for person, mark in said.items()
        if person not in asked and (there := held[person]) and _changes(there, mark)
    }
    return Called(marks, len(changed), strangers=len(taps.marks.keys() - held.keys()), overruled=overruled)


@verb("attendance marked")
def mark_one(
    *,
    by: User,
    id: uuid.UUID,
    session: TrainingSession,
    participant: Participant,
    status: str,
    at: datetime.datetime,
    tapped: datetime.datetime | None = None,
) -> tuple[Attendance, bool]:
    """The person's attendance, with this status unless a later tap said another one, and whether it is new.

    It is kept under the id, unless there is one already. `tapped` is when it was said, if that was before it arrives.
    """
    training = _open_for_marking(session, at)
    # Of somebody with two rows it is the mark that the list has of either.
    (row,) = _rows_on(training, [participant.pk])
    there = Attendance.objects.filter(session=session, participant=row).first()
    held, said = _as_held(there) if there else None, Mark(status, min(tapped or at, at))
    if tapped:
        training.makers.add(by)
    if there and not (_holds(said, held) and (tapped or _changes(held, said))):
        return there, False
    if not there and Attendance.objects.filter(pk=id).exists():
        raise used_before()
    attendance = there or Attendance(id=id, session=session, participant_id=row)
    attendance.status, attendance.recorded_at, attendance.assumed = status, said.at, False
    attendance.recorded_by = by
    attendance.save(force_insert=not there)
    training.makers.add(by)
    return attendance, not there


@verb("person joined a session")
def join(*, by: User, session: TrainingSession, participant: Participant, at: datetime.datetime) -> bool:
    """Put the person on the list: present, or as marked before; not marked while the session has not begun.

    Returns whether that is new.
    """
    training = _hold_going(session)
    put = _mark_present if has_begun(session, at) else _enrol
    return bool(put(by, training, session, [participant.pk], at))


@verb("people put on a list")
def add(
    *,
    by: User,
    session: TrainingSession,
    people: Iterable[uuid.UUID],
    new: Iterable[tuple[uuid.UUID, Particulars]] = (),
    present: bool,
    at: datetime.datetime,
) -> int:
    """Put everybody on the list in one go, present if told, the new ones registered first; all of it or nothing.

    Returns for how many that is new.
    """
    training = _hold_going(session)
    if present:
        refuse_unbegun(session, at)
    place, on = session.training.kecamatan, min(session.held_on, at.date())
    # In one order for all: of two lists with the same new numbers one waits for the other.
    ordered = sorted(new, key=lambda one: one[1].nik)
    made = [register(by=by, id=key, kecamatan=place, said=said, on=on, today=at.date()) for key, said in ordered]
    put = _mark_present if present else _enrol
    return put(by, training, session, [*people, *(person.pk for person, _new in made)], at)


@verb("person registered at a session")
def join_new(
    *, by: User, session: TrainingSession, id: uuid.UUID, said: Particulars, on: datetime.date, at: datetime.datetime
) -> tuple[Participant, bool]:
    """The person registered and on the session's list, and whether they are new; either both happen or neither."""
    place = session.training.kecamatan
    # A number that is being written is waited for, as its person is: the training comes before both.
    hold(session.training_id)
    person, new = register(by=by, id=id, kecamatan=place, said=said, on=on, today=at.date())
    join(by=by, session=session, participant=person, at=at)
    return person, new


@verb("person taken off a session")
def leave(*, by: User, session: TrainingSession, participant: Participant) -> int:
    """Take the person off the session, and off the list unless another session has marked them.

    Returns 1, or 0 when they were on neither.
    """
    return take_off(by=by, session=session, people=[participant.pk])


@verb("people taken off a session")
def take_off(*, by: User, session: TrainingSession, people: Collection[uuid.UUID]) -> int:
    """Take each of them off the session, and off the list unless another session has marked them.

    Returns how many of them were on either.
    """
    training = hold(session.training_id)
    marks = Attendance.objects.filter(session=session, participant__in=people)
    unmarked = set(marks.values_list("participant", flat=True))
    if unmarked:
        marks.delete()
        training.makers.add(by)
    marked = Attendance.objects.filter(session__training=training, participant__in=people).values("participant")
    enrolled = Enrolment.objects.filter(training=training, participant__in=people).exclude(participant__in=marked)
    struck = set(enrolled.values_list("participant", flat=True))
    enrolled.delete()
    return len(unmarked | struck)


def was_taken_off(user: User, key: uuid.UUID) -> bool:
    """Whether the user had sent the attendance of that key, and it is no more."""
    return sent.was_of(user, "attendances", key) and not Attendance.objects.filter(pk=key).exists()


def _hold_going(session: TrainingSession) -> Training:
    training = hold(session.training_id)
    refuse_revoked(training)
    session.refresh_from_db(fields=["held_on", "starts_at", "ends_at", "state"])
    refuse_cancelled(session)
    return training


def _open_for_marking(session: TrainingSession, at: datetime.datetime) -> Training:
    training = _hold_going(session)
    refuse_unbegun(session, at)
    return training


def refuse_unbegun(session: TrainingSession, at: datetime.datetime) -> None:
    if not has_begun(session, at):
        raise ValidationError(_("This session has not begun: mark people from its start on."), "not_ready")


def refuse_cancelled(session: TrainingSession) -> None:
    if session.state == TrainingSession.State.CANCELLED:
        raise ValidationError(_("This session was cancelled: nobody can be marked at it."), "wrong_state")


def _refuse_unknown_words(words: set[str]) -> None:
    if not words <= set(Attendance.Status.values):
        raise ValidationError({"status": _("Mark somebody as present, late, excused, sick or absent.")})


def _refuse_strangers(people: Collection[uuid.UUID]) -> None:
    # Else the foreign key refuses, and only when the transaction ends.
    if Participant.objects.filter(pk__in=people).count() < len(people):
        raise ValidationError(_("Somebody you marked is not on this list any more: open the list again."))


def _with_roll(session: TrainingSession) -> tuple[TrainingSession, list[dict[str, Any]]]:
    """The session as it is now, and everybody on the list with their mark there: one question, however many they are."""
    marks = FilteredRelation("attendances", condition=Q(attendances__session=session))
    row = JSONObject(person="pk", status="here__status", since="here__recorded_at", assumed="here__assumed")
    rows = on_list(session.training).order_by().annotate(here=marks).values(row=row).values("row")
    found: Any = TrainingSession.objects.annotate(roll=ArraySubquery(rows)).get(pk=session.pk)
    return found, found.roll


def _held(row: Mapping[str, Any]) -> Mark | None:
    """The mark in a row of the roll, if there is one."""
    if not row["status"]:
        return None
    return Mark(row["status"], datetime.datetime.fromisoformat(row["since"]), row["assumed"])


def _as_held(attendance: Attendance) -> Mark:
    return Mark(attendance.status, attendance.recorded_at, attendance.assumed)


def _word(mark: Mark | None) -> str:
    return mark.status if mark else ""


def _changes(held: Mark | None, said: Mark) -> bool:
    return _word(held) != said.status


def _holds(said: Mark, held: Mark | None) -> bool:
    return not held or held.yields_to(said)


def _tapped(taps: Taps, held: Mapping[uuid.UUID, Mark | None], at: datetime.datetime) -> dict[uuid.UUID, Mark]:
    """What is said of each person on the list; of the rest only of whom nobody marked."""
    rest = {person: Mark(said, at, assumed=True) for person, said in taps.rest.items() if not held.get(person)}
    named = {person: Mark(said, min(taps.tapped.get(person, at), at)) for person, said in taps.marks.items()}
    return {person: mark for person, mark in {**rest, **named}.items() if person in held}


def _write(by: User, training: Training, session: TrainingSession, marks: Mapping[uuid.UUID, Mark]) -> None:
    """Insert or replace the marks, in one order for all who write: two that cross wait and do not lock each other."""
    Attendance.objects.bulk_create(
        [
            Attendance(
                session=session,
                participant_id=person,
                status=mark.status,
                recorded_by=by,
                recorded_at=mark.at,
                assumed=mark.assumed,
            )
            for person, mark in sorted(marks.items(), key=lambda one: one[0])
        ],
        update_conflicts=True,
        unique_fields=["session", "participant"],
        update_fields=["status", "recorded_by", "recorded_at", "assumed"],
    )
    training.makers.add(by)


def _rows_on(training: Training, people: Collection[uuid.UUID]) -> list[uuid.UUID]:
    """These people, each by the row by which the list has them already."""
    there = as_listed([(training.pk, person) for person in people])
    return list(dict.fromkeys(there.get((training.pk, person), person) for person in people))


def _mark_present(
    by: User, training: Training, session: TrainingSession, people: Sequence[uuid.UUID], at: datetime.datetime
) -> int:
    """Whoever of them has no mark at the session is present; returns how many."""
    people = _rows_on(training, people)
    missing = set(people) - set(
        session.attendances.filter(participant__in=people).values_list("participant", flat=True)
    )
    if missing:
        _write(by, training, session, dict.fromkeys(missing, Mark(Attendance.Status.PRESENT, at, assumed=True)))
    else:
        # Two who put somebody on the list both made part of it, whichever of them arrived first.
        training.makers.add(by)
    return len(missing)


def _enrol(
    by: User, training: Training, _session: TrainingSession, people: Sequence[uuid.UUID], _at: datetime.datetime
) -> int:
    """Whoever of them is not on the list is enrolled; returns how many."""
    people = _rows_on(training, people)
    missing = set(people) - set(on_list(training).filter(pk__in=people).values_list("pk", flat=True))
    Enrolment.objects.bulk_create(Enrolment(training=training, participant_id=one, added_by=by) for one in missing)
    return len(missing)
