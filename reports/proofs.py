"""The records by which a person meets a condition of C10: who recorded each, who approved it and when, with which files.

On which day a condition is met the counting rules say; these are the records of that day (docs/counting.md, “The rules”).
"""

import datetime
from dataclasses import dataclass

from okoce.accounts.models import User
from participants.models import Attendance, Evidence, JobReport, Milestone, State, Verification, Visit
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
    day = days.get("licensed")
    return [
        _of(facts, one)
        for one in facts.milestones
        if one.kind == Milestone.Kind.LICENCE and one.state == State.VERIFIED and one.own_name
        if one.completed_on == day and one.licence_type in thresholds.licence_types
    ][:1]


def of_trading(facts: Facts, days: Days) -> list[Proof]:
    """Every record of the first day that proves it."""
    day = days.get("proof")
    records: list[SHOWN] = [
        *(one for one in facts.milestones if one.kind in Milestone.PROOFS and one.completed_on == day),
        *(one for one in facts.visits if one.confirms_trading and one.held_on == day),
        *(one for one in facts.job_reports if one.workers and one.reported_on == day),
    ]
    return [_of(facts, one) for one in records if one.state == State.VERIFIED]


def _of_training(facts: Facts, day: datetime.date) -> list[Proof]:
    """The verified training that ended on the day: of those whose sessions all lie before, the last one."""
    came = {
        training: max(mark.session.held_on for mark in marks)
        for training, marks in facts.trainings.items()
        if training.state == State.VERIFIED and any(mark.status in Attendance.CAME for mark in marks)
    }
    ended = [training for training, last in came.items() if last <= day]
    if not ended:
        return []
    training = max(ended, key=came.__getitem__)
    return [Proof(training, called(training), day, training.led_by, _approval(facts, training), ())]


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
