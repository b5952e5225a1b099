"""From changed keys to ledger and rollups, in one transaction under one lock (design, section 3.3)."""

import structlog
from django.db import Error, connection, transaction
from django.db.models import DateTimeField, Func, Max

from okoce.core.months import now
from reports import ledger
from reports.contributions import SOURCES, Source, everything, source_named
from reports.ledger import Reasons
from reports.models import Quarantine, Revision

log = structlog.get_logger(__name__)

# Any number that no other advisory lock of the database uses.
LOCK = 20_171_124
# Queued keys taken in one transaction, more where one change has more; and sources posted in one statement.
BATCH = 2000
CHUNK = 10_000
REBUILT = ("rebuilt", None)

TAKE = """
DELETE FROM reports_queue
WHERE transaction IN (SELECT transaction FROM (SELECT transaction FROM reports_queue ORDER BY id LIMIT %s) oldest)
RETURNING kind, key::text, reason, change::text
"""

# A person is a source; a session means its training; a roster means its training and everyone on it.
# Looked up now, not when the row changed: a roster read before a late attendee commits would miss that person.
EXPAND = """
WITH changed AS (
    SELECT * FROM unnest(%s::text[], %s::uuid[], %s::text[], %s::uuid[]) AS taken (kind, key, reason, change)
)
SELECT 'participant' AS source_kind, key::text, reason, change::text FROM changed WHERE kind = 'participant'
UNION
SELECT 'participant', a.participant_id::text, reason, change::text
FROM changed
JOIN programs_trainingsession session ON session.training_id = changed.key
JOIN participants_attendance a ON a.session_id = session.id
WHERE changed.kind = 'roster'
UNION
SELECT 'training', key::text, reason, change::text FROM changed WHERE kind = 'roster'
UNION
SELECT 'training', session.training_id::text, reason, change::text
FROM changed
JOIN programs_trainingsession session ON session.id = changed.key
WHERE changed.kind = 'session'
"""


class ClockTimestamp(Func):
    """The moment of this statement, not of the transaction's begin: revisions are in the order of the lock."""

    function = "clock_timestamp"
    output_field = DateTimeField()


def drain() -> int:
    """Post until the queue is empty; returns how many queued keys were taken."""
    taken = 0
    while more := post_batch():
        taken += more
    return taken


@transaction.atomic
def post_batch() -> int:
    """Take the oldest changes, whole transactions of them, and post their sources; returns the number of keys."""
    with connection.cursor() as cursor:
        # In a statement of its own: the next one then sees all that the last holder of the lock committed.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute(TAKE, [BATCH])
        changed = cursor.fetchall()
        if not changed:
            return 0
        cursor.execute(EXPAND, [list(column) for column in zip(*changed, strict=True)])
        sources: dict[str, Reasons] = {}
        for kind, key, reason, change in cursor.fetchall():
            sources.setdefault(kind, {})[key] = (reason, change)
    revise(sources)
    return len(changed)


@transaction.atomic
def rebuild() -> int:
    """Post every source's difference and make the rollups anew; never deletes an entry. Returns the entries posted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        # First: a change that commits from here on queues its key again, and the next drain finds it.
        cursor.execute("DELETE FROM reports_queue")
    entries = revise({source.kind: dict.fromkeys(all_keys(source), REBUILT) for source in SOURCES})
    ledger.roll_anew()
    return entries


def all_keys(source: Source) -> list[str]:
    """The key of every source there is or ever was."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT source_id::text FROM ({everything(source)}) scope")
        return [key for (key,) in cursor.fetchall()]


def revise(sources: dict[str, Reasons]) -> int:
    """Post the sources as one revision; none is written when nothing differs. Returns the number of entries."""
    number = next_revision()
    entries = 0
    for kind, reasons in sorted(sources.items()):
        source, keys = source_named(kind), sorted(reasons)
        for start in range(0, len(keys), CHUNK):
            part = {key: reasons[key] for key in keys[start : start + CHUNK]}
            entries += post_apart(source, part, number)
    if entries:
        write_revision(number, entries)
        ledger.roll(number)
    return entries


def post_apart(source: Source, reasons: Reasons, revision: int) -> int:
    """Post the sources together; where one fails, halve until it stands alone in quarantine and the others go on."""
    try:
        with transaction.atomic():
            entries = ledger.post(source, reasons, revision=revision)
    except Error as error:
        if len(reasons) == 1:
            return isolate(source, *reasons, error=error)
        keys = sorted(reasons)
        halves = keys[: len(keys) // 2], keys[len(keys) // 2 :]
        return sum(post_apart(source, {key: reasons[key] for key in half}, revision) for half in halves)
    Quarantine.objects.filter(source_kind=source.kind, source_id__in=list(reasons)).delete()
    return entries


def isolate(source: Source, key: str, *, error: Error) -> int:
    """Put the source in quarantine, named by the kind of its error; no entries."""
    # The error's own text may repeat a row, and a row may hold a personal datum.
    kind = f"{type(error).__name__} {getattr(error.__cause__, 'pgcode', None) or ''}".strip()
    Quarantine.objects.update_or_create(
        source_kind=source.kind,
        source_id=key,
        defaults={"error": kind},
        create_defaults={"error": kind, "since": now()},
    )
    log.error("source_quarantined", source_kind=source.kind, source_id=key, error=kind)
    return 0


def next_revision() -> int:
    """The number after the newest; the lock makes it gapless."""
    return (Revision.objects.aggregate(newest=Max("number"))["newest"] or 0) + 1


def write_revision(number: int, entries: int) -> None:
    Revision.objects.create(number=number, at=ClockTimestamp(), entries=entries)
