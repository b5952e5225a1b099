"""The people or records that a number is the sum of: each once, masked unless the reader may open it."""

import datetime
import functools
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, overload
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okoce.accounts.models import User
from okoce.accounts.roles import Power
from okoce.core.months import Month
from participants.models import Participant
from programs.models import Expense, Kecamatan, Training
from programs.scoping import area_of
from reports.contributions import NO_DIMENSION, OUTSIDE, days_of
from reports.explaining.asked import Number
from reports.explaining.postings import entries_of
from reports.facts import called

SOURCES = """
SELECT source_kind, source_id, month, kecamatan, gender, age_band, sum(delta)::bigint AS value,
       max(id) AS entry, max(revision_id) AS revision
FROM ({entries}) entry
WHERE {area}
GROUP BY source_kind, source_id, month, kecamatan, gender, age_band
HAVING sum(delta) <> 0
"""
NEWEST = "ORDER BY month DESC, entry DESC, source_id"
# Of the people in `scope`.
DAYS = """
SELECT source_id, month_of(day) AS month, max(day) AS day
FROM ({days}) stood (source_id, metric, day, value)
WHERE metric = %(metric)s
GROUP BY 1, 2
"""
FACILITATORS = """
SELECT key, person.name FROM unnest(%s::uuid[]) key JOIN accounts_user person ON person.id = facilitator_of(key)
"""


class Source(NamedTuple):
    """What the ledger holds for one source in one cell, and the last entry that it holds it by."""

    kind: str
    key: uuid.UUID
    month: datetime.date
    kecamatan: str
    gender: str
    age_band: str
    value: int
    entry: int
    revision: int


class Sources(Sequence[Source]):
    """All the sources of a number, newest month and newest entry first: counted, and read a page at a time.

    Of some kecamatan alone, where they are said.
    """

    def __init__(self, number: Number, *, within: Collection[str] | None = None) -> None:
        entries, self.said = entries_of(number)
        area = "true" if within is None else "kecamatan = ANY (%(area)s)"
        self.sql = SOURCES.format(entries=entries, area=area)
        self.said["area"] = list(within or [])

    @functools.cached_property
    def _length(self) -> int:
        return int(self._rows(f"SELECT count(*) FROM ({self.sql}) source")[0][0])

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, which: int) -> Source: ...
    @overload
    def __getitem__(self, which: slice) -> list[Source]: ...
    def __getitem__(self, which: int | slice) -> Source | list[Source]:
        if isinstance(which, int):
            return self[which : which + 1][0]
        start, stop, _step = which.indices(len(self))
        return [Source(*row) for row in self._rows(f"{self.sql} {NEWEST} LIMIT {stop - start} OFFSET {start}")]

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, self.said)
            return cursor.fetchall()


@dataclass(frozen=True)
class Member:
    """One line: what it is called, its day where the reader may know it, and a link where they may open it."""

    source: Source
    name: str
    note: str
    day: datetime.date | None
    url: str
    # Entries are told to whoever may read the ledger of that place.
    seen: bool


def members_of(number: Number, sources: Sequence[Source], user: User) -> list[Member]:
    """As many queries for many as for few."""
    seen = _sees(user)
    places = dict(Kecamatan.objects.values_list("code", "name"))
    know = Known(number, sources, user)
    return [know.member(source, _place(source.kecamatan, places), seen=seen(source.kecamatan)) for source in sources]


def _place(code: str, places: dict[str, str]) -> str:
    return _("outside Jakarta") if code == OUTSIDE else places.get(code, code)


def _sees(user: User) -> Any:
    """Whether the user reads the ledger of a place, as `LedgerEntry.objects.visible_to` has it."""
    if not user.may(Power.SEE_RECORDS):
        return lambda code: False
    area = area_of(user)
    return lambda code: area is None or code in area


class Known:
    """What the lines are about, read once for all of them, and nobody but whom the reader may open."""

    def __init__(self, number: Number, sources: Sequence[Source], user: User) -> None:
        self.number, self.user = number, user
        keys: dict[str, set[uuid.UUID]] = {}
        for source in sources:
            keys.setdefault(source.kind, set()).add(source.key)
        self.people = _people(user, keys.get("participant", set()))
        self.trainings = _trainings(user, keys.get("training", set()))
        self.expenses = _expenses(user, keys.get("expense", set()))
        self.facilitators = _facilitators(user, keys.get("facilitator", set()))
        self.days = _days(number, self.people) if number.is_of_people else {}

    def member(self, source: Source, place: str, *, seen: bool) -> Member:
        name, note, day, url = getattr(self, f"_{source.kind}")(source, place)
        return Member(source, name, note, day, url, seen)

    def _participant(self, source: Source, place: str) -> tuple[str, str, datetime.date | None, str]:
        masked = ", ".join([*_traits(source), place])
        if not (person := self.people.get(source.key)):
            return masked, "", None, ""
        return person.name, masked, self.days.get((source.key, source.month)), reverse("participant", args=[person.pk])

    def _training(self, source: Source, place: str) -> tuple[str, str, datetime.date | None, str]:
        if not (training := self.trainings.get(source.key)):
            return _("A training in %(place)s") % {"place": place}, "", None, ""
        return called(training), place, training.last_day, reverse("training", args=[training.pk])

    def _expense(self, source: Source, place: str) -> tuple[str, str, datetime.date | None, str]:
        if not (expense := self.expenses.get(source.key)):
            return _("Spending in %(place)s") % {"place": place}, "", None, ""
        may = self.user.may(Power.RECORD_EXPENSES)
        return expense.get_item_display(), place, None, reverse("expense", args=[expense.pk]) if may else ""

    def _facilitator(self, source: Source, place: str) -> tuple[str, str, datetime.date | None, str]:
        return self.facilitators.get(source.key) or _("A facilitator"), place, None, ""

    def _centre(self, source: Source, place: str) -> tuple[str, str, datetime.date | None, str]:
        asked = {"metric": "trainings", "month": Month.of(source.month), "kecamatan": source.kecamatan}
        return place, "", None, f"{reverse('records')}?{urlencode(asked)}"


def _traits(source: Source) -> Iterable[str]:
    """Woman, 25-34; of a visit neither."""
    if source.gender == NO_DIMENSION:
        return [ngettext("%(number)s visit", "%(number)s visits", source.value) % {"number": source.value}]
    sex = str(Participant.Sex(source.gender).label) if source.gender != "unknown" else _("a person")
    return [sex, _ages(source.age_band)]


def _ages(band: str) -> str:
    words = {"-24": _("under 25"), "55-": _("55 or older"), "unknown": _("age unknown")}
    return words.get(band, band)


def _people(user: User, keys: set[uuid.UUID]) -> dict[uuid.UUID, Participant]:
    found = Participant.objects.looked_after_by(user, among=list(keys)).filter(pk__in=keys)
    return {person.pk: person for person in found.defer("nik_sealed")}


def _trainings(user: User, keys: set[uuid.UUID]) -> dict[uuid.UUID, Any]:
    found = Training.objects.visible_to(user).filter(pk__in=keys).select_related("curriculum")
    return {training.pk: training for training in found.annotate(last_day=Max("sessions__held_on"))}


def _expenses(user: User, keys: set[uuid.UUID]) -> dict[uuid.UUID, Expense]:
    return Expense.objects.visible_to(user).in_bulk(keys)


def _facilitators(user: User, keys: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    if not keys or not user.may(Power.SEE_RECORDS):
        return {}
    with connection.cursor() as cursor:
        cursor.execute(FACILITATORS, [list(keys)])
        return dict(cursor.fetchall())


def days_within(number: Number) -> str:
    """A SELECT of source, month and the day on which it counts in it as the rules say it now; of a relation `scope`, with `metric`."""
    return DAYS.format(days=days_of(number.plain))


def _days(number: Number, people: dict[uuid.UUID, Participant]) -> dict[tuple[uuid.UUID, datetime.date], datetime.date]:
    if not people:
        return {}
    sql = f"WITH scope AS (SELECT unnest(%(people)s::uuid[]) AS source_id) {days_within(number)}"
    with connection.cursor() as cursor:
        cursor.execute(sql, {"people": list(people), "metric": number.metric})
        return {(person, month): day for person, month, day in cursor.fetchall()}
