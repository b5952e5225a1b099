"""The chain of closings: the one text of each, its digest, and what does not fit together (docs/counting.md, “The chain”)."""

import datetime
import hashlib
import io
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import connection

from okoce.core.months import Month
from okoce.core.snapshot import snapshot
from reports.checking import COUNT_CELLS, COUNT_REVISIONS
from reports.definitions import named_in
from reports.models import Closing, Definition, Reopening, Thresholds

FORMAT = "okoce-chain 1"
# What the first link names as the digest before it.
BEGINNING = "0" * 64
# Lines that are read in one statement: none of them may take long, and none of them much memory.
PART = 20_000

MOMENT = "to_char({moment} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
# COPY writes a tab between columns, \N for nothing, and a backslash before what would break a line.
COPY = "COPY ({rows}) TO STDOUT WITH (FORMAT text, ENCODING 'UTF8')"
FIGURES = """
SELECT 'figure', to_char(month, 'YYYY-MM'), metric, kecamatan, value
FROM reports_figure WHERE closing_id = {number}
ORDER BY month, metric COLLATE "C", kecamatan COLLATE "C"
"""
ENTRIES = f"""
SELECT 'entry', entry.id, entry.revision_id, {MOMENT.format(moment="revision.at")}, entry.source_kind, entry.source_id,
       entry.metric, to_char(entry.month, 'YYYY-MM'), entry.kecamatan, entry.gender, entry.age_band, entry.delta,
       entry.change, entry.reason
FROM reports_ledger entry
LEFT JOIN reports_revision revision ON revision.number = entry.revision_id
WHERE entry.posting_month = '{{month}}' AND entry.revision_id <= {{last}} AND entry.id > {{after}}
ORDER BY entry.id
LIMIT {{part}}
"""
COUNT = "SELECT count(*) FROM reports_ledger WHERE posting_month = %s AND revision_id <= %s"


# What the ledger says of a link against what was frozen with it.
OTHER_FIGURES = """
SELECT count(*)
FROM (SELECT month, metric, kecamatan, sum(delta) AS value FROM reports_ledger
      WHERE posting_month = %s AND revision_id <= %s GROUP BY month, metric, kecamatan HAVING sum(delta) <> 0) entries
FULL JOIN (SELECT month, metric, kecamatan, value FROM reports_figure WHERE closing_id = %s) frozen
    USING (month, metric, kecamatan)
WHERE entries.value IS DISTINCT FROM frozen.value
"""
# The last link of each month that was not opened again since.
STANDING = """
    SELECT * FROM (SELECT DISTINCT ON (month) * FROM reports_closing ORDER BY month, number DESC) closing
    WHERE NOT EXISTS (SELECT FROM reports_reopening WHERE closing_id = closing.number AND confirmed)
"""
OUTSIDE_OF_LINKS = f"""
SELECT closing.number, count(*)
FROM ({STANDING}) closing
JOIN reports_ledger entry ON entry.posting_month = closing.month AND entry.revision_id > closing.last_revision_id
GROUP BY closing.number
"""
OTHER_PERIODS = f"""
SELECT month, coalesce(period.status, 'open'), standing.number IS NOT NULL
FROM reports_period period
FULL JOIN (SELECT DISTINCT ON (month) month, closed_at FROM reports_closing ORDER BY month, number) beginning
    USING (month)
LEFT JOIN (SELECT month, number FROM ({STANDING}) closing) standing USING (month)
WHERE coalesce(period.status = 'final', false) <> (standing.number IS NOT NULL)
   OR period.first_closed_at IS DISTINCT FROM beginning.closed_at
ORDER BY month
"""
# The vintage of each entry once more, by the links alone.
OTHER_VINTAGES = """
SELECT count(*)
FROM reports_ledger entry
LEFT JOIN (SELECT month, min(last_revision_id) AS revision FROM reports_closing GROUP BY month) closed USING (month)
LEFT JOIN reports_definition definition
    ON definition.metric = 'new_entrepreneurs' || substring(entry.metric from '@.*')
WHERE entry.vintage <> CASE WHEN closed.revision IS NULL OR entry.revision_id <= closed.revision THEN 'first'
                            WHEN closed.revision < definition.revision_id THEN 'backcast'
                            ELSE 'adjustment' END
"""
TIMES_GO_BACK = """
SELECT count(*) FROM (SELECT at < lag(at) OVER (ORDER BY number) AS back FROM reports_revision) step WHERE back
"""

# Each has entries, or came with something, or says that it is that of a rebuild.
OF_NOTHING = """
SELECT number
FROM reports_revision revision
WHERE entries = 0 AND NOT rebuilt
  AND NOT EXISTS (SELECT FROM reports_closing WHERE last_revision_id = revision.number)
  AND NOT EXISTS (SELECT FROM reports_reopening WHERE revision_id = revision.number)
  AND NOT EXISTS (SELECT FROM reports_definition WHERE revision_id = revision.number)
  AND NOT EXISTS (SELECT FROM reports_naming WHERE revision_id = revision.number)
  AND NOT EXISTS (SELECT FROM reports_targetversion WHERE revision_id = revision.number)
ORDER BY number
"""


class Fault(NamedTuple):
    """Something that does not fit: at which link, if at one; a stable code, and a sentence for whoever looks into it."""

    link: int | None
    code: str
    sentence: str


def newest() -> Closing | None:
    """The last link."""
    return Closing.objects.first()


def follow(month: Month, *, revision: int, at: datetime.datetime) -> Closing:
    """The link after the last one, without its digest yet; the lock keeps the numbers gapless."""
    last = newest()
    return Closing(
        number=last.number + 1 if last else 1,
        month=month.first,
        closed_at=at,
        previous=last.digest if last else BEGINNING,
        first_revision=last.last_revision_id + 1 if last else 1,
        last_revision_id=revision,
        entries=_one(COUNT, month.first, revision),
    )


def document(closing: Closing) -> Iterator[bytes]:
    """The text of a link in parts: its head, the frozen figures, and every entry that was published in it, by id."""
    yield "".join(f"{line}\n" for line in _head(closing)).encode()
    yield _copied(FIGURES.format(number=int(closing.number)))
    after = 0
    while part := _copied(_entries(closing, after)):
        yield part
        after = int(part.rsplit(b"\n", 2)[-2].split(b"\t")[1])


def digest(closing: Closing) -> str:
    """What `sha256sum` says of the text."""
    made = hashlib.sha256()
    for part in document(closing):
        made.update(part)
    return made.hexdigest()


def verify() -> list[Fault]:
    """Everything that does not fit, as of one moment; nothing when each published number is what was published."""
    with snapshot():
        return [*(fault for _link, faults in walk() for fault in faults), *around()]


def walk() -> Iterator[tuple[Closing, list[Fault]]]:
    """Each link from the first on, and what does not fit in it."""
    before: Closing | None = None
    of_month: dict[datetime.date, Closing] = {}
    for closing in Closing.objects.order_by("number"):
        yield closing, [*_order(closing, before), *_again(closing, of_month.get(closing.month)), *_contents(closing)]
        before = of_month[closing.month] = closing


def around() -> Iterator[Fault]:
    """What does not fit between the links and everything else."""
    for number, many in _rows(OUTSIDE_OF_LINKS):
        yield Fault(number, "entry_outside", f"{many} entries were posted into the month after it was closed")
    for month, status, closed in _rows(OTHER_PERIODS):
        last = "closed" if closed else "not closed"
        yield Fault(
            None, "period", f"{month:%Y-%m} is {status} since another time than its links say: by them it is {last}"
        )
    if many := _one(COUNT_REVISIONS):
        yield Fault(None, "revisions", f"{many} revisions are missing or have other entries than they say")
    if many := _one(TIMES_GO_BACK):
        yield Fault(None, "revision_times", f"{many} revisions are of an earlier time than the one before them")
    for (number,) in _rows(OF_NOTHING):
        yield Fault(None, "revision_of_nothing", f"nothing says any more what revision {number} was for")
    if many := _one(OTHER_VINTAGES):
        yield Fault(
            None, "vintages", f"{many} entries are told of another vintage than the closings of their months say"
        )
    if many := _one(COUNT_CELLS):
        yield Fault(None, "rollups", f"{many} cells that pages read are other ones than the entries say")


def expected(number: int, digest: str) -> Iterator[Fault]:
    """What does not fit with a digest that somebody noted outside: a chain that lost its newest links shows no other trace."""
    closing = Closing.objects.filter(pk=number).first()
    if closing is None:
        yield Fault(number, "expected", f"there is no link {number} any more")
    elif closing.digest != digest.lower():
        yield Fault(number, "expected", f"its digest is not {digest.lower()}")


def _order(closing: Closing, before: Closing | None) -> Iterator[Fault]:
    number, previous, revision = (
        (before.number, before.digest, before.last_revision_id) if before else (0, BEGINNING, 0)
    )
    if closing.number != number + 1:
        yield Fault(closing.number, "number", f"no link has the number {number + 1}")
    if closing.previous != previous:
        yield Fault(closing.number, "previous", "it names another digest than that of the link before it")
    if closing.first_revision != revision + 1:
        yield Fault(closing.number, "first_revision", f"it begins with another revision than {revision + 1}")


def _again(closing: Closing, last: Closing | None) -> Iterator[Fault]:
    if last:
        between = (last.last_revision_id, closing.last_revision_id)
        if not last.reopenings.filter(confirmed=True, revision__number__range=between).exists():
            yield Fault(
                closing.number, "not_reopened", f"its month was closed by link {last.number} and not opened again"
            )


def _contents(closing: Closing) -> Iterator[Fault]:
    if digest(closing) != closing.digest:
        yield Fault(closing.number, "digest", "its text is another one than was digested when the month was closed")
    if many := _one(OTHER_FIGURES, closing.month, closing.last_revision_id, closing.number):
        yield Fault(closing.number, "figures", f"{many} frozen figures are other ones than the entries say")


def _head(closing: Closing) -> Iterator[str]:
    yield FORMAT
    yield f"previous {closing.previous}"
    yield f"number {closing.number}"
    yield f"month {Month.of(closing.month)}"
    yield f"closed_at {_moment(closing.closed_at)}"
    yield f"closed_by {closing.closed_by_id or '-'}"
    yield f"revisions {closing.first_revision} {closing.last_revision_id}"
    yield f"waiting {closing.waiting}"
    yield f"entries {closing.entries}"
    definition = named_in(Month.of(closing.month), as_of=closing.last_revision_id)
    yield f"headline {definition.code} {definition.metric} {definition.less or '-'}"
    yield _thresholds(definition)
    between = (closing.first_revision, closing.last_revision_id)
    for reopening in (
        Reopening.objects.filter(revision__number__range=between).select_related("closing").order_by("revision_id")
    ):
        yield f"reopened {json.dumps(_reopened(reopening), ensure_ascii=False)}"


def _thresholds(definition: Definition) -> str:
    _name, at, code = definition.metric.partition("@")
    row = Thresholds.objects.get(suffix=at + code)
    return f"thresholds {row.code} {row.attendance_percent} {row.visit_days} {','.join(row.licence_types)}"


def _reopened(reopening: Reopening) -> dict[str, object]:
    return {
        "month": str(Month.of(reopening.closing.month)),
        "closing": reopening.closing_id,
        "revision": reopening.revision_id,
        "asked_by": reopening.asked_by_id,
        "asked_at": _moment(reopening.asked_at),
        "confirmed_by": reopening.answered_by_id,
        "confirmed_at": _moment(reopening.answered_at),
        "reason": reopening.reason,
    }


def _moment(at: datetime.datetime | None) -> str | None:
    return at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if at else None


def _entries(closing: Closing, after: int) -> str:
    said = {"month": closing.month.isoformat(), "last": int(closing.last_revision_id), "after": after, "part": PART}
    return ENTRIES.format(**said)


def _copied(rows: str) -> bytes:
    into = io.BytesIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(COPY.format(rows=rows), into)
    return into.getvalue()


def _rows(sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def _one(sql: str, *parameters: object) -> int:
    ((number,),) = _rows(sql, *parameters)
    return number
