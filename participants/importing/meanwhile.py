"""What has changed between the look at a file and its taking in: who was registered, and what is the sender's no more."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from okoce.core.streaming import streamed
from participants.importing.kinds import Case
from participants.importing.newcomers import known_as
from participants.matching import surely
from participants.models import Findable, Participant

# A moment that is written down lies before the commit that shows it.
AROUND = datetime.timedelta(minutes=10)
# Rows that are in memory at once.
PART = 2_000


class OutdatedError(Exception):
    """What the rows were judged by is no more so: they are to be judged anew."""


def refuse_outdated(case: Case) -> None:
    """Raise OutdatedError when a new row without a number is surely one of those who came meanwhile.

    They are asked about as when rows are judged: by name with phone or date of birth, of whom the sender looks after.
    """
    came = {one for person in _came(case) for one in surely(person.name, person.phone, person.birth_date)}
    if not came:
        return
    rows = case.new_rows.filter(nik_fingerprint=None).values_list("said")
    for (said,) in streamed(rows, PART):
        if came.intersection(surely(said["name"], said.get("phone"), said.get("birth_date"))):
            raise OutdatedError


def refuse_lost(case: Case, column: str, *owned: QuerySet) -> None:
    """Raise OutdatedError when a new row leads in that column to what is among none of these any more."""
    said = case.new_rows.values_list(f"said__{column}", flat=True)
    keys = {str(key) for key in said.distinct()}
    for rows in owned:
        keys -= {str(key) for key in rows.filter(pk__in=keys).values_list("pk", flat=True)}
    if keys:
        raise OutdatedError


def _came(case: Case) -> Iterable[Any]:
    sheet = case.spreadsheet
    assert sheet.judged_at  # noqa: S101 - for the reader of types
    here = Findable.objects.filter(kecamatan=sheet.kecamatan_id).values("participant")
    came = Participant.objects.filter(registered_in=sheet.kecamatan_id, created_at__gte=sheet.judged_at - AROUND)
    return known_as(case, list(came.filter(pk__in=here).values_list("pk", flat=True)))
