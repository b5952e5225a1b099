"""What was done to months and definitions, in words: closed, opened again, a definition added, and which one the headline reads."""

import datetime
from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.core.templatetags.jakarta import month as in_words
from reports.audit.changes import Line
from reports.models import Closing, Definition, Naming, Reopening


class Done(NamedTuple):
    """By kind and key the rows that were asked for say which it is."""

    kind: str
    key: str
    # None of a definition, which is of all months.
    month: datetime.date | None
    at: datetime.datetime
    what: str
    who: str
    why: str
    icon: str
    lines: list[Line]


def closed(rows: QuerySet[Closing]) -> Iterator[Done]:
    for one in rows.select_related("closed_by"):
        what = _("Closed %(month)s: link %(number)s of the chain")
        said = {"month": in_words(one.month), "number": one.number}
        lines = [
            Line(_("Digest"), "", one.digest),
            Line(_("Entries"), "", str(one.entries)),
            Line(_("Revisions"), "", f"{one.first_revision}–{one.last_revision_id}"),
            Line(_("Records that waited"), "", str(one.waiting)),
        ]
        who = _name(one.closed_by)
        yield Done("closing", str(one.pk), one.month, one.closed_at, what % said, who, "", "status-final", lines)


def asked(rows: QuerySet[Reopening]) -> Iterator[Done]:
    for one in rows.select_related("closing", "asked_by"):
        month = one.closing.month
        what = _("Asked to open %(month)s again") % {"month": in_words(month)}
        yield Done("asked", str(one.pk), month, one.asked_at, what, _name(one.asked_by), one.reason, "key", [])


def answered(rows: QuerySet[Reopening]) -> Iterator[Done]:
    for one in rows.select_related("closing", "answered_by"):
        month = one.closing.month
        if one.answered_at:
            who, what = _name(one.answered_by), _answer_of(one) % {"month": in_words(month)}
            yield Done("answered", str(one.pk), month, one.answered_at, what, who, one.reason, "status-provisional", [])


def _answer_of(one: Reopening) -> str:
    if one.confirmed:
        return _("Opened %(month)s again")
    return _("Took back to open %(month)s again") if one.taken_back else _("Declined to open %(month)s again")


def named(rows: QuerySet[Naming]) -> Iterator[Done]:
    """Without those that were there from the beginning, which nobody named."""
    for one in rows.select_related("named_by", "revision"):
        if one.revision:
            month = one.from_month
            said = {"definition": one.definition_id, "month": in_words(month)}
            what = _("The headline reads %(definition)s from %(month)s on") % said
            yield Done(
                "naming", str(one.pk), month, one.revision.at, what, _name(one.named_by), one.reason, "target", []
            )


def added(rows: QuerySet[Definition]) -> Iterator[Done]:
    """The same of definitions: everybody is counted anew by each."""
    for one in rows.select_related("added_by", "revision"):
        if one.revision:
            what = _("Added the definition %(definition)s") % {"definition": one.pk}
            who = _name(one.added_by)
            yield Done("definition", one.pk, None, one.revision.at, what, who, one.reason, "target", [])


def _name(user: User | None) -> str:
    return user.name if user else _("by command")
