"""What happened lately: changes of records, and what was done to months, which no trail of a record has."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from okoce.core.months import Month
from okoce.core.templatetags.jakarta import month as in_words
from reports.audit import log
from reports.audit.log import Happened
from reports.models import Closing, Naming, Reopening


class Line(NamedTuple):
    happened: Happened
    # Of what is no change of records: the month whose history has it.
    month: Month | None = None


def lately(*, user: int | None = None, since: datetime.date | None = None) -> QuerySet[Any]:
    """What to tell of and when, newest first: rows of kind, key and time."""
    sources: list[tuple[str, QuerySet[Any], str, str]] = [
        ("closing", Closing.objects.order_by(), "closed_at", "closed_by"),
        ("asked", Reopening.objects.order_by(), "asked_at", "asked_by"),
        ("answered", Reopening.objects.order_by().filter(answered_at__isnull=False), "answered_at", "answered_by"),
        ("naming", Naming.objects.order_by().filter(revision__isnull=False), "revision__at", "named_by"),
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
    for one in Closing.objects.filter(pk__in=keys["closing"]).select_related("closed_by"):
        what = _("Closed %(month)s: link %(number)s of the chain") % {"month": _month(one), "number": one.number}
        found["closing", str(one.pk)] = _line(one.closed_at, what, one.closed_by, "", one.month)
    for asked in Reopening.objects.filter(pk__in=[*keys["asked"], *keys["answered"]]).select_related(
        "closing", "asked_by", "answered_by"
    ):
        month = asked.closing.month
        said = {"month": in_words(month)}
        what = _("Asked to open %(month)s again") % said
        found["asked", str(asked.pk)] = _line(asked.asked_at, what, asked.asked_by, asked.reason, month)
        answer = _("Opened %(month)s again") if asked.confirmed else _("Declined to open %(month)s again")
        found["answered", str(asked.pk)] = _line(
            asked.answered_at, answer % said, asked.answered_by, asked.reason, month
        )
    for named in Naming.objects.filter(pk__in=keys["naming"]).select_related("named_by", "revision"):
        words = {"definition": named.definition_id, "month": in_words(named.from_month)}
        what = _("The headline reads %(definition)s from %(month)s on") % words
        at = named.revision.at if named.revision else None
        found["naming", str(named.pk)] = _line(at, what, named.named_by, named.reason, named.from_month)
    return [found[row["kind"], row["key"]] for row in rows]


def _part(kind: str, rows: QuerySet[Any], at: str) -> QuerySet[Any]:
    said = rows.annotate(kind=Value(kind, CharField()), key=Cast("pk", CharField()), at=F(at))
    return said.values("kind", "key", "at")


def _month(closing: Closing) -> str:
    return in_words(closing.month)


def _line(at: Any, what: str, who: Any, why: str, month: datetime.date) -> Line:
    name = who.name if who else _("by command")
    return Line(Happened(None, at, what, name, why, []), Month.of(month))
