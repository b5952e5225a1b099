"""What has changed between the look at a file and its taking in: who was registered, and what is the sender's no more."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from participants.importing.kinds import NEW, Case
from participants.matching import words_of
from participants.models import Findable, Participant

# A moment that is written down lies before the commit that shows it.
AROUND = datetime.timedelta(minutes=10)


class OutdatedError(Exception):
    """What the rows were judged by is no more so: they are to be judged anew."""


def refuse_outdated(case: Case) -> None:
    """Raise OutdatedError when a new row without a number is surely one of those who came meanwhile.

    They are asked about as when rows are judged: by name with phone or date of birth, of whom the sender looks after.
    """
    came = {one for person in _came(case) for one in _surely(person.name, person.phone, person.birth_date)}
    if not came:
        return
    rows = case.spreadsheet.staged.filter(verdict=NEW, nik_fingerprint=None).values_list("said", flat=True)
    for said in rows.iterator():
        if came.intersection(_surely(said["name"], said.get("phone"), said.get("birth_date"))):
            raise OutdatedError


def refuse_lost(case: Case, column: str, *owned: QuerySet) -> None:
    """Raise OutdatedError when a new row leads in that column to what is among none of these any more."""
    said = case.spreadsheet.staged.filter(verdict=NEW).values_list(f"said__{column}", flat=True)
    keys = {str(key) for key in said.distinct()}
    for rows in owned:
        keys -= {str(key) for key in rows.filter(pk__in=keys).values_list("pk", flat=True)}
    if keys:
        raise OutdatedError


def _came(case: Case) -> list[Participant]:
    sheet = case.spreadsheet
    assert sheet.judged_at  # noqa: S101 - for the reader of types
    here = Findable.objects.filter(kecamatan=sheet.kecamatan_id).values("participant")
    came = Participant.objects.filter(registered_in=sheet.kecamatan_id, created_at__gte=sheet.judged_at - AROUND)
    keys = list(came.filter(pk__in=here).values_list("pk", flat=True))
    opened = Participant.objects.looked_after_by(case.by, among=keys).filter(pk__in=keys).values_list("pk", flat=True)
    return list(Participant.objects.filter(pk__in=list(opened)).only("name", "phone", "birth_date"))


def _surely(name: str, phone: str | None, born: Any) -> Iterator[tuple]:
    words = tuple(sorted(words_of(name)))
    yield from ((words, str(one)) for one in (phone, born) if one)
