"""From a commit to the rollups: at fifty writes a second, and after ten thousand at once, with the worker of `make run`."""

import os
import random
import signal
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import redis
from django.conf import settings
from django.db import connection, transaction

from benchmarks import databases, users
from benchmarks.data import Size, key
from benchmarks.databases import at
from benchmarks.report import Report
from benchmarks.serving import sited
from benchmarks.timing import Times, seconds_of
from benchmarks.watching import watched
from okoce.accounts.models import User
from okoce.core.months import Month, now, today
from okoce.core.verbs import verb
from okoce.embedded import places, processes
from participants.models import Participant
from participants.registration import Particulars, register
from programs.expenses import ExpenseFacts, record_expense
from programs.models import Expense, Kecamatan
from reports import checking, rollup
from reports.models import Revision
from tests.site import until

# So many a second is more than a busy evening of a thousand kecamatan (docs/capacity.md).
RATE = 50
# Without a nudge a change waits for the tick of beat: this long at most (okoce/clock.py). With it, for a fiftieth.
TICK, SOONER = 5, 50
# A worker that has just started plans its statements and reads what the server has not in memory yet.
WAKING = 2
# However many changed, so many roll-ups: nudges collapse, and a drain takes what it finds.
HANDFUL = 10
# One by one is measured on a few of them.
SAMPLE, TURNS = 100, 3

POSTED = "SELECT source_id, min(revision_id) FROM reports_ledger WHERE source_id = ANY (%s) GROUP BY 1"
QUEUED = "SELECT EXISTS (SELECT FROM reports_queue)"
CHANGE = (
    "UPDATE participants_participant SET sex = CASE sex WHEN 'female' THEN 'male' ELSE 'female' END WHERE id = ANY (%s)"
)


def measure(report: Report, home: Path, size: Size, *, seconds: int, changes: int) -> None:
    with at(size.database):
        with sited(home, size.database) as site:
            report.begin(f"fresh at {size}")
            freshness(report, databases.url(home, places.APPLICATION, size.database), seconds)
            report.begin(f"a burst at {size}")
            at_once(report, size, changes)
            one_by_one(report, site.home, size, changes)
        together(report, size, min(changes, rollup.BATCH))
        report.at_most(0, "drift after all this", checking.check(at=now()).differences)


def freshness(report: Report, database: str, seconds: int) -> None:
    """Each write's time from its commit until the revision that tells of it could be read."""
    written(WAKING)
    nothing_queued()
    before = newest()
    with watched(database) as seen:
        committed = written(seconds)
        until(lambda: not asked(QUEUED))
    revisions = newest() - before
    posted = posted_in(list(committed))
    report.at_most(0, f"of {len(committed):,} writes: in no revision", len(committed.keys() - posted.keys()))
    waited = Times(tuple(seen.at(posted[made]) - moment for made, moment in committed.items() if made in posted))
    report.number("writes", len(committed) / (max(committed.values()) - min(committed.values())), "a second")
    report.times("commit to rollups", waited)
    report.number("commit to rollups: the longest", max(waited.seconds) * 1000, "ms")
    # Held, and not compared with another run: a constant divided by what this machine took.
    report.at_least(SOONER, "the tick alone, at its longest, to the 99th percentile", TICK / waited.p99, ratio=False)
    report.number("roll-ups for each write", revisions / len(committed))


def written(seconds: int) -> dict[uuid.UUID, float]:
    """So many seconds of writes by the app's own verbs, evenly spread; each new fact with the moment of its commit."""
    writes = [write() for write in (registered, spent)]
    committed: dict[uuid.UUID, float] = {}
    began = time.monotonic()
    for number in range(seconds * RATE):
        time.sleep(max(0, began + number / RATE - time.monotonic()))
        made = uuid.uuid4()
        with transaction.atomic():
            # Called before the bell of the verb.
            transaction.on_commit(lambda made=made: committed.update({made: time.monotonic()}))
            writes[number % len(writes)](made)
    return committed


def registered() -> Callable[[uuid.UUID], object]:
    by, place = User.objects.get(username="facilitator-0"), Kecamatan.objects.order_by("code").first()
    said = Particulars(
        "Orang Baru", ktp_seen=True, consented=True, baseline=Participant.Baseline.NO_BUSINESS, lives_in=place
    )
    return lambda made: register(by=by, id=made, kecamatan=place, said=said, on=today(), today=today())


def spent() -> Callable[[uuid.UUID], object]:
    by, place = User.objects.get(username=users.STAFF), Kecamatan.objects.order_by("code").first()
    said = ExpenseFacts(Month.of(today()), place, Expense.Item.TRAINING, rupiah=1_000_000)
    return lambda made: record_expense(by=by, id=made, said=said, today=today())


def posted_in(sources: list[uuid.UUID]) -> dict[uuid.UUID, int]:
    """The revision that first tells of each of them."""
    with connection.cursor() as cursor:
        cursor.execute(POSTED, [sources])
        return dict(cursor.fetchall())


def at_once(report: Report, size: Size, changes: int) -> None:
    before, people = newest(), some(size, changes)
    change(people)
    waited = seconds_of(nothing_queued)
    report.number(f"{changes:,} facts in one transaction: until all are posted", waited, "s")
    report.at_most(HANDFUL, f"{changes:,} facts in one transaction: roll-ups", newest() - before, ratio=False)


def one_by_one(report: Report, site: Path, size: Size, changes: int) -> None:
    """As many commits, one after the other, while the worker looks away: what it finds then is rung for once."""
    people = some(size, changes)
    with away(site), broker() as bells:
        before = newest()
        taken = seconds_of(lambda: [change([person]) for person in people])
        rings = bells.llen("celery")
        began = time.perf_counter()
    nothing_queued()
    report.number(f"{changes:,} commits: the commits", changes / taken, "a second")
    report.number(f"{changes:,} commits: messages that wait, the ticks of beat among them", rings)
    report.number(f"{changes:,} commits: until all are posted", time.perf_counter() - began, "s")
    report.at_most(HANDFUL, f"{changes:,} commits: roll-ups", newest() - before, ratio=False)


def together(report: Report, size: Size, changes: int) -> None:
    """All of them in one roll-up, beside one roll-up for each of a sample, in turns."""
    ratios = []
    for _turn in range(TURNS):
        change(some(size, changes))
        all_of_them = seconds_of(rollup.drain)
        each = 0.0
        for person in some(size, SAMPLE):
            change([person])
            each += seconds_of(rollup.post_batch)
        ratios.append(each / SAMPLE * changes / all_of_them)
    report.number(f"{changes:,} facts in one roll-up", all_of_them, "s")
    report.number("one fact in one roll-up", each / SAMPLE * 1000, "ms")
    report.ratio(f"{changes:,} facts: one roll-up for each to one for all", *ratios)


@verb("person corrected")
def change(people: list[uuid.UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(CHANGE, [people])


def some(size: Size, number: int) -> list[uuid.UUID]:
    return [key("person", one) for one in random.sample(range(size.people), number)]


def newest() -> int:
    return Revision.objects.first().number


def nothing_queued() -> None:
    while asked(QUEUED):
        time.sleep(0.001)


def asked(sql: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


@contextmanager
def away(home: Path) -> Iterator[None]:
    """The worker stands still inside."""
    worker = processes.pid(home, "worker")
    os.kill(worker, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(worker, signal.SIGCONT)


def broker() -> redis.Redis:
    return redis.Redis(unix_socket_path=settings.REDIS_URL.removeprefix("unix://"))
