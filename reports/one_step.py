"""Who is one step away: who would count as a new entrepreneur with one single thing that is missing.

Whether somebody would count is asked of the counting rules (docs/counting.md, “C10 new_entrepreneurs” and “Who is one step
away”): the very text that counts the city is read over the facts as they would be with that one thing. So no rule is
written a second time. It is a reading of today, and nothing of it is kept.
"""

import datetime
import uuid
from collections import defaultdict
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Any

from django.db import connection
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from okoce.accounts.models import User
from participants.caseload import people_of
from participants.models import PERSON, Entrepreneur, OfTheWhole, Participant, Residence, State
from participants.submission import to_finish
from reports.contributions import GIVEN, text_of
from reports.facts import RULING

# The first set of thresholds alone: it is the one of the headline, and of the person's own page.
FIRST = "SELECT suffix, attendance_percent, visit_days, licence_types FROM reports_thresholds WHERE suffix = ''"

AS_IT_IS = f"""
WITH scope AS ({GIVEN}), reports_thresholds AS ({FIRST}), stood AS ({text_of("days")})
SELECT DISTINCT source_id, metric FROM stood
"""

# Each person stands here once for each thing that may be missing, with that thing done; what waits for a verifier is
# approved everywhere. The rules find these rows under the names of the tables that they read.
AS_IT_WOULD_BE = f"""
-- What was recorded of whoever was merged into the person is the person's.
WITH theirs AS MATERIALIZED (
    SELECT person, member FROM unnest(%(people)s::uuid[]) person CROSS JOIN LATERAL whole_of(person) member
),
world AS MATERIALIZED (
    SELECT gen_random_uuid() AS source_id, person, thing, record
    FROM (
        SELECT person, thing, NULL::uuid AS record
        FROM unnest(%(people)s::uuid[]) person, unnest(%(things)s::text[]) thing
        UNION ALL
        SELECT person, 'milestone', id FROM theirs JOIN participants_milestone ON participant_id = member
        WHERE state IN ('draft', 'returned') AND completed_on IS NOT NULL AND has_evidence
        UNION ALL
        SELECT person, 'returned visit', id FROM theirs JOIN participants_visit ON participant_id = member
        WHERE state = 'returned'
        UNION ALL
        SELECT person, 'job report', id FROM theirs JOIN participants_jobreport ON participant_id = member
        WHERE state = 'returned'
        UNION ALL
        SELECT DISTINCT person, 'training', training_id
        FROM participants_attendance
        JOIN theirs ON member = participant_id
        JOIN programs_trainingsession session ON session.id = session_id
        WHERE training_id = ANY (%(trainings)s)
    ) missing
),
scope AS (SELECT source_id FROM world),
told AS MATERIALIZED (SELECT world.*, member FROM world JOIN theirs USING (person)),
reports_thresholds AS ({FIRST}),
participants_participant AS (
    SELECT source_id AS id, NULL::uuid AS merged_into_id, identified OR thing = 'registration' AS identity_verified,
           baseline_workers,
           CASE thing WHEN 'registration' THEN coalesce(registered_on, %(today)s) ELSE registered_on END AS registered_on,
           CASE WHEN thing = 'registration' AND baseline = '' THEN 'no_business' ELSE baseline END AS baseline
    FROM (
        SELECT DISTINCT ON (source_id) source_id, thing, registered_on, baseline, baseline_workers,
               bool_or(identity_verified) OVER (PARTITION BY source_id) AS identified
        FROM told JOIN participants_participant somebody ON somebody.id = member
        ORDER BY source_id, somebody.registered_on, member <> person, member
    ) somebody
),
participants_residence AS (
    SELECT source_id AS participant_id FROM told JOIN participants_residence ON participant_id = member
    UNION ALL
    SELECT source_id FROM world WHERE thing = 'home'
),
participants_attendance AS (
    SELECT source_id AS participant_id, session_id, status
    FROM told
    JOIN participants_attendance ON participant_id = member
    JOIN programs_trainingsession session ON session.id = session_id
    JOIN programs_training training ON training.id = training_id
    WHERE training.state IN ('submitted', 'verified') OR training.id = record
),
programs_trainingsession AS NOT MATERIALIZED (
    SELECT id, training_id, held_on, minutes, CASE state WHEN 'cancelled' THEN state ELSE 'held' END AS state
    FROM programs_trainingsession
),
programs_training AS NOT MATERIALIZED (SELECT id, 'verified' AS state FROM programs_training),
participants_visit AS (
    SELECT source_id AS participant_id, held_on, confirms_trading,
           CASE WHEN state = 'submitted' OR id = record THEN 'verified' ELSE state END AS state
    FROM told JOIN participants_visit ON participant_id = member
    UNION ALL
    SELECT source_id, %(later)s, true, 'verified' FROM world WHERE thing = 'visit'
),
participants_milestone AS (
    SELECT source_id AS participant_id, kind, completed_on, licence_type, own_name,
           CASE WHEN state = 'submitted' OR id = record THEN 'verified' ELSE state END AS state
    FROM told JOIN participants_milestone ON participant_id = member
    UNION ALL
    SELECT source_id, 'licence', %(later)s, licence_types[1], true, 'verified'
    FROM world CROSS JOIN reports_thresholds WHERE thing = 'licence'
),
participants_jobreport AS (
    SELECT source_id AS participant_id, reported_on, full_time, part_time,
           CASE WHEN state = 'submitted' OR id = record THEN 'verified' ELSE state END AS state
    FROM told JOIN participants_jobreport ON participant_id = member
),
stood AS ({text_of("days")})
SELECT DISTINCT person, thing, record, metric FROM world JOIN stood USING (source_id)
WHERE metric IN ('met', 'helped', 'proof')
"""

# What is done by nobody, by a visit that sees the business trading, and so on.
NOTHING, VISIT, LICENCE, REGISTRATION, HOME = "nothing", "visit", "licence", "registration", "home"
THINGS = [NOTHING, VISIT, LICENCE, REGISTRATION, HOME]


class Missing(IntEnum):
    """The one thing that is missing, nearest first."""

    CASE = 1
    HAND_IN = 2
    VISIT = 3
    PROOF = 4
    LATER_PROOF = 5
    LICENCE = 6
    REGISTRATION = 7
    HOME = 8


@dataclass(frozen=True)
class Near:
    """Somebody who would count with that one thing; `records` are those of which one is to be handed in."""

    person: uuid.UUID
    missing: Missing
    records: frozenset[uuid.UUID] = frozenset()
    # Lives outside Jakarta: counts on a line of its own (C3).
    outside: bool = False


@dataclass(frozen=True)
class OneStep:
    """Those who are one step away, nearest first; how many only wait for a verifier; and of how many people that is said."""

    near: list[Near]
    waiting: int
    people: int


@dataclass
class Would:
    """What the rules say of one person's facts as they would be: what is met with each thing, and with which records."""

    met: set[str] = field(default_factory=set)
    records: set[uuid.UUID] = field(default_factory=set)
    # Of the steps towards it, those that are there once everything that waits is approved.
    steps: set[str] = field(default_factory=set)


def one_step_away(user: User, *, on: datetime.date) -> OneStep:
    """Of the people whom the user looks after, by what is missing and then by name; as many queries for all as for one.

    Left out are who counts already, who was not new (*naik kelas* never counts), and whose case was revoked. Who lives
    outside Jakarta comes last: they count, and not towards the city's target.
    """
    people = _people(user)
    stand = _stand(list(people))
    open_still = [person for person in people if not {"new_entrepreneurs", "not_new"} & stand[person]]
    would = _would(open_still, _to_hand_in(user, on), on)
    cases = _cases(open_still)
    near = [one for person in open_still if (one := _near(person, would[person], cases.get(person)))]
    waiting = sum(NOTHING in would[person].met and cases.get(person) not in SHUT for person in open_still)
    placed = [replace(one, outside=people[one.person]) for one in near]
    return OneStep(sorted(placed, key=lambda one: (one.outside, one.missing)), waiting, len(people))


def _people(user: User) -> dict[uuid.UUID, bool]:
    """By name, each with whether they live outside Jakarta."""
    homes = Residence.objects.filter(OfTheWhole("participant", OuterRef("pk"))).annotate(is_outside=Q(kecamatan=None))
    outside = Coalesce(Subquery(homes.order_by("-since").values("is_outside")[:1]), False)
    return dict(people_of(user).order_by("name", "pk").values_list("pk", outside))


# A case that came back is one thing more to do, and one that was revoked is over.
SHUT = {State.RETURNED, State.REVOKED}


def _cases(people: list[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The state of each person's case; of two rows with one each, of the one that rules."""
    rows = Entrepreneur.objects.filter(participant__in=Participant.objects.rows_of(people)).values_list(PERSON, "state")
    return dict(sorted(rows, key=lambda row: RULING.index(row[1]), reverse=True))


def _near(person: uuid.UUID, would: Would, case: str | None) -> Near | None:
    if NOTHING in would.met:
        return Near(person, Missing.CASE) if case == State.RETURNED else None
    if case in SHUT:
        return None
    if would.records:
        return Near(person, Missing.HAND_IN, frozenset(would.records))
    missing = {
        VISIT: _by_a_visit(would),
        LICENCE: Missing.LICENCE,
        REGISTRATION: Missing.REGISTRATION,
        HOME: Missing.HOME,
    }
    return next((Near(person, missing[thing]) for thing in missing if thing in would.met), None)


def _by_a_visit(would: Would) -> Missing:
    """What a visit with a photo brings: it helps, and it proves that the business trades."""
    if "helped" not in would.steps:
        return Missing.VISIT
    return Missing.LATER_PROOF if "proof" in would.steps else Missing.PROOF


def _stand(people: list[uuid.UUID]) -> dict[uuid.UUID, set[str]]:
    """The rungs and steps on which each of them stands now."""
    stand: dict[uuid.UUID, set[str]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(AS_IT_IS, [people])
        for person, metric in cursor.fetchall():
            stand[person].add(metric)
    return stand


def _to_hand_in(user: User, on: datetime.date) -> list[uuid.UUID]:
    return list(to_finish(user, on=on).values_list("pk", flat=True))


def _would(people: list[uuid.UUID], trainings: list[uuid.UUID], on: datetime.date) -> dict[uuid.UUID, Would]:
    would: dict[uuid.UUID, Would] = defaultdict(Would)
    # A day on which nothing has happened yet: a second visit of today would be no second day.
    later = on + datetime.timedelta(days=1)
    asked: dict[str, Any] = {
        "people": people, "trainings": trainings, "things": THINGS, "today": on, "later": later,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(AS_IT_WOULD_BE, asked)
        for person, thing, record, metric in cursor.fetchall():
            if metric != "met":
                would[person].steps |= {metric} if thing == NOTHING else set()
            elif record:
                would[person].records.add(record)
            else:
                would[person].met.add(thing)
    return would
