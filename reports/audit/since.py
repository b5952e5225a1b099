"""What changed of a record since it was looked at: each field as it was in that version and as it is now."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.core.templatetags.jakarta import number
from participants.dossier import facts_of
from participants.models import Entrepreneur, Verification
from participants.verification import COLUMNS
from reports.audit import kinds
from reports.audit.changes import LABELS, Change, Line, changes_of, differing
from reports.audit.kinds import KINDS, Kind

# Who handed it in, when, and where it stands are told beside it anyway.
TOLD_BESIDE = {"state", "submitted_by", "submitted_at"}


def decision_about(record: Any) -> Verification | None:
    """The last one, those that were taken back left out."""
    known = Verification.objects.standing().filter(**{COLUMNS[type(record)]: record})
    return known.order_by("-checked_at", "-pk").first()


def changed_in(kind: Kind, record: Any, version: int) -> list[Line]:
    """Each field that is another one than in that version; and each change of a part, and how many files came, since then."""
    trail, *parts = kind.trails
    events = list(trail.of(record.pk))
    kinds.note(events)
    of_it = [event for event in events if event.version == version]
    then = of_it[-1] if of_it else None
    if then is None or record.version == version:
        return []
    beside = {capfirst(str(LABELS[name])) for name in TOLD_BESIDE}
    lines = [line for line in differing(then, record) if line.label not in beside]
    # A row of the trail is either how it was before the change, or how it is after it.
    later = [event for event in events if event.version > version]
    at = then.pgh_created_at if trail.before else later[0].pgh_created_at if later else None
    if at:
        lines += [line for part in parts for line in _of_a_part(part, record, at)] + list(_files(record, at))
    return lines


def changed_around(user: User, case: Entrepreneur, at: datetime.datetime) -> list[Line]:
    """Of a case, what changed since then of the facts that it stands on."""
    lines = []
    for fact in facts_of(case.participant, user):
        if fact.kind in KINDS and fact.kind != "training":
            what = f"{fact.what}, {fact.detail}" if fact.detail else fact.what
            lines += [
                one._replace(label=f"{what}: {one.label}") for one in _of_a_fact(KINDS[fact.kind], fact.record, at)
            ]
    return lines


def _of_a_fact(kind: Kind, record: Any, at: datetime.datetime) -> Iterator[Line]:
    if record.recorded_at >= at:
        yield Line(_("Record"), "", _("added"))
        return
    trail = kind.trails[0]
    later = list(trail.of(record.pk).filter(pgh_created_at__gte=at)[:1])
    kinds.note(later)
    # The row says how it was before the first change since then.
    yield from differing(later[0], record) if later else []
    yield from _files(record, at)


def _of_a_part(trail: kinds.Trail, record: Any, at: datetime.datetime) -> Iterator[Line]:
    changes = changes_of(trail, list(trail.of(record.pk)), None)
    for change in changes:
        if change.at >= at:
            yield from _part_in_words(change)


def _part_in_words(change: Change) -> Iterator[Line]:
    part = capfirst(str(change.trail.part))
    if change.done == "update":
        yield from (line._replace(label=f"{part}: {line.label}") for line in change.lines)
    else:
        yield Line(part, "", _("added") if change.done == "insert" else _("removed"))


def _files(record: Any, at: datetime.datetime) -> Iterator[Line]:
    # A case has none of its own.
    if not isinstance(record, Entrepreneur) and (added := record.evidence.filter(uploaded_at__gte=at).count()):
        yield Line(_("Files"), "", _("%(many)s added") % {"many": number(added)})
