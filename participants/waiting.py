"""What waits for a verifier, of every kind, oldest first."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery, TextField, Value

from okoce.accounts.models import User
from participants.models import Attendance, Entrepreneur, JobReport, Milestone, Residence, State, Visit
from participants.verification import Record, made, part_made_by
from programs.models import Training

# The words of addresses.
KINDS: dict[str, Any] = {
    "training": Training,
    "visit": Visit,
    "milestone": Milestone,
    "job-report": JobReport,
    "entrepreneur": Entrepreneur,
}


@dataclass(frozen=True)
class Waiting:
    """One that waits; `mine` when the reader made part of it, so that somebody else has to check it."""

    kind: str
    record: Record
    mine: bool


def waiting(user: User, kinds: Collection[str] = tuple(KINDS)) -> QuerySet[Any]:
    """(kind, key) of what waits in the user's area, oldest first: one question, whatever the kinds."""
    return _together([_of(user, kind) for kind in kinds])


def following(user: User, kinds: Collection[str] = tuple(KINDS)) -> tuple[str, Any] | None:
    """(kind, key) of the oldest that the user may decide."""
    # Asked of one after the other: whether somebody entered a fact of a person takes long to ask of everybody.
    rows = ((kind, key) for kind, key, _since in waiting(user, kinds))
    return next(((kind, key) for kind, key in rows if not made(user, KINDS[kind], key)), None)


def counts(user: User) -> dict[str, int]:
    """How many of each kind wait in the user's area."""
    each = [_of(user, kind).order_by().values("word").annotate(many=Count("pk")) for kind in KINDS]
    return dict.fromkeys(KINDS, 0) | dict(each[0].union(*each[1:], all=True).values_list("word", "many"))


def told(user: User, keys: Iterable[tuple[str, Any]]) -> list[Waiting]:
    """The rows of a list, with what a row says: one question a kind."""
    keys = list(keys)
    of_kind = defaultdict(list)
    for kind, key in keys:
        of_kind[kind].append(key)
    records = {kind: _in_words(kind, user).in_bulk(of_kind[kind]) for kind in of_kind}
    found = [(kind, records[kind].get(key)) for kind, key in keys]
    # One that was decided between the two questions and then deleted is no row.
    return [Waiting(kind, record, record.mine) for kind, record in found if record]


def _of(user: User, kind: str) -> QuerySet[Any]:
    waits = KINDS[kind].objects.visible_to(user).filter(state=State.SUBMITTED)
    return waits.annotate(word=Value(kind, output_field=TextField()))


def _together(parts: list[QuerySet[Any]]) -> QuerySet[Any]:
    first, *others = [rows.order_by().values_list("word", "pk", "submitted_at") for rows in parts]
    return first.union(*others, all=True).order_by("submitted_at", "pk")


def _in_words(kind: str, user: User) -> QuerySet[Any]:
    model = KINDS[kind]
    rows = model.objects.annotate(mine=part_made_by(user, model)).select_related("submitted_by")
    if model is Training:
        held = ~Q(sessions__state="cancelled")
        present = held & Q(sessions__attendances__status__in=Attendance.CAME)
        return rows.select_related("curriculum", "kecamatan").annotate(
            last_day=Max("sessions__held_on", filter=held),
            people=Count("sessions__attendances__participant", filter=present, distinct=True),
        )
    newest = Residence.objects.filter(participant=OuterRef("participant")).order_by("-since")
    return rows.select_related("participant").annotate(home=Subquery(newest.values("kecamatan__name")[:1]))
