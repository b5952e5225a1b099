"""What happened lately: changes of records, and what was done to months and definitions, which no trail of a record has."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast

from okoce.core.months import Month
from reports.audit import log, months
from reports.audit.log import Happened
from reports.models import Closing, Definition, Naming, Reopening


class Line(NamedTuple):
    happened: Happened
    # Of what is no change of records: the month whose history has it.
    month: Month | None = None
    # And of a definition that was added, its code.
    definition: str = ""


def lately(*, user: int | None = None, since: datetime.date | None = None) -> QuerySet[Any]:
    """What to tell of and when, newest first: rows of kind, key and time."""
    sources: list[tuple[str, QuerySet[Any], str, str]] = [
        ("closing", Closing.objects.order_by(), "closed_at", "closed_by"),
        ("asked", Reopening.objects.order_by(), "asked_at", "asked_by"),
        ("answered", Reopening.objects.order_by().filter(answered_at__isnull=False), "answered_at", "answered_by"),
        ("naming", Naming.objects.order_by().filter(revision__isnull=False), "revision__at", "named_by"),
        ("definition", Definition.objects.order_by().filter(revision__isnull=False), "revision__at", "added_by"),
    ]
    parts = [_part("change", log.latest(user=user, since=since).order_by(), "created_at")]
    for kind, rows, at, by in sources:
        narrowed = rows.filter(**{by: user}) if user else rows
        narrowed = narrowed.filter(**{f"{at}__date__gte": since}) if since else narrowed
        parts.append(_part(kind, narrowed, at))
    first, *others = parts
    return first.union(*others, all=True).order_by("-at", "-key")


def told(rows: Iterable[dict[str, Any]]) -> list[Line]:
    """Each in words, in the same order."""
    keys = defaultdict(list)
    for row in rows:
        keys[row["kind"]].append(row["key"])
    found = {("change", str(one.context)): Line(one) for one in log.told(log.latest().filter(pk__in=keys["change"]))}
    for one in [
        *months.closed(Closing.objects.filter(pk__in=keys["closing"])),
        *months.asked(Reopening.objects.filter(pk__in=keys["asked"])),
        *months.answered(Reopening.objects.filter(pk__in=keys["answered"])),
        *months.named(Naming.objects.filter(pk__in=keys["naming"])),
        *months.added(Definition.objects.filter(pk__in=keys["definition"])),
    ]:
        happened = Happened(None, one.at, one.what, one.who, one.why, [])
        found[one.kind, one.key] = Line(happened, one.month and Month.of(one.month), "" if one.month else one.key)
    return [found[row["kind"], row["key"]] for row in rows]


def _part(kind: str, rows: QuerySet[Any], at: str) -> QuerySet[Any]:
    said = rows.annotate(kind=Value(kind, CharField()), key=Cast("pk", CharField()), at=F(at))
    return said.values("kind", "key", "at")
