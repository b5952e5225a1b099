"""What happened, as a test remembers it or reads it off the rows: people, trainings and money, in plain Python."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any
from uuid import UUID

Day = datetime.date
THERE = {"present", "late"}
# The rungs for which it matters what a definition asks.
ASKED = {"trained", "mentored", "licensed", "level_up", "new_entrepreneurs"}


@dataclass
class Thresholds:
    """What a definition asks of a rung; a second one has series of its own, named by its code, where it asks at all."""

    code: str = ""
    attendance_percent: int = 75
    visit_days: int = 2
    licence_types: frozenset[str] = frozenset({"NIB", "IUMK"})

    def series(self, metric: str) -> str:
        if self.code:
            return f"{metric}@{self.code}" if metric in ASKED else ""
        return metric


@dataclass
class Visit:
    facilitator: Any
    kecamatan: str
    held_on: Day
    confirms_trading: bool = False
    state: str = "draft"


@dataclass
class Milestone:
    kind: str
    completed_on: Day | None
    licence_type: str = ""
    own_name: bool = False
    state: str = "draft"


@dataclass
class JobReport:
    reported_on: Day
    workers: int
    state: str = "submitted"


@dataclass
class Expense:
    month: Day
    kecamatan: str
    rupiah: int
    stage: str = "paid"


@dataclass
class Person:
    sex: str
    birth_year: int | None
    identified: bool
    registered_on: Day | None
    # From this day on: a kecamatan, or None for outside Jakarta.
    homes: dict[Day, str | None]
    baseline: str = ""
    baseline_workers: int = 0
    visits: dict[UUID, Visit] = field(default_factory=dict)
    milestones: dict[UUID, Milestone] = field(default_factory=dict)
    job_reports: dict[UUID, JobReport] = field(default_factory=dict)
    # The days of licences on official lists that are confirmed to be the person's.
    official: dict[UUID, Day] = field(default_factory=dict)
    # Of the case that the system opened; empty as long as there is none.
    case: str = ""

    def lives_in(self, day: Day) -> str:
        """The newest home on the day; before the first one that is known, that one."""
        past = [since for since in self.homes if since <= day]
        return self.homes[max(past) if past else min(self.homes)] or "LUAR"

    def age_band(self, day: Day) -> str:
        if self.birth_year is None:
            return "unknown"
        age = day.year - self.birth_year
        return next((band for limit, band in BANDS if age < limit), "55-")

    def visited(self) -> list[Day]:
        return sorted({visit.held_on for visit in self.visits.values() if visit.state != "revoked"})

    def completed(self, kind: str) -> list[Day]:
        return [one.completed_on for one in self.milestones.values() if one.kind == kind and one.state == "verified"]

    def licences(self, types: Iterable[str] | None = None) -> list[Day]:
        """The days of issue of those in the person's own name; of these types, unless any will do."""
        return [
            one.completed_on
            for one in self.milestones.values()
            if one.kind == "licence" and one.state == "verified" and one.own_name
            if types is None or one.licence_type in types
        ]

    def workers(self) -> dict[Day, int]:
        """On each day of a verified report, the highest number."""
        days: dict[Day, int] = {}
        for report in self.job_reports.values():
            if report.state == "verified":
                days[report.reported_on] = max(report.workers, days.get(report.reported_on, 0))
        return days

    def proofs(self) -> list[Day]:
        """The days on which somebody else saw that the person trades."""
        seen = [v.held_on for v in self.visits.values() if v.confirms_trading and v.state == "verified"]
        paid = [day for day, workers in self.workers().items() if workers >= 1]
        return self.completed("books") + self.completed("capital") + seen + paid


BANDS = [(25, "-24"), (35, "25-34"), (45, "35-44"), (55, "45-54")]


@dataclass
class Session:
    held_on: Day
    minutes: int
    cancelled: bool = False
    marks: dict[UUID, str] = field(default_factory=dict)

    @property
    def present(self) -> set[UUID]:
        return {person for person, status in self.marks.items() if status in THERE}


@dataclass
class Training:
    kecamatan: str
    sessions: dict[UUID, Session]
    led_by: Any = None
    approved: bool = False

    @property
    def held(self) -> list[Session]:
        return [session for session in self.sessions.values() if not session.cancelled]

    @property
    def last_day(self) -> Day:
        return max(session.held_on for session in self.held)

    @property
    def minutes(self) -> int:
        return sum(session.minutes for session in self.held)

    @property
    def present(self) -> set[UUID]:
        return set().union(*(session.present for session in self.held))

    @property
    def counts(self) -> bool:
        """At least ten people and two hours."""
        return self.minutes >= 120 and len(self.present) >= 10

    def finished(self, percent: int) -> set[UUID]:
        """Who was there for that part of the minutes, three quarters as a rule."""
        minutes: Counter = Counter()
        for session in self.held:
            minutes.update(dict.fromkeys(session.present, session.minutes))
        return {person for person, there in minutes.items() if Fraction(there, self.minutes) >= Fraction(percent, 100)}
