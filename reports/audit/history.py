"""One record's history: what changed, who decided, what it counted, and the closing that it was published in; newest first."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from okoce.core.months import Month
from okoce.core.templatetags.jakarta import month as in_words
from okoce.core.templatetags.jakarta import signed
from participants.models import Merge, Residence, Transfer, Verification
from programs.models import Kecamatan
from reports import reasons
from reports.audit import kinds, months
from reports.audit.changes import Change, Line, changes_of, names_of
from reports.audit.changes import in_words as date_in_words
from reports.audit.kinds import Kind
from reports.models import Closing, LedgerEntry, Naming, Period, Reopening, Vintage
from reports.timeline import ICONS
from reports.words import name_of

DECIDED = {"training", "visit", "milestone", "job-report", "entrepreneur"}


@dataclass(frozen=True)
class Moment:
    at: datetime.datetime
    what: str
    who: str = ""
    why: str = ""
    icon: str = "clock"
    lines: list[Line] = field(default_factory=list)
    # The change that it was a part of, when other records changed with it.
    change: uuid.UUID | None = None
    others: int = 0


def history_of(kind: Kind, key: Any) -> list[Moment]:
    """Everything that is known to have happened to the record, also when it is no more."""
    now = kind.model._default_manager.filter(pk=key).first()  # noqa: SLF001 - Django names it so
    keys = kinds.rows_of(kind, key)
    events = [(trail, [event for one in keys for event in trail.of(one)]) for trail in kind.trails]
    kinds.note([event for _trail, rows in events for event in rows])
    changes = [change for trail, rows in events for change in changes_of(trail, rows, now)]
    person = getattr(now, "participant_id", None) or next(
        (event.participant_id for _trail, rows in events for event in rows if hasattr(event, "participant_id")), None
    )
    moments = [
        *(_merged(keys) if kind.word == "participant" else []),
        *_changed(kind, changes),
        *(_decided(key, kind) if kind.word in DECIDED else []),
        *(_moved(keys) if kind.word == "participant" else []),
        *_counted(entries_of(kind, key, person, changes)),
    ]
    return sorted(moments, key=lambda one: one.at, reverse=True)


def history_of_month(month: Month) -> list[Moment]:
    """When its entries ended, each closing and reopening, and the definition that it was named to be read by."""
    reopenings = Reopening.objects.filter(closing__month=month.first)
    done = [
        *months.closed(Closing.objects.filter(month=month.first)),
        *months.asked(reopenings),
        *months.answered(reopenings),
        *months.named(Naming.objects.filter(from_month=month.first)),
    ]
    told = [Moment(one.at, one.what, one.who, one.why, one.icon, one.lines) for one in done]
    moments = [*_period(month), *told]
    return sorted(moments, key=lambda one: one.at, reverse=True)


def _changed(kind: Kind, changes: list[Change]) -> Iterator[Moment]:
    together = defaultdict(list)
    for change in changes:
        # What has no context stands for itself.
        together[change.context or object()].append(change)
    names = names_of(change.said for change in changes)
    others = beside({key for key in together if isinstance(key, uuid.UUID)})
    for context, group in together.items():
        first = group[0]
        alone = len(group)
        yield Moment(
            at=first.at,
            what=_what(kind, first),
            who=names.get(first.said.get("user", 0), "") or (_("the system") if first.said.get("verb") else ""),
            why=first.said.get("reason") or "",
            icon="file" if first.done == "insert" else "clock",
            lines=[line for change in group for line in _named(change)],
            change=context if isinstance(context, uuid.UUID) else None,
            others=max(0, others.get(context, 0) - alone) if isinstance(context, uuid.UUID) else 0,
        )


def _what(kind: Kind, change: Change) -> str:
    if verb := change.said.get("verb"):
        return capfirst(reasons.in_words(verb))
    thing = change.trail.part or kind.label
    happened = {"insert": _("%(thing)s: added"), "delete": _("%(thing)s: removed")}
    return capfirst(happened.get(change.done, _("%(thing)s: changed")) % {"thing": thing})


def _named(change: Change) -> Iterator[Line]:
    """The lines with the part that they are of, where it is only a part of the record."""
    if change.done == "delete":
        yield Line(capfirst(str(change.trail.part or "")) or _("Record"), _("there"), _("removed"))
    for line in change.lines:
        yield line._replace(label=f"{capfirst(change.trail.part)}: {line.label}") if change.trail.part else line


def beside(contexts: set[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many rows of all records changed in each of these contexts."""
    counted: dict[uuid.UUID, int] = defaultdict(int)
    if contexts:
        for trail in _tables():
            rows = trail.model.objects.filter(pgh_context_id__in=contexts)
            for context in rows.values_list("pgh_context_id", flat=True):
                counted[context] += 1
    return counted


def _tables() -> list[kinds.Trail]:
    return [trail for kind in kinds.KINDS.values() for trail in kind.trails]


def _decided(key: Any, kind: Kind) -> Iterator[Moment]:
    about = {kind.word.replace("-", "_"): key}
    for one in Verification.objects.filter(**about).select_related("checked_by", "made_by"):
        made = one.made_by.name if one.made_by else _("the system")
        yield Moment(
            at=one.checked_at,
            what=capfirst(str(one.get_decision_display())),
            who=one.checked_by.name,
            why=one.reason,
            icon=ICONS.get(one.decision, "back"),
            lines=[Line(_("Handed in by"), "", made), Line(_("Version"), "", str(one.version))],
        )


def _moved(keys: Iterable[Any]) -> Iterator[Moment]:
    """Each transfer of the person, who took over, and that it was taken back."""
    written = Residence.pgh_event_model.objects.filter(participant__in=keys).values("transfer")
    people = ("transferred_by", "taken_by", "undone_by")
    moves = Transfer.objects.filter(Q(participant__in=keys) | Q(pk__in=written)).select_related(
        "moved_from", "moved_to", *people
    )
    for one in moves:
        here, there = (str(place or _("Outside Jakarta")) for place in (one.moved_from, one.moved_to))
        lines = [Line(_("Lives in"), here, there), Line(_("Since"), "", str(date_in_words("since", one.since)))]
        what = _("Moved from %(here)s to %(there)s") % {"here": here, "there": there}
        yield Moment(one.transferred_at, what, one.transferred_by.name, one.because, "pin", lines)
        if one.taken_at:
            what = _("Looked after in %(there)s from now on") % {"there": there}
            yield Moment(one.taken_at, what, one.taken_by.name, icon="people")
        if one.undone_at:
            what = _("The move to %(there)s was taken back") % {"there": there}
            yield Moment(one.undone_at, what, one.undone_by.name, one.undone_because, "pin")


def _merged(keys: Iterable[Any]) -> Iterator[Moment]:
    """Each merge of these rows, those that were taken back too."""
    rows = Merge.objects.filter(Q(kept__in=keys) | Q(folded__in=keys)).select_related("merged_by", "undone_by")
    for one in rows:
        lines = [Line(_("Counts as"), str(one.folded_id), str(one.kept_id))]
        yield Moment(
            one.merged_at, _("Merged: two rows are one person"), one.merged_by.name, one.because, "people", lines
        )
        if one.undone_at:
            what = _("The merge was taken back: two people")
            lines = [Line(_("Counts as"), str(one.kept_id), str(one.folded_id))]
            yield Moment(one.undone_at, what, one.undone_by.name, one.undone_because, "people", lines)


def entries_of(kind: Kind, key: Any, person: uuid.UUID | None, changes: Iterable[Change]) -> QuerySet[LedgerEntry]:
    """The entries of the record: of a part of a person, those which its changes led to."""
    if kind.source:
        return LedgerEntry.objects.filter(source_kind=kind.source, source_id__in=kinds.rows_of(kind, key))
    made = {change.said["change"] for change in changes if change.said.get("change")}
    if not (made and person):
        return LedgerEntry.objects.none()
    # Of whoever was merged they are the person's who is kept.
    rows = kinds.rows_of(kinds.KINDS["participant"], person)
    return LedgerEntry.objects.filter(source_kind="participant", source_id__in=rows, change__in=made)


def _counted(entries: QuerySet[LedgerEntry]) -> Iterator[Moment]:
    by_revision = defaultdict(list)
    for entry in entries.select_related("revision").order_by("pk"):
        by_revision[entry.revision].append(entry)
    places = dict(Kecamatan.objects.values_list("code", "name")) if by_revision else {}
    for revision, rows in by_revision.items():
        yield Moment(
            at=revision.at,
            what=_("Counted in revision %(number)s") % {"number": revision.number},
            who=_("the system"),
            why=capfirst(", ".join(dict.fromkeys(reasons.in_words(row.reason) for row in rows))),
            icon="chart",
            lines=[Line(_counts(row, places), "", signed(row.delta)) for row in rows],
        )


def _counts(row: LedgerEntry, places: dict[str, str]) -> str:
    words = {
        "metric": name_of(row.metric),
        "month": in_words(row.month),
        "place": places.get(row.kecamatan, row.kecamatan),
    }
    if row.vintage == Vintage.BACKCAST:
        return _("%(metric)s, %(place)s, %(month)s, counted backwards and not published") % words
    if row.posting_month != row.month:
        words["published"] = in_words(row.posting_month)
        return _("%(metric)s, %(place)s, %(month)s, published in %(published)s") % words
    return _("%(metric)s, %(place)s, %(month)s") % words


def _period(month: Month) -> Iterator[Moment]:
    if (period := Period.objects.filter(month=month.first).first()) and period.provisional_at:
        yield Moment(period.provisional_at, _("Entries ended: provisional"), _("the system"), icon="status-provisional")
