"""What waits for a verifier as somebody goes through it: one after the other, in the order that is asked for."""

import itertools
import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet, Value

from okoce.accounts.models import User
from participants import risk
from participants.verification import Record, made
from participants.waiting import KINDS, Key, waits

# By age the oldest first; by risk those with most flags first; the clean ones first, to be quick with them.
ORDERS = {
    "age": ["submitted_at", "pk"],
    "risk": ["-risk", "submitted_at", "pk"],
    "clean": ["risk", "submitted_at", "pk"],
}
# What a flag moves it to the end of the order.
SIGNS = {"age": 0, "risk": -1, "clean": 1}
COLUMNS = ["word", "pk", "submitted_at", "risk"]
# So many are read at a time.
FEW = 20

# As one question: of tens of thousands that wait a place and two others are told, and flags are worked out once.
QUEUE = """
WITH queue AS MATERIALIZED (SELECT word, pk, {sign} * risk AS rank, submitted_at FROM ({rows}) row),
     record (word, pk, rank, submitted_at) AS (VALUES (%(word)s, %(pk)s::uuid, %(rank)s::int, %(submitted_at)s::timestamptz)),
     beside AS (SELECT queue.*, (queue.rank, queue.submitted_at, queue.pk) < (record.rank, record.submitted_at, record.pk)
                AS before, (queue.word, queue.pk) = (record.word, record.pk) AS itself FROM queue, record)
"""
EMPTY = "SELECT NULL AS word, NULL::uuid AS pk, NULL::timestamptz AS submitted_at, 0 AS risk WHERE false"
PLACE = """
SELECT count(*), count(*) FILTER (WHERE before), count(*) FILTER (WHERE itself),
       (SELECT ARRAY[word, pk::text] FROM beside WHERE before ORDER BY rank DESC, submitted_at DESC, pk DESC LIMIT 1),
       (SELECT ARRAY[word, pk::text] FROM beside WHERE before IS NOT TRUE AND NOT itself ORDER BY rank, submitted_at, pk LIMIT 1)
FROM beside
"""
OTHERS = """
SELECT word, pk FROM beside WHERE NOT itself
ORDER BY before IS TRUE, rank, submitted_at, pk LIMIT %(few)s OFFSET %(start)s
"""


@dataclass(frozen=True)
class Place:
    """Where a record stands in a queue: its number, unless it waits no longer, and what stands beside it."""

    number: int | None
    many: int
    previous: Key | None
    following: Key | None


@dataclass(frozen=True)
class Queue:
    """What of everything that waits somebody goes through, and in which order."""

    user: User
    kinds: Collection[str] = tuple(KINDS)
    order: str = "age"
    kecamatan: str = ""

    def rows(self) -> QuerySet[Any]:
        """(kind, key, since when, risk) in order, the risk only where the order asks for it: one question."""
        return self._unordered().order_by(*ORDERS[self.order])

    def place_of(self, kind: str, record: Record) -> Place:
        """Where the record stands; one that waits no longer, where it stood."""
        ((many, before, there, previous, following),) = self._asked(PLACE, kind, record)
        return Place(
            number=before + 1 if there else None,
            many=many,
            previous=_key(previous) if previous else None,
            following=_key(following) if following else None,
        )

    def to_go_on_with(self, kind: str, record: Record, *, following: Key | None = None) -> Key | None:
        """The next after the record that the user may decide; after the last one, from the beginning.

        Where it is known what follows the record, the queue is asked only when that is nothing for the user.
        """
        # Asked of one after the other: whether somebody entered a fact of a person takes long to ask of everybody.
        others = itertools.chain([following] if following else [], self._others(kind, record))
        return next(((kind, key) for kind, key in others if not made(self.user, KINDS[kind], key)), None)

    def _unordered(self) -> QuerySet[Any]:
        first, *others = [self._rows_of(kind).order_by().values_list(*COLUMNS) for kind in self.kinds]
        return first.union(*others, all=True)

    def _rows_of(self, kind: str) -> QuerySet[Any]:
        rows = waits(self.user, kind, self.kecamatan)
        return rows.annotate(risk=Value(0)) if self.order == "age" else risk.with_risk(rows)

    def _others(self, kind: str, record: Record) -> Iterator[Key]:
        for start in itertools.count(0, FEW):
            some = self._asked(OTHERS, kind, record, few=FEW, start=start)
            yield from map(_key, some)
            if len(some) < FEW:
                return

    def _asked(self, question: str, kind: str, record: Record, **more: int) -> list[Any]:
        said = {
            "word": kind,
            "pk": str(record.pk),
            "rank": self._rank(record),
            "submitted_at": record.submitted_at,
            **more,
        }
        with connection.cursor() as cursor:
            try:
                sql, values = self._unordered().query.sql_with_params()
            except EmptyResultSet:
                sql, values = EMPTY, ()
            rows = cursor.mogrify(sql, values).decode().replace("%", "%%")
            cursor.execute(QUEUE.format(sign=SIGNS[self.order], rows=rows) + question, said)
            return list(cursor.fetchall())

    def _rank(self, record: Record) -> int | None:
        """None of what was never handed in: it stood nowhere, and nothing comes before it."""
        if not record.submitted_at:
            return None
        return 0 if self.order == "age" else SIGNS[self.order] * len(risk.flags_of(record))


def _key(told: Sequence[Any]) -> Key:
    word, key = told
    return word, uuid.UUID(str(key))
