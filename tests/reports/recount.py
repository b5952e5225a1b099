"""The counting rules once more, in plain Python, from the words of docs/counting.md and not from the SQL.

It counts what it is told, not what the database holds: `Person` and `Training` are a test's own memory of what
happened, and a training is `approved` when the test knows that its approval still holds.
"""

import datetime
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from uuid import UUID

Day = datetime.date
THERE = {"present", "late"}


@dataclass
class Person:
    sex: str
    birth_year: int | None
    identified: bool
    registered_on: Day | None
    # From this day on: a kecamatan, or None for outside Jakarta.
    homes: dict[Day, str | None]

    def lives_in(self, day: Day) -> str:
        """The newest home on the day; before the first one that is known, that one."""
        past = [since for since in self.homes if since <= day]
        return self.homes[max(past) if past else min(self.homes)] or "LUAR"

    def age_band(self, day: Day) -> str:
        if self.birth_year is None:
            return "unknown"
        age = day.year - self.birth_year
        return next((band for limit, band in BANDS if age < limit), "55-")


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

    def finished(self) -> set[UUID]:
        """Who was there for three quarters of the minutes."""
        return {
            person
            for person in self.present
            if Fraction(sum(session.minutes for session in self.held if person in session.present), self.minutes)
            >= Fraction(3, 4)
        }


def recount(people: dict[UUID, Person], trainings: list[Training]) -> Counter:
    """{(metric, month, kecamatan, gender, age band): value}, without zeros."""
    counts: Counter = Counter()
    for training in trainings:
        if training.approved and training.held:
            _activity(training, counts)
    for key, person in people.items():
        if person.identified and person.homes:
            for metric, day in _rungs(key, person, trainings).items():
                counts[metric, _month(day), person.lives_in(day), person.sex, person.age_band(day)] += 1
    return counts


def _rungs(key: UUID, person: Person, trainings: list[Training]) -> dict[str, Day]:
    """Each rung that the person stands on, and since which day."""
    finished = [one.last_day for one in trainings if one.approved and key in one.finished()]
    days = {"registered": person.registered_on, "trained": min(finished, default=None)}
    return {metric: day for metric, day in days.items() if day}


def _activity(training: Training, counts: Counter) -> None:
    if training.minutes >= 120 and len(training.present) >= 10:
        counts["trainings", _month(training.last_day), training.kecamatan, "-", "-"] += 1
    for session in training.held:
        if session.present:
            counts["attendances", _month(session.held_on), training.kecamatan, "-", "-"] += len(session.present)


def _month(day: Day) -> Day:
    return day.replace(day=1)
