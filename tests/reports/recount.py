"""The counting rules once more, in plain Python, from the words of docs/counting.md and not from the SQL.

It counts what it is told, not what the database holds: `Person` and `Training` are a test's own memory of what
happened, and a record is `verified` when the test knows that its approval still holds.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any
from uuid import UUID

Day = datetime.date
THERE = {"present", "late"}
# With fewer visits and no training, somebody was not at work in a month.
MANY = 8
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


def recount(
    people: dict[UUID, Person],
    trainings: list[Training],
    expenses: Iterable[Expense] = (),
    definitions: Iterable[Thresholds] = (Thresholds(),),
    merged: Mapping[UUID, UUID] | None = None,
) -> Counter:
    """{(metric, month, kecamatan, gender, age band): value}, without zeros; `merged` says who counts as whom."""
    people, trainings = as_one(people, trainings, merged or {})
    approved = [training for training in trainings if training.approved and training.held]
    counts: Counter = Counter()
    for metric, month, kecamatan, value in _activity(people, approved, expenses):
        counts[metric, month, kecamatan, "-", "-"] += value
    for asked in definitions:
        for key, metric, day, value in _climbed(people, approved, asked):
            if series := asked.series(metric):
                person = people[key]
                counts[series, _month(day), person.lives_in(day), person.sex, person.age_band(day)] += value
    return +counts


def meeting_the_rule(
    people: dict[UUID, Person],
    trainings: list[Training],
    definitions: Iterable[Thresholds],
    merged: Mapping[UUID, UUID] | None = None,
) -> set[UUID]:
    """Who is a new entrepreneur by any definition as soon as somebody approves it."""
    people, trainings = as_one(people, trainings, merged or {})
    approved = [training for training in trainings if training.approved and training.held]
    decided = {key: replace(person, case="verified") for key, person in people.items()}
    return {
        key
        for asked in definitions
        for key, metric, _day, _value in _climbed(decided, approved, asked)
        if metric == "new_entrepreneurs"
    }


def new_entrepreneurs(people: dict[UUID, Person], trainings: list[Training]) -> dict[UUID, tuple[Day, str]]:
    """Since which month, and where they lived then."""
    days = _days(people, trainings)["new_entrepreneurs"]
    return {key: (_month(day), people[key].lives_in(day)) for key, day in days.items()}


def cohorts(people: dict[UUID, Person], trainings: list[Training], rung: str) -> dict[Day, tuple[int, dict[int, int]]]:
    """By the month in which residents registered: how many, and how many of them stood on the rung so many months later."""
    days = {
        metric: {key: day for key, day in stood.items() if people[key].lives_in(day) != "LUAR"}
        for metric, stood in _days(people, trainings).items()
    }
    told: dict[Day, tuple[int, dict[int, int]]] = {}
    for month in {_month(day) for day in days["registered"].values()}:
        members = [key for key, day in days["registered"].items() if _month(day) == month]
        climbed = [days[rung][key] for key in members if key in days.get(rung, {})]
        after = {late: sum(day < _later(month, late + 1) for day in climbed) for late in range(25)}
        told[month] = (len(members), after)
    return told


def waits(
    people: dict[UUID, Person],
    trainings: list[Training],
    until: Day,
    dated: tuple[dict[UUID, Person], list[Training]] | None = None,
) -> dict[str, int]:
    """By rung, the median of the days from registering, of new entrepreneurs from the licence, of residents by that day.

    `dated` are the facts that say since which days those stand there, where these are others.
    """
    stood, days = _days(people, trainings), _days(*(dated or (people, trainings)))
    told = {}
    for rung in sorted(stood.keys() - {"registered", "level_up", "jobs_created"}):
        before = "licensed" if rung == "new_entrepreneurs" else "registered"
        both = days[rung].keys() & days[before].keys()
        for metric in (rung, before):
            residents = {key for key, day in stood[metric].items() if people[key].lives_in(day) != "LUAR"}
            both &= {key for key in residents if stood[metric][key] <= until}
        took = sorted(max(0, (days[rung][key] - days[before][key]).days) for key in both)
        if took:
            told[rung] = took[(len(took) - 1) // 2]
    return told


def _days(people: dict[UUID, Person], trainings: list[Training]) -> dict[str, dict[UUID, Day]]:
    """By rung, since which day each of those stands on it who do."""
    approved = [training for training in trainings if training.approved and training.held]
    days: dict[str, dict[UUID, Day]] = defaultdict(dict)
    for key, metric, day, _value in _climbed(people, approved, Thresholds()):
        days[metric][key] = day
    return days


# Somebody who was registered twice.


def as_one(
    people: dict[UUID, Person], trainings: list[Training], merged: Mapping[UUID, UUID]
) -> tuple[dict[UUID, Person], list[Training]]:
    """The same with one person for each whole, under the key of the one kept, who was wherever one of them was."""
    if not merged:
        return people, trainings
    wholes: dict[UUID, list[UUID]] = {key: [key] for key in people if key not in merged}
    for key in sorted(merged):
        wholes[merged[key]].append(key)
    together = {key: _together([people[one] for one in members]) for key, members in wholes.items()}
    return together, [_seen_as_one(training, merged) for training in trainings]


def _together(members: list[Person]) -> Person:
    """Sex and year of the one kept, who is the first; the earliest registration with its baseline; everything else of all."""
    kept = members[0]
    if len(members) == 1:
        return kept
    registered = [one for one in members if one.registered_on]
    first = min(registered, key=lambda one: one.registered_on or Day.max) if registered else kept
    cases = {one.case for one in members}
    return replace(
        kept,
        identified=any(one.identified for one in members),
        registered_on=first.registered_on,
        baseline=first.baseline,
        baseline_workers=first.baseline_workers,
        homes={day: home for one in reversed(members) for day, home in one.homes.items()},
        visits={key: visit for one in members for key, visit in one.visits.items()},
        milestones={key: step for one in members for key, step in one.milestones.items()},
        job_reports={key: report for one in members for key, report in one.job_reports.items()},
        official={key: day for one in members for key, day in one.official.items()},
        case="verified" if "verified" in cases and "revoked" not in cases else "",
    )


def _seen_as_one(training: Training, merged: Mapping[UUID, UUID]) -> Training:
    sessions = {}
    for name, session in training.sessions.items():
        marks: dict[UUID, str] = {}
        for person, status in session.marks.items():
            key = merged.get(person, person)
            if marks.get(key) not in THERE:
                marks[key] = status
        sessions[name] = replace(session, marks=marks)
    return replace(training, sessions=sessions)


# A person.


def _climbed(
    people: dict[UUID, Person], approved: list[Training], asked: Thresholds
) -> Iterator[tuple[UUID, str, Day, int]]:
    finished = [(training.last_day, training.finished(asked.attendance_percent)) for training in approved]
    for key, person in people.items():
        # Nobody climbs a rung before the identity is verified, or whose home nobody knows.
        if person.identified and person.homes:
            for rung in _rungs(person, [day for day, came in finished if key in came], asked):
                yield key, *rung


def _rungs(person: Person, finished: list[Day], asked: Thresholds) -> Iterator[tuple[str, Day, int]]:
    """Each rung that the person stands on, since which day, and for how much."""
    trained = _first(finished)
    mentored = _first(person.visited()[asked.visit_days - 1 :])
    licences = person.licences(asked.licence_types)
    days = {
        "registered": person.registered_on,
        "trained": trained,
        "mentored": mentored,
        "marketed": _first(person.completed("market")),
        "bookkeeping": _first(person.completed("books")),
        "funded": _first(person.completed("capital")),
    }
    if start := person.registered_on:
        new = person.baseline == "no_business" and not any(
            day < start for day in (*person.licences(), *person.official.values())
        )
        days["licensed"] = _first(licences, start)
        if not new:
            days["level_up"] = days["licensed"]
        elif person.case == "verified":
            days["new_entrepreneurs"] = _began(licences, person.proofs(), _first(_known(trained, mentored)), start)
        yield from _jobs(person, start)
    yield from ((metric, day, 1) for metric, day in days.items() if day)


def _began(licences: list[Day], proofs: list[Day], helped: Day | None, start: Day) -> Day | None:
    """The first day of a licence or a proof by which there were a licence, a proof and help of the programme."""
    licence, proof = _first(licences, start), _first(proofs, start)
    if licence and proof and helped:
        return _first(licences + proofs, max(licence, proof, helped, start))
    return None


def _jobs(person: Person, start: Day) -> Iterator[tuple[str, Day, int]]:
    """What each report since the registration adds to the highest number before it."""
    highest = person.baseline_workers
    for day, workers in sorted(person.workers().items()):
        if day >= start and workers > highest:
            yield "jobs_created", day, workers - highest
        highest = max(highest, workers)


# What went on in a kecamatan.


def _activity(
    people: dict[UUID, Person], approved: list[Training], expenses: Iterable[Expense]
) -> Iterator[tuple[str, Day, str, int]]:
    visits = _visits(people)
    for training in approved:
        if training.counts:
            yield "trainings", _month(training.last_day), training.kecamatan, 1
        for session in training.held:
            yield "attendances", _month(session.held_on), training.kecamatan, len(session.present)
    for _facilitator, day, kecamatan in visits:
        yield "mentoring_visits", _month(day), kecamatan, 1
    yield from _facilitators(approved, visits)
    yield from _centres(approved, visits)
    for expense in expenses:
        if expense.stage == "paid":
            yield "spending", expense.month, expense.kecamatan, expense.rupiah


def _visits(people: dict[UUID, Person]) -> list[tuple[Any, Day, str]]:
    """One for each person, facilitator and day, where it happened: facilitator, day, kecamatan."""
    places: dict[tuple, set[str]] = defaultdict(set)
    for key, person in people.items():
        for visit in person.visits.values():
            if visit.state != "revoked":
                places[key, visit.facilitator, visit.held_on].add(visit.kecamatan)
    return [(facilitator, day, min(codes)) for (_person, facilitator, day), codes in places.items()]


def _facilitators(approved: list[Training], visits: list[tuple[Any, Day, str]]) -> Iterator[tuple[str, Day, str, int]]:
    """Who held a session or made eight visits in a month, where most of that was."""
    sessions: dict[tuple[Any, Day], list[str]] = defaultdict(list)
    visited: dict[tuple[Any, Day], list[str]] = defaultdict(list)
    for training in approved:
        for session in training.held:
            if session.present:
                sessions[training.led_by, _month(session.held_on)].append(training.kecamatan)
    for facilitator, day, kecamatan in visits:
        visited[facilitator, _month(day)].append(kecamatan)
    for one in {*sessions, *visited}:
        if sessions[one] or len(visited[one]) >= MANY:
            where = sessions[one] + visited[one]
            yield "active_facilitators", one[1], min(where, key=lambda code: (-where.count(code), code)), 1


def _centres(approved: list[Training], visits: list[tuple[Any, Day, str]]) -> Iterator[tuple[str, Day, str, int]]:
    trained = {(training.kecamatan, _month(training.last_day)) for training in approved if training.counts}
    visited = Counter((kecamatan, _month(day)) for _facilitator, day, kecamatan in visits)
    for kecamatan, month in trained | {one for one, number in visited.items() if number >= MANY}:
        yield "active_centres", month, kecamatan, 1


def _first(days: Iterable[Day], since: Day = Day.min) -> Day | None:
    return min((day for day in days if day >= since), default=None)


def _known(*days: Day | None) -> list[Day]:
    return [day for day in days if day]


def _month(day: Day) -> Day:
    return day.replace(day=1)


def _later(month: Day, months: int) -> Day:
    year, index = divmod(month.year * 12 + month.month - 1 + months, 12)
    return Day(year, index + 1, 1)
