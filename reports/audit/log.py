"""What happened lately in all records together: one line a change, however many rows it was of."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from pghistory.models import Context, Event

from reports import reasons
from reports.audit import kinds
from reports.audit.changes import names_of
from reports.tables import TRAILS

# Rows of one change that its page shows.
MOST = 200


class Happened(NamedTuple):
    # None of what was done to a month.
    context: uuid.UUID | None
    at: datetime.datetime
    what: str
    who: str
    why: str
    # In words: how many rows of which kinds.
    rows: list[tuple[str, int]]


class Row(NamedTuple):
    what: str
    # The address of its history, by name and arguments; nothing of what has none.
    kind: str
    key: Any
    label: str


def latest(*, user: int | None = None, since: datetime.date | None = None) -> QuerySet[Context]:
    """The changes, newest first, of a user and since a day where that is asked for."""
    rows = Context.objects.order_by("-created_at", "-pk")
    rows = rows.filter(metadata__user=user) if user else rows
    return rows.filter(created_at__date__gte=since) if since else rows


def told(contexts: Sequence[Context]) -> list[Happened]:
    """Each in words."""
    counts = _counts([one.pk for one in contexts])
    names = names_of(one.metadata for one in contexts)
    return [
        Happened(
            one.pk,
            one.created_at,
            what_of(one.metadata),
            names.get(one.metadata.get("user", 0), ""),
            one.metadata.get("reason") or "",
            counts[one.pk],
        )
        for one in contexts
    ]


def what_of(said: dict[str, Any]) -> str:
    return capfirst(reasons.in_words(said["verb"])) if said.get("verb") else _("Changed")


def rows_of(context: uuid.UUID) -> list[Row]:
    """Which records changed together, at most so many of each table."""
    found = []
    for table, label in TRAILS.items():
        events = list(_model(table).objects.filter(pgh_context_id=context).order_by("pgh_id")[:MOST])
        kinds.note(events)
        found += [_row(table, event, str(label)) for event in events]
    return found


def _row(table: str, event: Event, label: str) -> Row:
    happened = {"insert": _("added"), "delete": _("removed")}
    what = happened.get(event.pgh_label, _("changed"))
    word, column, part = kinds.LEADS.get(table, ("", "", label))
    return Row(what, word, getattr(event, column) if word else None, str(part))


def _counts(contexts: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[tuple[str, int]]]:
    keys, found = list(contexts), defaultdict(list)
    for table, label in TRAILS.items():
        many: dict[uuid.UUID, int] = defaultdict(int)
        for key in _model(table).objects.filter(pgh_context_id__in=keys).values_list("pgh_context_id", flat=True):
            many[key] += 1
        for key, number in many.items():
            found[key].append((str(label), number))
    return found


def _model(table: str) -> Any:
    return kinds.Trail(table).model
