"""What counting costs at two sizes: one changed person, a big change, a full recount and a rebuild."""

import random
import time
import uuid
from collections.abc import Callable, Iterator

from django.db import connection

from benchmarks import data, users
from benchmarks.data import NEWCOMERS, Size, key
from benchmarks.databases import at
from benchmarks.report import Report
from benchmarks.timing import Times, asked, in_turns, seconds_of
from okoce.accounts.models import User
from okoce.core.months import now
from participants import verification
from programs.models import Training
from reports import checking, rollup

RATIO = 1.3
TURNS, EACH = 20, 10

CHANGE = "UPDATE participants_participant SET sex = CASE sex WHEN 'female' THEN 'male' ELSE 'female' END WHERE id = %s"
ATTEND = """
INSERT INTO participants_attendance (id, session_id, participant_id, status, recorded_by_id, recorded_at)
SELECT gen_random_uuid(), %s, %s, 'present', logged_by_id, now() FROM programs_training WHERE id = %s
ON CONFLICT DO NOTHING
"""


def measure(report: Report, small: Size, large: Size, *, people: int) -> None:
    report.begin("one changed person")
    changed_person(report, small, large)
    report.begin("a big change")
    crowd_approved(report, small, large)
    people_imported(report, small, large, people)
    report.begin("everything")
    recounted(report, small, large)


def changed_person(report: Report, small: Size, large: Size) -> None:
    pick = random.Random(2018)
    writes = {
        "one person's particulars": lambda size: (CHANGE, [pick_person(pick, size)]),
        "one late attendee, with the whole roster": lambda size: late_attendee(pick, size),
    }
    for what, write in writes.items():
        acts = {size: turn(size, write) for size in (small, large)}
        # Both in the cache, as an hour of work leaves it.
        in_turns(acts, turns=2)
        taken = in_turns(acts, turns=TURNS)
        for size, times in taken.items():
            report.times(f"{what}: database time at {size} attendances", times)
        report.at_most(RATIO, f"{what}: large to small", taken[large].median / taken[small].median)


def pick_person(pick: random.Random, size: Size) -> uuid.UUID:
    return key("person", pick.randrange(size.people))


def late_attendee(pick: random.Random, size: Size) -> tuple[str, list]:
    number = pick.randrange(size.trainings - 2 * size.waiting)
    return ATTEND, [key("session", number * 3), pick_person(pick, size), key("training", number)]


def turn(size: Size, write: Callable[[Size], tuple[str, list]]) -> Callable[[], Iterator[float]]:
    """A few changes in this database, each rolled up alone; the first only wakes the connection."""

    def act():
        with at(size.database):
            for number in range(EACH + 1):
                with connection.cursor() as cursor:
                    cursor.execute(*write(size))
                with asked() as told:
                    rollup.post_batch()
                if number:
                    yield told.seconds

    return act


def crowd_approved(report: Report, small: Size, large: Size) -> None:
    """Approving a training of a hundred: the verb, and then the drain."""
    for size in (small, large):
        what = f"approve a training of {data.CROWD} at {size}"
        with at(size.database):
            approvals, drains = zip(*(approved(pk) for pk in data.crowds(size)), strict=True)
        report.times(f"{what}: the verb", Times(approvals))
        report.times(f"{what}: the drain", Times(drains))
        report.number(f"{what}: the drain", (data.CROWD + 1) / Times(drains).median, "sources a second")


def approved(pk: uuid.UUID) -> tuple[float, float]:
    by, training = User.objects.get(username=users.VERIFIER), Training.objects.get(pk=pk)
    verb = seconds_of(lambda: verification.approve(by=by, record=training, version=1))
    return verb, seconds_of(rollup.drain)


def people_imported(report: Report, small: Size, large: Size, people: int) -> None:
    for size in (small, large):
        what = f"import {people:,} people at {size}"
        with at(size.database):
            write, drain = seconds_of(lambda: imported(people)), seconds_of(rollup.drain)
        report.number(f"{what}: the insert", write, "s")
        report.number(f"{what}: the drain", drain, "s")
        report.number(f"{what}: the drain", people / drain, "people a second")


def imported(people: int) -> None:
    by = User.objects.get(username="facilitator-0")
    with connection.cursor() as cursor:
        cursor.execute(NEWCOMERS.format(by=by.pk, number=people))


def recounted(report: Report, small: Size, large: Size) -> None:
    """After all this a recount finds no difference, and a rebuild has nothing to post."""
    for what, act in {"roll_up --check": differences, "roll_up --rebuild": rollup.rebuild}.items():
        seconds = {}
        for size in (small, large):
            with at(size.database):
                began = time.perf_counter()
                found = act()
                seconds[size] = time.perf_counter() - began
            report.number(f"{what} at {size}", seconds[size], "s")
            report.at_most(0, f"{what} at {size}: differences", found)
        rows = large.attendances / small.attendances
        report.ratio(f"{what}: times as long for {rows:.1f} times the rows", seconds[large] / seconds[small])


def differences() -> int:
    return checking.check(at=now()).differences
