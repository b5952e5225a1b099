"""The index that leads from what is typed to people (docs/decisions/0025): candidates, whom the rule of scope then judges."""

import uuid
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection, transaction
from psycopg2.errors import QueryCanceled

from participants.models import Participant

# So many rows are read of one place: somebody may be there by two of their words, and in two of the user's places.
MOST = 60
# How rare a word is, the last three places tell; one that begins more names there is common, and counting on would cost.
COMMON = 3000
# Everybody's name is compared with what is typed: in so many milliseconds, of so many letters, or not at all.
PATIENCE = 300
COMPARED = 30

PLACES = """
WITH place AS MATERIALIZED (
    SELECT code FROM programs_kecamatan WHERE %(area)s::text[] IS NULL OR code = ANY (%(area)s::text[]) ORDER BY code
)"""
# Read along the word that begins the fewest names; the others begin some other word of the same name.
WORDS = f"""{PLACES}, typed AS MATERIALIZED (
    SELECT word, word || chr(1114111) AS after, n FROM unnest(words_of(%(text)s)) WITH ORDINALITY typed (word, n)
), led AS MATERIALIZED (
    SELECT word, after, ARRAY(SELECT '%% ' || other.word || '%%' FROM typed other WHERE other.n <> typed.n) AS others
    FROM typed
    ORDER BY (SELECT CASE WHEN (SELECT count(*) FROM typed) > 1 THEN count(*) END FROM (
        SELECT FROM (SELECT code FROM place ORDER BY code DESC LIMIT 3) place, LATERAL (
            SELECT FROM participants_findable there
            WHERE kecamatan = code AND there.word >= typed.word AND there.word < after LIMIT %(common)s
        ) one LIMIT %(common)s
    ) alike), length(word) DESC, n LIMIT 1
)
SELECT found.* FROM led, place, LATERAL (
    SELECT participant, there.word FROM participants_findable there
    WHERE kecamatan = code AND there.word >= led.word AND there.word < after AND there.word LIKE ALL (others)
    ORDER BY there.word LIMIT %(most)s
) found
"""  # noqa: S608 - our own words
BEGINNINGS = f"""{PLACES}
SELECT found.* FROM unnest(%(beginnings)s) beginning, place, LATERAL (
    SELECT participant, there.word FROM participants_findable there
    WHERE kecamatan = code AND there.word >= beginning AND there.word < beginning || chr(1114111)
    ORDER BY there.word LIMIT %(most)s
) found
"""  # noqa: S608 - our own words
NEAR = "SELECT participant, '' AS word FROM named_nearly(%(text)s, %(area)s::text[], %(most)s)"

# Of whoever was merged into somebody else, the person kept.
KEPT = "(SELECT merged_into_id FROM participants_participant WHERE id = found.participant) AS kept"

Found = list[tuple[uuid.UUID, str, uuid.UUID | None]]


def by_words(area: Collection[str] | None, text: str) -> Found:
    """Who has a name of which each typed word begins a word, in any order: whole words first."""
    return _asked(WORDS, area, text=text, common=COMMON)


def by_beginnings(area: Collection[str] | None, beginnings: Iterable[str]) -> Found:
    """Who has a key that begins like one of these."""
    return _asked(BEGINNINGS, area, beginnings=list(beginnings))


def nearly(area: Collection[str] | None, text: str) -> Found:
    """Whose name is written nearly so, the nearest first; nobody where telling it would take too long."""
    try:
        with transaction.atomic(), _impatient():
            return _asked(NEAR, area, ordered=False, text=text[:COMPARED])
    except OperationalError as refusal:
        if not isinstance(refusal.__cause__, QueryCanceled):
            raise
        return []


def kept(found: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those found, and the person kept of each who was merged into somebody else."""
    merged = Participant.objects.filter(pk__in=found, merged_into__isnull=False).values_list("pk", "merged_into")
    return {*found, *(person for _row, person in merged)}


@contextmanager
def _impatient() -> Iterator[None]:
    """Statements that take longer are cancelled; afterwards the transaction is as patient as before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('statement_timeout'), set_config('statement_timeout', %s, true)", [f"{PATIENCE}"]
        )
        before, _now = cursor.fetchone()
        yield
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [before])


def _asked(sql: str, area: Collection[str] | None, *, ordered: bool = True, **asked: Any) -> Found:
    sql = f"SELECT found.*, {KEPT} FROM ({sql}) found"  # noqa: S608 - our own words
    # Of a whole city's places the first that have enough will do; of few, the best of all.
    order = "ORDER BY 2" if ordered and area is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{sql} {order} LIMIT %(most)s", {"area": None if area is None else list(area), "most": MOST, **asked}
        )
        return cursor.fetchall()
