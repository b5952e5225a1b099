"""What confirming lines of an official list, or withdrawing the list, will change: told before anybody does it."""

import datetime
import uuid
from collections.abc import Collection, Sequence
from contextlib import suppress
from functools import partial
from itertools import groupby
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.signing import Signer
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from okoce.accounts.models import User
from okoce.core.months import Month
from participants.models import PERSON, Match, Milestone, OfficialList, State, Verification
from participants.reconciling import deciding, withdrawing
from participants.reconciling.shared import hold_numbers
from reports import foreseen
from reports.contributions import days_of
from reports.foreseen import AS_IT_IS, Moved

# Of so many lines the rules are asked as if it were done; of more it would take longer than a page may.
MOST = 100
SHOWN = Signer(salt="reports.foreseen_lists")
# Who is not new, by the rule that counts: as it is, and as it were without some of the confirmations.
CONFIRMED = "match.state = 'confirmed'"
NOT_NEW = f"""
WITH scope AS MATERIALIZED (SELECT unnest(%(people)s::uuid[]) AS source_id)
SELECT DISTINCT source_id
FROM ({days_of("not_new").replace(CONFIRMED, f"{CONFIRMED} AND match.id <> ALL (%(without)s::uuid[])")}) stood
"""


class OfAMonth(NamedTuple):
    """By how much the numbers of one month change in the whole city, and in which month that is posted."""

    month: Month
    posted_in: Month
    numbers: list[tuple[str, int]]

    @property
    def closed_into(self) -> Month | None:
        """Where it is posted instead, as the month is closed."""
        return self.posted_in if self.month != self.posted_in else None


class Changes(NamedTuple):
    """How many lines, of how many people; records that are verified by it or no longer; people who are not new by it, or again.

    `months` is None where there are too many lines to ask; `refused` are lines that cannot be confirmed, each with why.
    """

    lines: int
    people: int
    records: int
    newness: int
    months: list[OfAMonth] | None
    refused: list[tuple[Match, str]]

    @property
    def told(self) -> tuple[object, ...]:
        """What a page shows of it, to be compared with what another showed."""
        months = [(f"{one.month}", f"{one.posted_in}", one.numbers) for one in self.months or []]
        return *self[:4], months, [match.pk for match, _why in self.refused]


def of_confirmations(*, by: User, matches: Sequence[Match], at: datetime.datetime) -> Changes:
    """What confirming these would change; nothing of it stays."""
    people = {match.participant.kept_id for match in matches}
    done, moved = foreseen.of_people(partial(_confirm, by, matches, people, at), people)
    return done._replace(months=_by_month(moved))


def shown(*, by: User, matches: Sequence[Match], changes: Changes) -> str:
    """What stands for these lines and what confirming them does, as the user was shown it; something else stands for another."""
    lines = [(match.pk, match.participant.kept_id, match.name_agrees, match.birth_agrees) for match in matches]
    return SHOWN.signature(repr((by.pk, lines, changes.told)))


def of_a_withdrawal(*, by: User, official: OfficialList, at: datetime.datetime) -> Changes:
    """What withdrawing the list would take back; nothing of it stays."""
    going = withdrawing.going(official)
    keys = list(going.values_list("pk", flat=True))
    people = _people(keys)
    again = _not_new(people) - _not_new(people, without=keys)
    records = _shown_by_these_alone(keys).count()
    months = None
    if len(keys) <= MOST:
        matches = list(going.select_related("line", "milestone").order_by("pk"))
        months = _by_month(foreseen.of_people(partial(_take_back, by, matches, at), people)[1])
    return Changes(len(keys), len(people), records, len(again), months, [])


def shown_of_a_withdrawal(*, by: User, official: OfficialList, changes: Changes) -> str:
    """The same of the whole list."""
    return SHOWN.signature(repr((by.pk, official.pk, changes.told)))


def _confirm(by: User, matches: Sequence[Match], people: set[uuid.UUID], at: datetime.datetime) -> Changes:
    keys = [match.pk for match in matches]
    # All of them are in one transaction here: whoever looks at another list with the same numbers waits, and no more.
    hold_numbers(matches)
    before = _not_new(people)
    done = deciding.confirm_each(by=by, matches=matches, at=at)
    confirmed = list(Match.objects.filter(pk__in=keys, state=Match.State.CONFIRMED).values_list("pk", flat=True))
    records = _shown_by_these_alone(confirmed).count()
    return Changes(done.many, len(_people(confirmed)), records, len(_not_new(people) - before), None, done.refused)


def _take_back(by: User, matches: Sequence[Match], at: datetime.datetime) -> None:
    for match in matches:
        # What it leaves, the withdrawal itself leaves too.
        with suppress(ValidationError):
            deciding.void(by, match, AS_IT_IS)
        deciding.taken_back(by, match, AS_IT_IS, at)


def _not_new(people: Collection[uuid.UUID], *, without: Collection[uuid.UUID] = ()) -> set[uuid.UUID]:
    """Which of these people, who are kept, are not new; `without` what these matches say."""
    with connection.cursor() as cursor:
        cursor.execute(NOT_NEW, {"people": list(people), "without": list(without)})
        return {key for (key,) in cursor.fetchall()}


def _people(keys: list[uuid.UUID]) -> set[uuid.UUID]:
    """Whom these matches are of, as they are kept."""
    return set(Match.objects.filter(pk__in=keys).values_list(PERSON, flat=True))


def _shown_by_these_alone(keys: list[uuid.UUID]) -> QuerySet[Milestone]:
    """Records that are verified because one of these matches was confirmed, and that no other one shows."""
    others = Match.objects.filter(milestone=OuterRef("pk"), state=Match.State.CONFIRMED).exclude(pk__in=keys)
    newest = Verification.objects.filter(milestone=OuterRef("pk")).order_by("-checked_at", "-pk").values("batch")
    records = Milestone.objects.filter(
        state=State.VERIFIED, pk__in=Match.objects.filter(pk__in=keys).values("milestone")
    )
    records = records.annotate(batch=Subquery(newest[:1])).exclude(Exists(others))
    return records.filter(Exists(Match.objects.filter(pk=OuterRef("batch"), milestone=OuterRef("pk"))))


def _by_month(moved: list[Moved]) -> list[OfAMonth]:
    """The places added up; what only moves between them is no change of the city's."""
    told = []
    for (month, posted_in), ones in groupby(moved, key=lambda one: (one.month, one.posted_in)):
        numbers: dict[str, int] = {}
        for one in ones:
            numbers[one.name] = numbers.get(one.name, 0) + one.delta
        if changed := [(name, delta) for name, delta in numbers.items() if delta]:
            told.append(OfAMonth(month, posted_in, changed))
    # Open months first, and closed ones by where they are posted.
    return sorted(told, key=lambda one: (one.closed_into is not None, one.posted_in, one.month))
