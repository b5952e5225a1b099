"""Who approved, sent back, revoked or took back what: the checker beside everybody who made part of the record."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Count, F, QuerySet

from okoce.accounts.models import User
from okoce.core.months import Month
from participants.models import Verification
from reports.audit.makers import users_behind
from reports.facts import DECIDED, called


class Decided(NamedTuple):
    at: datetime.datetime
    decision: str
    word: str
    kind: str
    key: uuid.UUID
    record: str
    checker: str
    makers: list[str]
    reason: str
    # Of a person's case, which all are called the same: where the person was registered.
    place: str
    # How many were decided so in one go, this one among them.
    batch: int


def decisions(
    *, user: int | None = None, decision: str = "", kind: str = "", month: Month | None = None
) -> QuerySet[Verification]:
    """The decisions, newest first; a user is whoever checked or handed in."""
    rows = Verification.objects.order_by("-checked_at", "-pk")
    if user:
        rows = rows.filter(checked_by=user) | rows.filter(made_by=user)
    if decision:
        rows = rows.filter(decision=decision)
    if kind:
        rows = rows.filter(**{f"{kind.replace('-', '_')}__isnull": False})
    if month:
        first, after = month.days()
        rows = rows.filter(checked_at__date__gte=first, checked_at__date__lt=after)
    return rows


def in_words(rows: Iterable[Verification]) -> list[Decided]:
    """Each with its record and people, asked for together."""
    keys = [one.pk for one in rows]
    found: Any = Verification.objects.filter(pk__in=keys).order_by("-checked_at", "-pk")
    found = found.select_related(*DECIDED, "training__curriculum", "checked_by")
    found = found.annotate(place=F("entrepreneur__participant__registered_in__name"))
    batches, makers = _batches(found), _makers(found)
    return [_decided(one, batches, makers[one.pk]) for one in found]


def _decided(one: Any, batches: dict[tuple[uuid.UUID, str], int], makers: list[str]) -> Decided:
    record = getattr(one, one.column)
    return Decided(
        at=one.checked_at,
        decision=one.decision,
        word=str(one.get_decision_display()),
        kind=one.column.replace("_", "-"),
        key=record.pk,
        record=called(record),
        checker=one.checked_by.name,
        makers=makers,
        reason=one.reason,
        place=one.place or "",
        batch=batches.get((one.batch, one.decision), 0),
    )


def _makers(rows: Iterable[Verification]) -> dict[int, list[str]]:
    """The names of everybody who handed in or made part of what each is about."""
    behind = users_behind(one.pk for one in rows)
    users = {one.pk: {*behind.get(one.pk, ()), *([one.made_by_id] if one.made_by_id else [])} for one in rows}
    names = dict(User.objects.filter(pk__in=set().union(*users.values())).values_list("pk", "name"))
    return {decision: sorted({names[key] for key in keys}) for decision, keys in users.items()}


def _batches(rows: Iterable[Verification]) -> dict[tuple[uuid.UUID, str], int]:
    """How many decisions of each kind: who takes a batch back does so in the same batch."""
    keys = {one.batch for one in rows if one.batch}
    counted = Verification.objects.filter(batch__in=keys).order_by().values("batch", "decision")
    told = counted.annotate(many=Count("pk")).values_list("batch", "decision", "many")
    return {(batch, decision): many for batch, decision, many in told}


def by_checker(rows: QuerySet[Verification]) -> list[dict[str, Any]]:
    """How many of each decision each checker made, whoever decided most first."""
    counted: dict[str, dict[str, int]] = {}
    of_each = rows.order_by().values_list("checked_by__name", "decision").annotate(many=Count("pk"))
    for name, decision, many in of_each:
        counted.setdefault(name, {})[decision] = many
    every = [{"checker": name, "all": sum(of.values()), **of} for name, of in counted.items()]
    return sorted(every, key=lambda one: (-one["all"], one["checker"]))
