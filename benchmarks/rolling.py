"""A roll-up of 1, 100 and 10,000 changed people, at each size: from the committed change to the posted revision."""

import random
import uuid
from collections.abc import Callable, Iterator

from django.db import connection

from benchmarks.data import Size, key
from benchmarks.databases import at
from benchmarks.report import Report
from benchmarks.timing import in_turns, seconds_of
from reports import rollup
from reports.models import Revision

# How many people change, how often in one visit to a database, and in how many turns.
CHANGES = {1: (30, 11), 100: (3, 11), 10_000: (1, 5)}
# What an hour's work changes must not cost more where there is more.
LIMITED, LIMIT = (1, 100), 1.3

CHANGE = """
UPDATE participants_participant SET sex = CASE sex WHEN 'female' THEN 'male' ELSE 'female' END WHERE id = ANY (%s)
"""


def measure(report: Report, sizes: tuple[Size, ...]) -> None:
    report.begin("roll-up")
    for people, (each, turns) in CHANGES.items():
        pick = random.Random(people)
        acts = {size: turn(pick, size, people, each) for size in sizes}
        # Once unmeasured: all of them in the cache, as an hour of work leaves it.
        in_turns(acts, turns=1)
        taken = in_turns(acts, turns=turns)
        what = f"{people:,} changed people" if people > 1 else "one changed person"
        for size, times in taken.items():
            report.times(f"{what}: posted at {size} attendances", times)
        grown = [big / small for small, big in zip(*(medians(taken[size], each) for size in ends(sizes)), strict=True)]
        growth = f"{what}: at {sizes[-1]} attendances to at {sizes[0]}"
        if people in LIMITED:
            report.at_most(LIMIT, growth, *grown)
        else:
            report.spread(growth, grown, "times")
