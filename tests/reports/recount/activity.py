"""What went on in a kecamatan: trainings, visits, who worked there, and money."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from tests.reports.recount.days import month_of
from tests.reports.recount.facts import Day, Expense, Person, Training

# With fewer visits and no training, somebody was not at work in a month.
MANY = 8


def activity(
    people: dict[UUID, Person], approved: list[Training], expenses: Iterable[Expense]
) -> Iterator[tuple[str, Day, str, int]]:
    visits = _visits(people)
    for training in approved:
        if training.counts:
            yield "trainings", month_of(training.last_day), training.kecamatan, 1
        for session in training.held:
            yield "attendances", month_of(session.held_on), training.kecamatan, len(session.present)
    for _facilitator, day, kecamatan in visits:
        yield "mentoring_visits", month_of(day), kecamatan, 1
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
                sessions[training.led_by, month_of(session.held_on)].append(training.kecamatan)
    for facilitator, day, kecamatan in visits:
        visited[facilitator, month_of(day)].append(kecamatan)
    for one in {*sessions, *visited}:
        if sessions[one] or len(visited[one]) >= MANY:
            where = sessions[one] + visited[one]
            yield "active_facilitators", one[1], min(where, key=lambda code: (-where.count(code), code)), 1


def _centres(approved: list[Training], visits: list[tuple[Any, Day, str]]) -> Iterator[tuple[str, Day, str, int]]:
    trained = {(training.kecamatan, month_of(training.last_day)) for training in approved if training.counts}
    visited = Counter((kecamatan, month_of(day)) for _facilitator, day, kecamatan in visits)
    for kecamatan, month in trained | {one for one, number in visited.items() if number >= MANY}:
        yield "active_centres", month, kecamatan, 1
