"""Who stands on which rung, since which day, and for how much."""

from collections.abc import Iterator
from uuid import UUID

from tests.reports.recount.days import first, known
from tests.reports.recount.facts import Day, Person, Thresholds, Training


def counting(trainings: list[Training]) -> list[Training]:
    """Those of which a session was held and that are approved."""
    return [training for training in trainings if training.approved and training.held]


def climbed(
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
    trained = first(finished)
    mentored = first(person.visited()[asked.visit_days - 1 :])
    licences = person.licences(asked.licence_types)
    days = {
        "registered": person.registered_on,
        "trained": trained,
        "mentored": mentored,
        "marketed": first(person.completed("market")),
        "bookkeeping": first(person.completed("books")),
        "funded": first(person.completed("capital")),
    }
    if start := person.registered_on:
        new = person.baseline == "no_business" and not any(
            day < start for day in (*person.licences(), *person.official.values())
        )
        days["licensed"] = first(licences, start)
        if not new:
            days["level_up"] = days["licensed"]
        elif person.case == "verified":
            days["new_entrepreneurs"] = _began(licences, person.proofs(), first(known(trained, mentored)), start)
        yield from _jobs(person, start)
    yield from ((metric, day, 1) for metric, day in days.items() if day)


def _began(licences: list[Day], proofs: list[Day], helped: Day | None, start: Day) -> Day | None:
    """The first day of a licence or a proof by which there were a licence, a proof and help of the programme."""
    licence, proof = first(licences, start), first(proofs, start)
    if licence and proof and helped:
        return first(licences + proofs, max(licence, proof, helped, start))
    return None


def _jobs(person: Person, start: Day) -> Iterator[tuple[str, Day, int]]:
    """What each report since the registration adds to the highest number before it."""
    highest = person.baseline_workers
    for day, workers in sorted(person.workers().items()):
        if day >= start and workers > highest:
            yield "jobs_created", day, workers - highest
        highest = max(highest, workers)
