"""Who approved, sent back, revoked or took back what: the checker beside everybody who made part of the record."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Count, Prefetch, QuerySet

from okoce.accounts.models import User
from okoce.core.months import Month
from participants.models import Verification
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
    # How many were decided in one go with it.
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
    makers = [Prefetch(f"{column}__makers", queryset=User.objects.order_by("name")) for column in DECIDED]
    keys = [one.pk for one in rows]
    found: Any = Verification.objects.filter(pk__in=keys).order_by("-checked_at", "-pk")
    found = found.select_related(*DECIDED, "training__curriculum", "checked_by", "made_by").prefetch_related(*makers)
    batches = _batches(found)
    return [_decided(one, batches) for one in found]


def _decided(one: Verification, batches: dict[uuid.UUID, int]) -> Decided:
    column = next(name for name in DECIDED if getattr(one, f"{name}_id"))
    record = getattr(one, column)
    made = {user.name for user in record.makers.all()} | ({one.made_by.name} if one.made_by else set())
    return Decided(
        one.checked_at,
        one.decision,
        str(one.get_decision_display()),
        column.replace("_", "-"),
        record.pk,
        called(record),
        one.checked_by.name,
        sorted(made),
        one.reason,
        batches.get(one.batch, 0) if one.batch else 0,
    )


def _batches(rows: Iterable[Verification]) -> dict[uuid.UUID, int]:
    keys = {one.batch for one in rows if one.batch}
    counted = Verification.objects.filter(batch__in=keys).order_by().values("batch").annotate(many=Count("pk"))
    return dict(counted.values_list("batch", "many"))


def by_checker(rows: QuerySet[Verification]) -> list[dict[str, Any]]:
    """How many of each decision each checker made, whoever decided most first."""
    counted: dict[str, dict[str, int]] = {}
    of_each = rows.order_by().values_list("checked_by__name", "decision").annotate(many=Count("pk"))
    for name, decision, many in of_each:
        counted.setdefault(name, {})[decision] = many
    every = [{"checker": name, "all": sum(of.values()), **of} for name, of in counted.items()]
    return sorted(every, key=lambda one: (-one["all"], one["checker"]))
