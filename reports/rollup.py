"""From changed keys to ledger and rollups, in one transaction under one lock (docs/counting.md, “From facts to rollups”)."""

import functools
import math
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import partial
from typing import TypeVar

import structlog
from django.db import Error, OperationalError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import Max

from okoce.core.months import now
from reports import cases, ledger
from reports.contributions import SOURCES, Source, everything
from reports.ledger import Key
from reports.models import Quarantine, Revision

R = TypeVar("R")

log = structlog.get_logger(__name__)

# Any number that no other advisory lock of the database uses.
LOCK = 20_171_124
# Queued keys taken in one transaction, more where one change has more; and sources posted in one statement.
BATCH = 2000
CHUNK = 100_000
# A statement over so many reads the facts from end to end: a rebuild does so a few times, however many sources there are,
# but names no more of them at once than a server takes as one question.
PASSES, MOST = 4, 1_000_000
# One statement of a drain: a source that takes longer is set apart, so that the others go on.
PATIENCE = "30s"
REBUILT = "rebuilt"

# Errors that a source's own rows can cause (SQLSTATE): these set it apart. Any other, a lost connection or a lock that
# somebody holds, is the machine's: it undoes the batch, and the next drain tries it again.
OF_A_SOURCE = ("21", "22", "23", "54", "57014", "P0", "XX")
LOCK_NOT_AVAILABLE = "55P03"

TAKE = """
WITH taken AS (
    DELETE FROM reports_queue
    WHERE transaction IN (SELECT transaction FROM (SELECT transaction FROM reports_queue ORDER BY id LIMIT %s) oldest)
    RETURNING id, kind, key, reason, change
)
SELECT kind, key::text, reason, change::text FROM taken ORDER BY id
"""

# A person is a source, and so is whom they count as; a session means its training; a roster means its training and everyone
# on it; a training means whoever led it; somebody merged means the trainings and the facilitators that saw them. A centre's
# month follows what is posted, see `TOUCHED`.
# Looked up now, not when the row changed: a roster read before a late attendee commits would miss that person.
# Of several reasons for one source the newest is told.
EXPAND = """
WITH changed AS (
    SELECT * FROM unnest(%s::text[], %s::uuid[], %s::text[], %s::uuid[])
    WITH ORDINALITY AS taken (kind, key, reason, change, nth)
),
training AS (
    SELECT key AS id, reason, change, nth FROM changed WHERE kind IN ('roster', 'training')
    UNION ALL
    SELECT session.training_id, reason, change, nth
    FROM changed
    JOIN programs_trainingsession session ON session.id = changed.key
    WHERE changed.kind = 'session'
    UNION ALL
    SELECT session.training_id, reason, change, nth
    FROM changed
    JOIN participants_attendance a ON a.participant_id = changed.key
    JOIN programs_trainingsession session ON session.id = a.session_id
    WHERE changed.kind = 'merged'
),
seen AS (
    SELECT key AS id, reason, change, nth FROM changed WHERE kind = 'participant'
    UNION ALL
    SELECT a.participant_id, reason, change, nth
    FROM changed
    JOIN programs_trainingsession session ON session.training_id = changed.key
    JOIN participants_attendance a ON a.session_id = session.id
    WHERE changed.kind = 'roster'
),
meant AS (
    SELECT kind AS source_kind, key AS source_id, reason, change, nth
    FROM changed
    WHERE kind IN ('facilitator', 'centre', 'expense')
    UNION ALL
    SELECT 'training', id, reason, change, nth FROM training
    UNION ALL
    SELECT 'participant', id, reason, change, nth FROM seen
    UNION ALL
    SELECT 'participant', folded.merged_into_id, reason, change, nth
    FROM seen
    JOIN participants_participant folded ON folded.id = seen.id AND folded.merged_into_id IS NOT NULL
    UNION ALL
    SELECT 'facilitator', facilitator_key(visit.facilitator_id), reason, change, nth
    FROM changed
    JOIN participants_visit visit ON visit.participant_id = changed.key
    WHERE changed.kind = 'merged'
    UNION ALL
    SELECT 'facilitator', facilitator_key(led.led_by_id), reason, change, nth
    FROM training
    JOIN programs_training led USING (id)
)
SELECT DISTINCT ON (source_kind, source_id) source_kind, source_id::text, reason, change::text
FROM meant
ORDER BY source_kind, source_id, nth DESC
"""

# The months of centres in which this revision changed what a centre is active by.
TOUCHED = """
SELECT DISTINCT ON (kecamatan, month) 'centre', centre_key(kecamatan, month)::text, reason, change::text
FROM reports_ledger
WHERE revision_id = %s AND metric IN ('trainings', 'mentoring_visits')
ORDER BY kecamatan, month, id DESC
"""

NEWER = "SELECT EXISTS (SELECT FROM django_migrations WHERE app = 'reports' AND name <> ALL (%s))"

RELEASE = """
DELETE FROM reports_quarantine
USING unnest(%s::text[], %s::uuid[]) AS well (kind, key)
WHERE source_kind = well.kind AND source_id = well.key
"""

RETRY = """
INSERT INTO reports_queue (kind, key, reason, change, transaction, queued_at)
SELECT source_kind, source_id, reason, change, pg_current_xact_id()::text::bigint, clock_timestamp()
FROM reports_quarantine
"""

# The moment of the statement, not of the transaction's begin; and a clock that was set back turns no order round.
REVISION = """
INSERT INTO reports_revision (number, at, entries, rebuilt)
SELECT %s, greatest(coalesce(%s, clock_timestamp()), max(at)), %s, %s FROM reports_revision
"""

# Nothing, unless a made-up city is posted month by month.
_then: ContextVar[datetime | None] = ContextVar("then", default=None)


class Busy(Exception):  # noqa: N818 - a state, no mistake of anybody
    """Somebody else held the lock for longer than a statement may wait."""


class Outdated(Busy):
    """The database was migrated for a newer version: it may count by other rules, and posts from now on."""


@contextmanager
def posted_as_of(then: datetime) -> Iterator[None]:
    """What is posted inside was posted at that moment. For the made-up city alone: everybody else posts now."""
    before = _then.set(then)
    try:
        yield
    finally:
        _then.reset(before)


def drain(*, until: float = math.inf) -> int:
    """Post until the queue is empty, or the monotonic clock says `until`; returns how many queued keys were taken."""
    taken = 0
    while time.monotonic() < until and (more := post_batch()):
        taken += more
    return taken


@transaction.atomic
def post_batch() -> int:
    """Take the oldest changes, whole transactions of them, and post their sources; returns the number of keys."""
    hold_the_lock()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [PATIENCE])
        cursor.execute(TAKE, [BATCH])
        changed = [Key(*row) for row in cursor.fetchall()]
    if changed:
        revise(sources_of(changed), chunk=CHUNK)
    return len(changed)


@transaction.atomic
def rebuild() -> int:
    """Make the rollups anew and post every source's difference; never deletes an entry. Returns the entries posted."""
    hold_the_lock()
    with connection.cursor() as cursor:
        # First: a change that commits from here on queues its key again, and the next drain finds it.
        cursor.execute("DELETE FROM reports_queue")
    ledger.roll_anew()
    sources = [key for source in SOURCES for key in all_keys(source)]
    entries = revise(sources, chunk=min(max(CHUNK, len(sources) // PASSES), MOST))
    if not entries:
        # The rollups may be others than before, and two answers of one revision are the same.
        write_revision(next_revision(), 0, rebuilt=True)
    # A key that could not be looked up: every source it may have meant is posted now.
    Quarantine.objects.exclude(source_kind__in=[source.kind for source in SOURCES]).delete()
    return entries


def retry() -> int:
    """Queue again what is in quarantine, as what failed may work by now; returns the number of keys."""
    with connection.cursor() as cursor:
        cursor.execute(RETRY)
        return cursor.rowcount


def hold_the_lock() -> None:
    """Be the only one who posts until the transaction ends; raises Busy when somebody else does not come to an end.

    Raises Outdated when the rules of this process may be those of yesterday (docs/operating.md, “A new version”).
    """
    with connection.cursor() as cursor:
        # Whatever the server's own default is: with one snapshot for all, the last holder's postings stayed unseen.
        cursor.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        try:
            # In a statement of its own: the next one then sees all that the last holder of the lock committed.
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        except OperationalError as error:
            if sqlstate(error) == LOCK_NOT_AVAILABLE:
                raise Busy from None
            raise
        # Under the lock: a migration that has everything counted anew holds it until it is there.
        cursor.execute(NEWER, [sorted(known_migrations())])
        if cursor.fetchone()[0]:
            raise Outdated


@functools.cache
def known_migrations() -> frozenset[str]:
    """Those of this app, in the code that this process was started with: no rule changes without one."""
    return frozenset(name for app, name in MigrationLoader(None).disk_migrations if app == "reports")


def all_keys(source: Source) -> list[Key]:
    """The key of every source there is or ever was."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT source_id::text FROM ({everything(source)}) scope")
        return [Key(source.kind, key, REBUILT, None) for (key,) in cursor.fetchall()]


def sources_of(changed: list[Key]) -> list[Key]:
    """The sources that the changed keys mean, each once."""
    found = apart(look_up, changed)
    return list({(key.kind, key.key): key for keys in found for key in keys}.values())


def look_up(changed: list[Key]) -> list[Key]:
    meant = expand(changed)
    # A key that is a source itself stays set apart until it is posted.
    release(key for key in changed if key.kind not in {source.kind for source in SOURCES})
    return meant


def expand(changed: list[Key]) -> list[Key]:
    """The sources that the changed keys mean, as of now; of none, none."""
    if not changed:
        return []
    with connection.cursor() as cursor:
        cursor.execute(EXPAND, [list(column) for column in zip(*changed, strict=True)])
        return [Key(*row) for row in cursor.fetchall()]


def revise(keys: list[Key], *, chunk: int) -> int:
    """Post the sources as one revision, so many a statement; none is written when nothing differs.

    Returns the number of entries.
    """
    number = next_revision()
    entries = 0
    for source in SOURCES:
        mine = sorted(of_kind(source, keys, revision=number))
        for start in range(0, len(mine), chunk):
            entries += sum(apart(partial(post, source, number), mine[start : start + chunk]))
    if entries:
        write_revision(number, entries)
    return entries


def of_kind(source: Source, keys: list[Key], *, revision: int) -> list[Key]:
    """The keys of that kind, each once; of centres also those that the revision touched so far."""
    mine = {key.key: key for key in keys if key.kind == source.kind}
    if source.kind == "centre":
        with connection.cursor() as cursor:
            cursor.execute(TOUCHED, [revision])
            mine |= {key.key: key for key in (Key(*row) for row in cursor.fetchall())}
    return list(mine.values())


def post(source: Source, revision: int, keys: list[Key]) -> int:
    """Bring ledger and rollups up to what the sources are worth; returns the number of entries."""
    entries = ledger.post(source, keys, revision=revision)
    if source.kind == "participant":
        cases.open_those_who_meet_the_rule([key.key for key in keys], at=_then.get() or now())
    release(keys)
    return entries


def apart(act: Callable[[list[Key]], R], keys: list[Key]) -> list[R]:
    """What the act returns for the keys; where it fails, halve until what fails stands alone in quarantine."""
    try:
        with transaction.atomic():
            return [act(keys)]
    except Error as error:
        if not sqlstate(error).startswith(OF_A_SOURCE):
            raise
        if len(keys) == 1:
            isolate(keys[0], error)
            return []
    middle = len(keys) // 2
    return apart(act, keys[:middle]) + apart(act, keys[middle:])


def isolate(key: Key, error: Error) -> None:
    """Put the key in quarantine, named by the kind of its error."""
    # The error's own text may repeat a row, and a row may hold a personal datum.
    kind = f"{type(error).__name__} {sqlstate(error)}"
    told = {"error": kind, "reason": key.reason, "change": key.change}
    Quarantine.objects.update_or_create(
        source_kind=key.kind, source_id=key.key, defaults=told, create_defaults=told | {"since": now()}
    )
    log.error("source_quarantined", source_kind=key.kind, source_id=key.key, error=kind)


def release(keys: Iterable[Key]) -> None:
    """Take the keys out of quarantine."""
    pairs = [(key.kind, key.key) for key in keys]
    if pairs:
        with connection.cursor() as cursor:
            cursor.execute(RELEASE, [list(column) for column in zip(*pairs, strict=True)])


def sqlstate(error: Error) -> str:
    """The five letters by which PostgreSQL names an error; empty when it did not come from there."""
    return getattr(error.__cause__, "pgcode", None) or ""


def next_revision() -> int:
    """The number after the newest; the lock makes it gapless."""
    return (Revision.objects.aggregate(newest=Max("number"))["newest"] or 0) + 1


def write_revision(number: int, entries: int, *, rebuilt: bool = False) -> None:
    with connection.cursor() as cursor:
        cursor.execute(REVISION, [number, _then.get(), entries, rebuilt])
