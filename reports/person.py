"""Where one person stands: seven stages, what is still missing to count, and what is next.

The counting rules are asked, never repeated: the very text that counts the city says on which day the person came to
each rung (docs/counting.md, “The rules”).
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from participants.milestones import STEPS as KINDS
from participants.models import Attendance, Evidence, Milestone, Participant, State, Visit
from programs.models import Training
from reports.conditions import (
    SHOWN,
    Condition,
    Days,
    Step,
    came_back,
    conditions_of,
    finish_step,
    is_done,
    mend_step,
    milestone_step,
)
from reports.contributions import GIVEN, text_of
from reports.facts import Facts, Record, address_of, called, facts_of
from reports.models import Thresholds
from reports.summary import STEPS
from reports.words import NAMES

DAYS = f"WITH scope AS ({GIVEN}), stood AS ({text_of('days')}) SELECT metric, day, value FROM stood ORDER BY day"
# What a stage without its day says of itself: the furthest of its records.
FURTHEST = [State.RETURNED, State.SUBMITTED, State.DRAFT, "planned", "held"]


@dataclass(frozen=True)
class Line:
    """One record as a stage shows it."""

    record: Record
    name: str
    day: datetime.date | None
    state: str
    word: str
    note: str
    url: str
    files: list[Evidence]


@dataclass(frozen=True)
class Stage:
    """A rung of the ladder: its day once it is reached, and what there is towards it."""

    step: str
    metric: str
    name: str
    day: datetime.date | None
    lines: list[Line]

    @property
    def state(self) -> str:
        """Verified when it is reached, else how far it is."""
        if self.day:
            return State.VERIFIED
        return next((state for state in FURTHEST if any(line.state == state for line in self.lines)), State.DRAFT)

    @property
    def begun(self) -> bool:
        """What was revoked never was."""
        return any(line.state != State.REVOKED for line in self.lines)


@dataclass(frozen=True)
class Standing:
    person: Participant
    facts: Facts
    days: Days
    stages: list[Stage]
    conditions: list[Condition]
    workers: list[Line]
    # Paid workers that count for the person: above the highest number before.
    jobs: int
    next: Step | None

    @property
    def reached(self) -> int:
        return sum(stage.day is not None for stage in self.stages)

    @property
    def is_level_up(self) -> bool:
        """Not new when they registered: counts as *naik kelas*."""
        return "not_new" in self.days

    @property
    def counts_since(self) -> datetime.date | None:
        """The day on which the person counts as a new entrepreneur, or as *naik kelas*."""
        return self.days.get("level_up" if self.is_level_up else "new_entrepreneurs")


def standing_of(person: Participant) -> Standing:
    """Everything that the page of the person says; the counting rules say when."""
    days, jobs = days_of(person)
    facts = facts_of(person)
    stages = [
        Stage(step, metric, str(NAMES[metric]), days.get(metric), lines_of(facts, metric))
        for metric, step in STEPS.items()
    ]
    conditions = conditions_of(facts, days, Thresholds.objects.get(suffix=""))
    return Standing(
        person=person,
        facts=facts,
        days=days,
        stages=stages,
        conditions=conditions,
        workers=[line_of(facts, report) for report in reversed(facts.job_reports)],
        jobs=jobs,
        next=next_of(facts, conditions, stages),
    )


def days_of(person: Participant) -> tuple[Days, int]:
    """The day of each rung and of each step of the rule, and how many jobs count."""
    days: Days = {}
    jobs = 0
    with connection.cursor() as cursor:
        cursor.execute(DAYS, [[person.pk]])
        for metric, day, value in cursor.fetchall():
            days.setdefault(metric, day)
            jobs += value if metric == "jobs_created" else 0
    return days, jobs


def lines_of(facts: Facts, metric: str) -> list[Line]:
    """What was recorded towards the rung, newest first."""
    match metric:
        case "registered":
            return []
        case "trained":
            lines = [_training(training, marks) for training, marks in facts.trainings.items()]
        case "mentored":
            lines = [line_of(facts, visit) for visit in facts.visits]
        case _:
            kinds = [kind for kind, step in KINDS.items() if step == STEPS[metric]]
            lines = [line_of(facts, one) for one in facts.milestones if one.kind in kinds]
    return lines[::-1]


def _training(training: Training, marks: Sequence[Attendance]) -> Line:
    came = sum(mark.status in Attendance.CAME for mark in marks)
    note = ngettext("came to %(came)s of %(sessions)s session", "came to %(came)s of %(sessions)s sessions", len(marks))
    words = {"came": came, "sessions": len(marks)}
    last = marks[-1].session.held_on
    return Line(training, called(training), last, training.state, "", note % words, address_of(training), [])


def line_of(facts: Facts, record: SHOWN) -> Line:
    state, word = _standing_of_record(record)
    answer = facts.answer_to(record)
    return Line(
        record=record,
        name=record.topic if isinstance(record, Visit) else called(record),
        day=_day_of(record),
        state=state,
        word=word,
        note=answer.reason if answer else "",
        url=address_of(record),
        files=list(record.evidence.all()),
    )


def _standing_of_record(record: SHOWN) -> tuple[str, str]:
    """Its state, and a word where the state's own would not be what people say."""
    if record.state != State.DRAFT:
        return record.state, ""
    if isinstance(record, Visit):
        return "held", _("held")
    return ("draft", _("not handed in")) if is_done(record) else ("planned", _("not completed"))


def _day_of(record: SHOWN) -> datetime.date:
    if isinstance(record, Milestone):
        return record.completed_on or record.entered_on
    return record.held_on if isinstance(record, Visit) else record.reported_on


def next_of(facts: Facts, conditions: list[Condition], stages: list[Stage]) -> Step | None:
    """What somebody can do now: mend, then what is missing to count, then what waits, then the rungs that are left."""
    records: list[SHOWN] = [*facts.milestones, *facts.visits, *facts.job_reports]
    mend = (_told(mend_step(record), came_back(facts, record)) for record in records if record.state == State.RETURNED)
    steps = [(one.state, _told(one.step, one.sentence)) for one in conditions if one.step and not one.met]
    todo = (step for state, step in steps if state != State.SUBMITTED)
    waiting = (step for state, step in steps if state == State.SUBMITTED)
    return next(chain(mend, todo, waiting, _later(facts, stages)), None)


def _told(step: Step, why: str) -> Step:
    """The step with why it is next: nothing else on the page is so near to the button."""
    return replace(step, sentence=f"{why} {step.sentence}".strip())


def _later(facts: Facts, stages: list[Stage]) -> Iterator[Step]:
    """Towards each rung of P5 to P7 that was not reached: finish what was begun, or begin."""
    offers = {
        "P5": _("Take the person to a bazaar or another market, and record it."),
        "P6": _("Help the person to keep books for a month, and record it."),
        "P7": _("Help the person to get capital, and record it once it is paid out."),
    }
    labels = {"P5": _("Record a market event"), "P6": _("Record a month of books"), "P7": _("Record capital")}
    left = {stage.step for stage in stages if not stage.day and stage.state != State.SUBMITTED}
    for kind, step in KINDS.items():
        if step in left and step in offers:
            drafts = [one for one in facts.milestones if one.kind == kind and one.state == State.DRAFT]
            yield finish_step(drafts[0]) if drafts else milestone_step(facts, kind, offers[step], labels[step])
