"""What every detector has in common: its text, its numbers, and what of the database it is asked about."""

import datetime
import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.utils.formats import date_format
from django.utils.functional import Promise

from okoce.accounts.roles import Power, roles_with
from okoce.core import sealing
from participants.involved import vouching

Facts = Mapping[str, Any]

# Whoever was merged into somebody counts as that one. `{whom}` narrows each text to the records of one finding.
PEOPLE = "(%(people)s::uuid[] IS NULL OR {key} = ANY (%(people)s::uuid[]))"
TRAININGS = "(%(trainings)s::uuid[] IS NULL OR {key} = ANY (%(trainings)s::uuid[]))"
USERS = "(%(users)s::bigint[] IS NULL OR {key} = ANY (%(users)s::bigint[]))"
PLACES = "(%(places)s::text[] IS NULL OR {key} = ANY (%(places)s::text[]))"
# Where a person is looked after: at home, and who lives outside Jakarta where they were registered.
AT_HOME = """
LATERAL (
    SELECT coalesce((SELECT kecamatan_id FROM participants_residence WHERE participant_id = person.id
                     ORDER BY since DESC LIMIT 1), person.registered_in_id) AS kecamatan
) home
"""
# The word of a subject, and by which name a text is narrowed to it.
NARROWS = {"participant": "people", "training": "trainings", "user": "users", "kecamatan": "places"}


@dataclass(frozen=True)
class Detector:
    """One thing that can look wrong.

    `sql` gives for each (about, kecamatan, facilitator, subjects, facts, basis): about what it is, in a text that stays
    the same, and in which kecamatan; a pair of two kecamatan is found once in each.
    """

    name: str
    label: str | Promise
    sentence: Callable[[Facts], str]
    advice: str | Promise
    sql: str
    numbers: Facts = field(default_factory=dict)
    # Whether the facilitator concerned is asked first; else a verifier.
    asks_facilitator: bool = True
    # Who may answer it.
    answered_with: Power = Power.MEND_FINDINGS
    # Whether whoever vouched for the person answers it too.
    asks_vouching: bool = True


class Found(NamedTuple):
    """What a detector found, as it is kept."""

    key: uuid.UUID
    kecamatan: str
    facilitator: int | None
    subjects: list[list[Any]]
    facts: dict[str, Any]
    basis: str


def found_by(
    detector: Detector, *, on: datetime.date, among: Iterable[tuple[str, Any]] | None = None
) -> dict[uuid.UUID, Found]:
    """Everything that it finds on that day, by key; `among` the subjects of one finding, only what is of these."""
    said: dict[str, Any] = {"today": on, "roles": roles_with(Power.LOG_TRAINING), **detector.numbers}
    with connection.cursor() as cursor:
        cursor.execute(detector.sql, said | _narrowed(among))
        rows = cursor.fetchall()
    return {found.key: found for found in (_found(detector.name, *row) for row in rows)}


def kept_out(detector: Detector, subjects: Iterable[tuple[str, Any]], users: Iterable[int]) -> set[int]:
    """Those of the users who do not answer it: it is about them, or about a person for whom they vouched."""
    users, about = set(users), {key for kind, key in subjects if kind == "user"}
    if detector.asks_vouching:
        return users & about
    people = [key for kind, key in subjects if kind == "participant"]
    return (users & about).union(*(vouching(person, users) for person in people))


def day(written: str, form: str = "DATE_FORMAT") -> str:
    """A day of the facts, as people read it."""
    return date_format(datetime.date.fromisoformat(written), form)


def _narrowed(among: Iterable[tuple[str, Any]] | None) -> dict[str, list[Any] | None]:
    narrowed: dict[str, list[Any] | None] = dict.fromkeys(NARROWS.values())
    for kind, key in among or ():
        if name := NARROWS.get(kind):
            narrowed[name] = [*(narrowed[name] or []), key]
    return narrowed


def _found(detector: str, about: str, kecamatan: str, facilitator: int | None, *rest: Any) -> Found:
    # With a key of ours: what it is about may be a phone number, which a plain digest would give away.
    told = f"{detector} {kecamatan} {about}"
    digest = sealing.fingerprint(told, key=settings.NIK_HMAC_KEY, purpose="findings")
    subjects, facts, basis = rest
    return Found(uuid.UUID(bytes=digest[:16]), kecamatan, facilitator, json.loads(subjects), json.loads(facts), basis)
