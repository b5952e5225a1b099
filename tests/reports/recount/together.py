"""Somebody who was registered twice and merged, as one."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from tests.reports.recount.facts import THERE, Day, Person, Training


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
