"""The counting rules once more, in plain Python, from the words of docs/counting.md and not from the SQL.

It counts what it is told, not what the database holds: `Person` and `Training` are a test's own memory of what
happened, and a record is `verified` when the test knows that its approval still holds.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from tests.reports.recount.activity import activity
from tests.reports.recount.days import month_of
from tests.reports.recount.facts import (
    THERE,
    Day,
    Expense,
    JobReport,
    Milestone,
    Person,
    Session,
    Thresholds,
    Training,
    Visit,
)
from tests.reports.recount.ladder import climbed, counting
from tests.reports.recount.readings import cohorts, new_entrepreneurs, waits
from tests.reports.recount.together import as_one

__all__ = [
    "THERE",
    "Day",
    "Expense",
    "JobReport",
    "Milestone",
    "Person",
    "Session",
    "Thresholds",
    "Training",
    "Visit",
    "as_one",
    "climbed",
    "cohorts",
    "meeting_the_rule",
    "new_entrepreneurs",
    "recount",
    "waits",
]


def recount(
    people: dict[UUID, Person],
    trainings: list[Training],
    expenses: Iterable[Expense] = (),
    definitions: Iterable[Thresholds] = (Thresholds(),),
    merged: Mapping[UUID, UUID] | None = None,
) -> Counter:
    """{(metric, month, kecamatan, gender, age band): value}, without zeros; `merged` says who counts as whom."""
    people, trainings = as_one(people, trainings, merged or {})
    approved = counting(trainings)
    counts: Counter = Counter()
    for metric, month, kecamatan, value in activity(people, approved, expenses):
        counts[metric, month, kecamatan, "-", "-"] += value
    for asked in definitions:
        for key, metric, day, value in climbed(people, approved, asked):
            if series := asked.series(metric):
                person = people[key]
                counts[series, month_of(day), person.lives_in(day), person.sex, person.age_band(day)] += value
    return +counts


def meeting_the_rule(
    people: dict[UUID, Person],
    trainings: list[Training],
    definitions: Iterable[Thresholds],
    merged: Mapping[UUID, UUID] | None = None,
) -> set[UUID]:
    """Who is a new entrepreneur by any definition as soon as somebody approves it."""
    people, trainings = as_one(people, trainings, merged or {})
    approved = counting(trainings)
    decided = {key: replace(person, case="verified") for key, person in people.items()}
    return {
        key
        for asked in definitions
        for key, metric, _day, _value in climbed(decided, approved, asked)
        if metric == "new_entrepreneurs"
    }
