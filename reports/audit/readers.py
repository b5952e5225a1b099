"""The log of reads, as somebody reads it, who is in it from then on (docs/privacy.md, “Who read whom”)."""

import datetime
import uuid
from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Count, Func, IntegerField, Max, Min, QuerySet, Sum

from okoce.accounts import reads
from okoce.accounts.models import Read
from reports.audit import addresses, kinds

# Keys that one line shows; the others are a number.
MOST = 6


class Line(NamedTuple):
    row: Read
    # The address, as people call it.
    where: str
    people: list[uuid.UUID]
    more: int


def asked(
    *,
    user: int | None = None,
    person: uuid.UUID | None = None,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
    row: int | None = None,
) -> QuerySet[Read]:
    """The reads, newest first: of a user, of a person, from a day until the end of another; or one of them."""
    rows = reads.of_people(_rows_of(person)) if person else Read.objects.select_related("user")
    rows = rows.filter(pk=row) if row else rows
    rows = rows.filter(user=user) if user else rows
    rows = rows.filter(at__date__gte=since) if since else rows
    return rows.filter(at__date__lte=until) if until else rows


def lines_of(rows: Sequence[Read], *, person: uuid.UUID | None = None, whole: bool = False) -> list[Line]:
    """Each with some of its people, or with all; whoever is shown here is read here."""
    keys = _rows_of(person) if person else []
    shown = [(row, row.people if whole else _first(row, keys)) for row in rows]
    lines = [
        Line(row, addresses.in_words(row.name, row.method), people, len(row.people) - len(people))
        for row, people in shown
    ]
    reads.note(*(key for line in lines for key in line.people))
    return lines


def by_reader(rows: QuerySet[Read]) -> QuerySet[Read]:
    """For each user how often they read, of how many people in all, and from when until when."""
    people = Sum(Func("people", function="cardinality", output_field=IntegerField()))
    told = rows.order_by().values("user", "user__name", "user__roles")
    return told.annotate(times=Count("pk"), shown=people, first=Min("at"), last=Max("at")).order_by(
        "-times", "user__name"
    )


def _first(row: Read, asked: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    return [key for key in row.people if key in asked] if asked else row.people[:MOST]


def _rows_of(person: uuid.UUID) -> list[uuid.UUID]:
    """Whoever read a row that tells of the person read of them."""
    return kinds.rows_of(kinds.KINDS["participant"], person)
