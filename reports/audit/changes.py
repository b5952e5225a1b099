"""What a trail says changed, field by field, in the words in which people say it."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Field, ForeignKey, Model
from django.template.defaultfilters import date, time
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pghistory.models import Event

from okoce.accounts.models import User
from okoce.core.templatetags.jakarta import moment, number
from participants.models import Participant
from programs.models import Training
from reports.audit.kinds import Trail

NOTHING = "–"
# Keys and numbers of the machinery, and what another line says already.
UNSAID = {
    "id",
    "version",
    "handle",
    "participant",
    "training",
    "transfer",
    "password",
    "url",
    "has_evidence",
    "recorded_at",
    "logged_at",
}
# What the models have no word for.
LABELS: dict[str, str | Promise] = {
    "led_by": gettext_lazy("Led by"),
    "logged_by": gettext_lazy("Logged by"),
    "state": gettext_lazy("State"),
    "submitted_by": gettext_lazy("Handed in by"),
    "submitted_at": gettext_lazy("Handed in at"),
    "minutes": gettext_lazy("Minutes"),
    "birth_year": gettext_lazy("Year of birth"),
    "consent_version": gettext_lazy("Version of the consent"),
    "registered_in": gettext_lazy("Registered in"),
    "registered_by": gettext_lazy("Registered by"),
    "facilitator": gettext_lazy("Facilitator"),
    "kecamatan": gettext_lazy("Kecamatan"),
    "since": gettext_lazy("Since"),
    "recorded_by": gettext_lazy("Recorded by"),
    "kind": gettext_lazy("Kind"),
    "reported_on": gettext_lazy("Day"),
    "full_time": gettext_lazy("Full time"),
    "part_time": gettext_lazy("Part time"),
    "item": gettext_lazy("Item"),
    "stage": gettext_lazy("How far it is"),
    "month": gettext_lazy("Month"),
    "rupiah": gettext_lazy("Rupiah"),
    "user": gettext_lazy("User"),
    "starts_on": gettext_lazy("From"),
    "ends_on": gettext_lazy("Until"),
    "is_active": gettext_lazy("Open"),
    "username": gettext_lazy("User name"),
    "roles": gettext_lazy("Roles"),
    "code": gettext_lazy("Code"),
    "metric": gettext_lazy("Metric"),
    "period": gettext_lazy("Period"),
    "from_month": gettext_lazy("From month"),
    "to_month": gettext_lazy("To month"),
    "floor": gettext_lazy("At least"),
    "ceiling": gettext_lazy("At most"),
    "unit": gettext_lazy("Unit"),
    "source": gettext_lazy("Source"),
    "note": gettext_lazy("Note"),
    "valid_from": gettext_lazy("Valid from"),
    "superseded_by": gettext_lazy("Replaced by"),
    "reason": gettext_lazy("Reason"),
    "made_by": gettext_lazy("Made by"),
    "made_at": gettext_lazy("Made at"),
    "expires_at": gettext_lazy("Ends at"),
    "used_at": gettext_lazy("Used at"),
    "withdrawn_at": gettext_lazy("Withdrawn at"),
    "resets_second_factor": gettext_lazy("Takes the second factor away"),
    "expiry": gettext_lazy("Ends at"),
}
# What the trail of people tells the change of, and keeps no value of.
TOLD: dict[str, str | Promise] = {
    "name": gettext_lazy("Name"),
    "phone": gettext_lazy("Phone"),
    "birth_date": gettext_lazy("Date of birth"),
    "nik": gettext_lazy("NIK"),
}


# Days that stand for their month, and numbers that are no quantity.
MONTHS, PLAIN = {"month", "valid_from"}, {"birth_year", "from_month", "to_month"}


class Line(NamedTuple):
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One row of one table that changed: `done` is insert, update or delete."""

    at: datetime.datetime
    done: str
    trail: Trail
    said: dict[str, Any]
    context: Any = None
    lines: list[Line] = field(default_factory=list)


def changes_of(trail: Trail, events: Sequence[Event], now: Model | None) -> list[Change]:
    """Every change in the trail of one record, the first first; `now` is the record as it is, when it still is."""
    rows = defaultdict(list)
    for event in events:
        rows[event.pgh_obj_id].append(event)
    words = _Words(events)
    parts = rows.values() if events or not trail.before else [[]]
    return [
        change for one in parts for change in (_from_before if trail.before else _from_after)(trail, one, now, words)
    ]


def _from_after(trail: Trail, events: list[Event], _now: Model | None, words: "_Words") -> Iterator[Change]:
    last: Event | None = None
    for event in events:
        gone = event.pgh_label == "delete"
        lines = [] if gone else words.lines(last, event)
        if not (lines or gone) and event.pgh_label == "update":
            lines = told(_said(event))
        yield Change(event.pgh_created_at, event.pgh_label, trail, _said(event), event.pgh_context_id, lines)
        last = event


def _from_before(trail: Trail, events: list[Event], now: Model | None, words: "_Words") -> Iterator[Change]:
    states: list[Any] = [*events, now]
    if first := states[0]:
        yield Change(first.recorded_at, "insert", trail, {"user": _maker_of(first)}, None, words.lines(None, first))
    for event, then in zip(events, states[1:], strict=True):
        gone = event.pgh_label == "delete"
        lines = words.lines(event, then) if then and not gone else []
        if lines or gone:
            yield Change(event.pgh_created_at, event.pgh_label, trail, _said(event), event.pgh_context_id, lines)


def told(said: dict[str, Any]) -> list[Line]:
    """The fields that were corrected, each without what it was and is: the trail keeps neither."""
    kept = _("not kept")
    names = said.get("corrected") or ["name"]
    return [Line(str(TOLD.get(name, name)), kept, kept) for name in names if name in TOLD] or [
        Line(_("Who it is"), kept, kept)
    ]


def differing(then: Any, now: Any) -> list[Line]:
    """Each field that is another one in two states of one record."""
    return _Words([then, now]).lines(then, now)


def _said(event: Event) -> dict[str, Any]:
    return (event.pgh_context and event.pgh_context.metadata) or {}


def _maker_of(row: Any) -> int | None:
    for name in ("recorded_by_id", "facilitator_id", "submitted_by_id"):
        if key := getattr(row, name, None):
            return key
    return None


class _Words:
    """Values as people say them; the names behind keys are asked for once for all events."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self.names: dict[tuple[type[Model], Any], str] = {}
        self.asked = list(rows)

    def lines(self, before: Any, after: Any) -> list[Line]:
        """Each field that is something else than before; everything that is said where nothing was before."""
        found = []
        for one in _fields(after):
            was, is_now = getattr(before, one.attname, None), getattr(after, one.attname, None)
            if was != is_now and (before is not None or is_now not in (None, "", [], False)):
                found.append(Line(_label(one), self.say(one, was), self.say(one, is_now)))
        return found

    def say(self, one: Field, value: Any) -> str:
        if value is None or value in ("", []):
            return NOTHING
        if isinstance(one, ForeignKey):
            return self._name(one.related_model, value)
        # Of several words each is one to choose from.
        words = dict(getattr(one, "base_field", one).flatchoices)
        if isinstance(value, list):
            return ", ".join(str(words.get(word, word)) for word in value)
        return str(words[value]) if value in words else in_words(one.name, value)

    def _name(self, model: Any, key: Any) -> str:
        if model in (Participant, Training):
            return str(key)
        if (model, key) not in self.names:
            keys = {getattr(row, one.attname) for row in self.asked for one in _fields(row) if _is_of(one, model)}
            found = model._default_manager.in_bulk([one for one in {*keys, key} if one is not None])  # noqa: SLF001 - Django names it so
            self.names |= {(model, one): str(row) for one, row in found.items()}
            self.names.setdefault((model, key), str(key))
        return self.names[model, key]


def in_words(name: str, value: Any) -> str:
    """A value of a column of that name."""
    said: Any = value
    match value:
        case bool():
            said = _("yes") if value else _("no")
        case datetime.datetime():
            said = moment(value)
        case datetime.date():
            said = date(value, "F Y" if name in MONTHS else "DATE_FORMAT")
        case datetime.time():
            said = time(value, "TIME_FORMAT")
        case int():
            said = value if name in PLAIN else number(value)
    return str(said)


def _is_of(one: Field, model: Any) -> bool:
    return isinstance(one, ForeignKey) and one.related_model is model


def _fields(row: Any) -> list[Field]:
    named = (one for one in row._meta.concrete_fields if not one.name.startswith("pgh_"))  # noqa: SLF001 - Django names it so
    return [one for one in named if one.name not in UNSAID and not one.name.startswith("nik_")]


def _label(one: Field) -> str:
    return capfirst(str(LABELS.get(one.name, one.verbose_name)))


def names_of(said: Iterable[dict[str, Any]]) -> dict[int, str]:
    """The users named in contexts."""
    keys = {one.get("user") for one in said} - {None}
    return dict(User.objects.filter(pk__in=keys).values_list("pk", "name"))
