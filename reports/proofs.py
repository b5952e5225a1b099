"""The records by which a person meets a condition of C10: who recorded each, who approved it and when, with which files.

On which day a condition is met the counting rules say; these are the records of that day (docs/counting.md, “The rules”).
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from okoce.accounts.models import User
from participants.models import Attendance, Evidence, JobReport, Milestone, State, Verification, Visit
from programs.models import Training, TrainingSession
from reports.facts import SHOWN, Facts, Record, address_of, called
from reports.models import Thresholds

Days = dict[str, datetime.date]


@dataclass(frozen=True)
class Proof:
    """One record; a visit that nobody had to check has no approval."""

    record: Record
    name: str
    day: datetime.date
    recorded_by: User | None
    approval: Verification | None
    files: tuple[Evidence, ...]

    @property
    def url(self) -> str:
        return address_of(self.record)


def of_help(facts: Facts, days: Days, thresholds: Thresholds) -> list[Proof]:
    """The training that helped, or the visits that it took."""
    day = days.get("helped")
    if day is None:
        return []
    if days.get("trained") == day:
        return _of_training(facts, day)
    visited: dict[datetime.date, Visit] = {}
    for visit in facts.visits:
        if visit.state != State.REVOKED:
            visited.setdefault(visit.held_on, visit)
    return [_of(facts, visited[one]) for one in sorted(visited)[: thresholds.visit_days]]


def of_licence(facts: Facts, days: Days, thresholds: Thresholds) -> list[Proof]:
    """The first that counts; when one after the help made the day of the person, that one."""
    licences = [
        one
        for one in facts.milestones
        if one.kind == Milestone.Kind.LICENCE and one.own_name and one.licence_type in thresholds.licence_types
    ]
    return _telling(facts, days, "licensed", licences)[:1]


def of_trading(facts: Facts, days: Days) -> list[Proof]:
    """Every record of the first day that proves it; when one after the help made the day of the person, of that day."""
    records: list[SHOWN] = [
        *(one for one in facts.milestones if one.kind in Milestone.PROOFS),
        *(one for one in facts.visits if one.confirms_trading),
        *(one for one in facts.job_reports if one.workers),
    ]
    return _telling(facts, days, "proof", records)


def _telling(facts: Facts, days: Days, metric: str, records: Iterable[SHOWN]) -> list[Proof]:
    """Of the records those that tell the day: what was there before the help is not what the person counts by."""
    verified = [_of(facts, one) for one in records if one.state == State.VERIFIED]
    made, firsts = days.get("met"), (days.get("licensed"), days.get("proof"))
    after_help = [] if made in firsts else [one for one in verified if one.day == made]
    return after_help or [one for one in verified if one.day == days.get(metric)]


def _of_training(facts: Facts, day: datetime.date) -> list[Proof]:
    """The verified training that ended on the day: of two, the one that the person came to most of."""
    ended = {
        training: _share(marks, _held(training))
        for training, marks in facts.trainings.items()
        if training.state == State.VERIFIED and max((one.held_on for one in _held(training)), default=None) == day
    }
    if not ended:
        return []
    training = max(ended, key=ended.__getitem__)
    return [Proof(training, called(training), day, training.led_by, _approval(facts, training), ())]


def _held(training: Training) -> list[TrainingSession]:
    return [one for one in training.sessions.all() if one.state == TrainingSession.State.HELD]


def _share(marks: list[Attendance], held: list[TrainingSession]) -> float:
    """The part of the minutes that the person was there."""
    there = {mark.session_id for mark in marks if mark.status in Attendance.CAME}
    minutes = {one.pk: one.minutes for one in held}
    return sum(minutes[one] for one in there & minutes.keys()) / sum(minutes.values())


def _of(facts: Facts, record: SHOWN) -> Proof:
    return Proof(
        record,
        called(record),
        _day(record),
        _recorded(facts, record),
        _approval(facts, record),
        tuple(record.evidence.all()),
    )


def _day(record: SHOWN) -> datetime.date:
    match record:
        case Visit():
            return record.held_on
        case JobReport():
            return record.reported_on
        case _:
            return record.completed_on or record.entered_on


def _recorded(facts: Facts, record: SHOWN) -> User | None:
    if isinstance(record, Milestone):
        return facts.entered_by.get(record.pk)
    return record.facilitator if isinstance(record, Visit) else record.submitted_by


def _approval(facts: Facts, record: Record) -> Verification | None:
    """The newest one: what was approved later again was checked anew."""
    approved = Verification.Decision.APPROVED
    return next((one for one in facts.decisions_of(record) if one.decision == approved), None)
