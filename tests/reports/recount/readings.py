"""What is read of who stands where: since when somebody counts, how far a cohort came, and how long a rung took."""

from collections import defaultdict
from uuid import UUID

from tests.reports.recount.days import later, month_of
from tests.reports.recount.facts import Day, Person, Thresholds, Training
from tests.reports.recount.ladder import climbed, counting


def new_entrepreneurs(people: dict[UUID, Person], trainings: list[Training]) -> dict[UUID, tuple[Day, str]]:
    """Since which month, and where they lived then."""
    days = _days(people, trainings)["new_entrepreneurs"]
    return {key: (month_of(day), people[key].lives_in(day)) for key, day in days.items()}


def cohorts(people: dict[UUID, Person], trainings: list[Training], rung: str) -> dict[Day, tuple[int, dict[int, int]]]:
    """By the month in which residents registered: how many, and how many of them stood on the rung so many months later."""
    days = {
        metric: {key: day for key, day in stood.items() if people[key].lives_in(day) != "LUAR"}
        for metric, stood in _days(people, trainings).items()
    }
    told: dict[Day, tuple[int, dict[int, int]]] = {}
    for month in {month_of(day) for day in days["registered"].values()}:
        members = [key for key, day in days["registered"].items() if month_of(day) == month]
        climbed = [days[rung][key] for key in members if key in days.get(rung, {})]
        after = {late: sum(day < later(month, late + 1) for day in climbed) for late in range(25)}
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
    approved = counting(trainings)
    days: dict[str, dict[UUID, Day]] = defaultdict(dict)
    for key, metric, day, _value in climbed(people, approved, Thresholds()):
        days[metric][key] = day
    return days
