"""Which agency a counted person is credited to, which others contributed, and how often one person is claimed twice.

A reading beside the counts (docs/counting.md, “Agencies”). Whoever counts is taken from the ledger, so the sum of the
credit is the number itself; the rule of who finished which training is the one that counts the city.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import combinations
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db import connection

from okoce.core.months import Month
from okoce.core.planning import in_bulk
from programs.models import Agency
from reports.contributions import days_of, text_of
from reports.explaining.asked import Number
from reports.explaining.postings import entries_of
from reports.fingerprint import fingerprint

# People whom no training helped until the day on which they count: mentoring alone, or nothing at all.
NO_AGENCY = ""
# The matrix of who shares people with whom is drawn for so many.
WIDEST = 12
# What is kept is asked for again under another key as soon as it could be another.
KEPT_FOR = 24 * 60 * 60

# Each who counts, with the agencies whose trainings they had finished by the day on which they count, in the order in which they
# finished them: of two on one day the first that ended earlier, then the lower id. Whoever counts has climbed the rung: it is
# not asked again who may.
CLAIMS = f"""
WITH counted AS MATERIALIZED (
    SELECT source_id, month, kecamatan, sum(delta)::bigint AS value
    FROM ({{entries}}) entry
    GROUP BY source_id, month, kecamatan
    HAVING sum(delta) <> 0
),
reports_thresholds AS (
    SELECT suffix, attendance_percent, visit_days, licence_types FROM reports_thresholds WHERE suffix = %(suffix)s
),
threshold AS (SELECT suffix, attendance_percent FROM reports_thresholds),
person AS MATERIALIZED (
    SELECT DISTINCT source_id, source_id AS participant_id FROM counted
    UNION ALL
    SELECT DISTINCT source_id, folded.id FROM counted JOIN participants_participant folded ON folded.merged_into_id = source_id
),
training AS MATERIALIZED (
    SELECT training.id AS training_id, agency_id AS agency,
           row_number() OVER (ORDER BY max(held_on), max(held_on + ends_at), training.id) AS nth
    FROM programs_training training
    JOIN programs_trainingsession session ON session.training_id = training.id AND session.state = 'held'
    WHERE training.state = 'verified'
    GROUP BY training.id
),
finished AS MATERIALIZED (
    SELECT source_id, day, nth, agency FROM ({text_of("finished")}) done JOIN training USING (training_id)
),
-- The day within the month matters to those alone who finished a training in the month itself.
close AS (
    SELECT DISTINCT counted.source_id FROM counted JOIN finished USING (source_id) WHERE month_of(finished.day) = counted.month
),
until AS (
    SELECT source_id, month_of(day) AS month, {{which}}(day) AS day FROM ({{stood}}) stood GROUP BY 1, 2
),
claimed AS (
    SELECT counted.source_id, counted.month, counted.kecamatan, counted.value,
           array_agg(agency ORDER BY nth) FILTER (WHERE agency IS NOT NULL) AS agencies
    FROM counted
    LEFT JOIN until USING (source_id, month)
    LEFT JOIN finished ON finished.source_id = counted.source_id
        AND finished.day <= coalesce(until.day, (counted.month + interval '1 month')::date - 1)
    GROUP BY counted.source_id, counted.month, counted.kecamatan, counted.value
)
SELECT month, kecamatan, coalesce(agencies, '{{{{}}}}'), sum(value)::bigint
FROM claimed
GROUP BY month, kecamatan, agencies
"""
# The days on which they stood on the rung. Who is trained finished the first training that day: it is not worked out twice.
TRAINED = "SELECT source_id, day FROM finished"
STOOD = """
WITH scope AS MATERIALIZED (SELECT source_id FROM close)
SELECT source_id, day FROM ({days}) each_day (source_id, metric, day, value) WHERE metric = %(metric)s
"""
# Of no more than so many entries each person's rows are looked up; of more, tables are read from end to end.
FEW = 5_000
ARE_FEW = "SELECT count(*) <= %(few)s FROM (SELECT FROM ({entries}) entry LIMIT %(few)s + 1) first_of_them"
# What decides who is credited and moves no number: a verified training with its agency, and who is whom.
FACTS = """
SELECT md5(concat(
    (SELECT string_agg(concat_ws(' ', id, agency_id, version), ',' ORDER BY id) FROM programs_training WHERE state = 'verified'),
    (SELECT concat_ws(' ', count(*), count(undone_at)) FROM participants_merge)
))
"""


class Claimed(NamedTuple):
    """So many of one month and place who finished trainings of these agencies, the credited one first."""

    month: Month
    kecamatan: str
    agencies: tuple[str, ...]
    value: int

    @property
    def credited(self) -> str:
        return self.agencies[0] if self.agencies else NO_AGENCY


@dataclass(frozen=True)
class Claims:
    """What agencies would report by themselves, added up; whom none of them claims; and everybody once."""

    claims: int
    unclaimed: int
    union: int

    @property
    def overlap(self) -> int:
        """How often somebody was claimed by one more agency: what adding up the agencies' numbers counts too much."""
        return self.claims + self.unclaimed - self.union


@dataclass(frozen=True)
class Share:
    """Of one agency: whom it is credited with, to whom it contributed, and how many of both another claims too."""

    agency: str
    credit: int
    contribution: int
    shared: int

    @property
    def claim(self) -> int:
        return self.credit + self.contribution


def claimed_of(number: Number) -> list[Claimed]:
    """Everybody whom the number counts, by whom they are claimed; kept until a fact or a number moves."""
    key = _key(number)
    if (kept := cache.get(key)) is None:
        kept = _claimed(number)
        cache.set(key, kept, KEPT_FOR)
    return [Claimed(Month.of(month), kecamatan, tuple(agencies), value) for month, kecamatan, agencies, value in kept]


def _claimed(number: Number) -> list[tuple[Any, ...]]:
    entries, said = entries_of(number)
    said |= {"suffix": number.suffix, "few": FEW}
    trained = number.plain == "trained"
    stood = TRAINED if trained else STOOD.format(days=days_of(number.plain))
    sql = CLAIMS.format(entries=entries, stood=stood, which="min" if trained else "max")
    with connection.cursor() as cursor:
        cursor.execute(ARE_FEW.format(entries=entries), said)
        ((are_few,),) = cursor.fetchall()
        with nullcontext() if are_few else in_bulk(memory="64MB"):
            cursor.execute(sql, said)
            return [
                (month, kecamatan, list(dict.fromkeys(agencies)), value)
                for month, kecamatan, agencies, value in cursor.fetchall()
            ]


def _key(number: Number) -> str:
    with connection.cursor() as cursor:
        cursor.execute(FACTS)
        ((facts,),) = cursor.fetchall()
    said = (number.metric, number.less, number.first, number.last, number.kecamatan, fingerprint(), facts)
    return f"agencies:{hashlib.sha256(repr(said).encode()).hexdigest()}"


def shares(claimed: Iterable[Claimed]) -> list[Share]:
    """Of each agency that is credited or contributed, the largest credit first; without an agency at the end."""
    credit: Counter[str] = Counter()
    contribution: Counter[str] = Counter()
    shared: Counter[str] = Counter()
    for one in claimed:
        credit[one.credited] += one.value
        for agency in one.agencies[1:]:
            contribution[agency] += one.value
        if len(one.agencies) > 1:
            shared.update(dict.fromkeys(one.agencies, one.value))
    found = [Share(agency, credit[agency], contribution[agency], shared[agency]) for agency in credit | contribution]
    return sorted(found, key=lambda share: (share.agency == NO_AGENCY, -share.credit, share.agency))


def together(claimed: Iterable[Claimed]) -> Claims:
    rows = list(claimed)
    return Claims(
        claims=sum(one.value * len(one.agencies) for one in rows),
        unclaimed=sum(one.value for one in rows if not one.agencies),
        union=sum(one.value for one in rows),
    )


def by(claimed: Iterable[Claimed], what: Callable[[Claimed], Any]) -> dict[Any, Claims]:
    """The same of each kecamatan or month."""
    groups: dict[Any, list[Claimed]] = {}
    for one in claimed:
        groups.setdefault(what(one), []).append(one)
    return {key: together(rows) for key, rows in groups.items()}


def pairs(claimed: Iterable[Claimed]) -> dict[tuple[str, str], int]:
    """How many people each two agencies share, whichever of the two comes first."""
    found: Counter[tuple[str, str]] = Counter()
    for one in claimed:
        for first, second in combinations(one.agencies, 2):
            found[first, second] += one.value
            found[second, first] += one.value
    return dict(found)


def matrix(claimed: Iterable[Claimed], agencies: list[str]) -> list[tuple[str, list[int | None]]]:
    """A row for each agency with the people whom it shares with each; none with itself, and none at all for too many."""
    if not 1 < len(agencies) <= WIDEST:
        return []
    found = pairs(claimed)
    return [(one, [None if one == other else found.get((one, other), 0) for other in agencies]) for one in agencies]


def names() -> dict[str, str]:
    return dict(Agency.objects.values_list("code", "name"))
