"""A roll-up of 1, 100 and 10,000 changed people, at each size: from the committed change to the posted revision."""

import random
import statistics
from collections.abc import Callable, Iterator

from django.db import connection

from benchmarks import data
from benchmarks.data import Size, key
from benchmarks.databases import at
from benchmarks.report import Report
from benchmarks.timing import Times, in_turns, seconds_of
from reports import rollup
from reports.models import Revision

# How many people change at once: how often in a turn, and in how many turns.
CHANGES = {1: (30, 11), 100: (3, 11), 10_000: (1, 5)}
# An hour's work costs no more where there is more.
LIMIT = 1.3

CHANGE = """
UPDATE participants_participant SET sex = CASE sex WHEN 'female' THEN 'male' ELSE 'female' END WHERE id = ANY (%s::uuid[])
"""


def measure(report: Report, sizes: tuple[Size, ...]) -> None:
    report.begin("roll-up")
    for people, (each, turns) in CHANGES.items():
        pick = random.Random(people)
        acts = {size: turn(pick, size, people, each) for size in sizes}
        # Everywhere in the cache, as an hour of work leaves it.
        in_turns(acts, turns=2)
        taken = in_turns(acts, turns=turns)
        told(report, "one changed person" if people == 1 else f"{people:,} changed people", taken, each)


def told(report: Report, what: str, taken: dict[Size, Times], each: int) -> None:
    for size, times in taken.items():
        report.times(f"{what} at {size} attendances", times)
    small, *_others, large = taken
    pairs = zip(medians(taken[small], each), medians(taken[large], each), strict=True)
    grown = [more / less for less, more in pairs]
    growth = f"{what}: at {large} attendances to at {small}"
    if each > 1:
        report.at_most(LIMIT, growth, *grown)
    else:
        report.ratio(growth, *grown)


def medians(times: Times, each: int) -> list[float]:
    """Of each turn."""
    return [statistics.median(turn) for turn in zip(*[iter(times.seconds)] * each, strict=True)]


def turn(pick: random.Random, size: Size, people: int, each: int) -> Callable[[], Iterator[float]]:
    """So many changes, each posted by itself; one more before them only wakes the connection."""

    def act():
        with at(size.database):
            for number in range(each + 1 if each > 1 else 1):
                change(picked(pick, size, people), size)
                before = newest()
                seconds = seconds_of(rollup.drain)
                assert newest() == before + 1, "nothing was posted"
                if number or each == 1:
                    yield seconds

    return act


def picked(pick: random.Random, size: Size, people: int) -> list[int]:
    """So many people, or all there are, of those whose identity is known: of others nothing counts."""
    some = pick.sample(range(size.people), min(2 * people + 20, size.people))
    return [number for number in some if number % 20 != data.UNKNOWN][:people]


def change(numbers: list[int], size: Size) -> None:
    with connection.cursor() as cursor:
        cursor.execute(CHANGE, [[key("person", number) for number in numbers]])


def newest() -> int:
    revision = Revision.objects.first()
    return revision.number if revision else 0
