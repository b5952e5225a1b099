"""What was mistyped about a registered person is put right on the same person; what it counted moves with it."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from pghistory import context

from okoce.accounts.models import User
from okoce.core.reasons import for_the_record
from okoce.core.verbs import check, squeezed, verb
from participants import phones
from participants.models import Participant
from participants.registration import as_kept, check_birth, has_number, number_of, of_somebody_else

# Whoever changes one of these says why: two tell people apart in counts, and the third tells them apart at all.
NEEDS_A_REASON = {"sex", "birth_date", "nik"}


@dataclass(frozen=True)
class Corrected:
    """What is right about a person. No number, sex or date stands for the one that is there."""

    name: str
    phone: str = ""
    sex: str = ""
    birth_date: datetime.date | None = None
    nik: str = ""


@verb("person corrected")
def correct(*, by: User, participant: Participant, said: Corrected, reason: str, today: datetime.date) -> Participant:
    """The person with what is right; the trail keeps who changed what and why, and no number in it."""
    person = Participant.objects.select_for_update(no_key=True).get(pk=participant.pk)
    changes = _changes(person, said, today)
    if not changes:
        return person
    corrected, needed = sorted(changes), bool(NEEDS_A_REASON & changes.keys())
    ask = _("Say what was wrong and how you know: it stays in the audit trail.")
    reason = for_the_record(reason, ask=ask if needed else "")
    columns = {column: value for values in changes.values() for column, value in values.items()}
    for column, value in columns.items():
        setattr(person, column, value)
    check(person, "name", "sex")
    try:
        with context(user=by.pk, reason=reason, corrected=corrected), transaction.atomic():
            person.save(update_fields=columns)
    except IntegrityError:
        # The fingerprint is the only thing here that another row can already have.
        raise of_somebody_else() from None
    person.makers.add(by)
    return person


def _changes(person: Participant, said: Corrected, today: datetime.date) -> dict[str, dict[str, Any]]:
    """By what is corrected: the columns that change."""
    changes: dict[str, dict[str, Any]] = {
        "name": {"name": squeezed(said.name)},
        "phone": {"phone": phones.read(said.phone)},
    }
    if said.sex:
        changes["sex"] = {"sex": said.sex}
    if said.birth_date:
        check_birth(said.birth_date, person.registered_on or today)
        changes["birth_date"] = {"birth_date": said.birth_date, "birth_year": said.birth_date.year}
    changed = {
        name: values
        for name, values in changes.items()
        if any(getattr(person, column) != value for column, value in values.items())
    }
    return changed | _number(person, said, today)


def _number(person: Participant, said: Corrected, today: datetime.date) -> dict[str, dict[str, Any]]:
    number = number_of(said.nik, today)
    if not number or has_number(person, number):
        return {}
    return {"nik": as_kept(number)}


def how_known(said: str) -> str:
    """The reason that somebody gives for what they say of a person; raises ValidationError beside `because` without one."""
    return for_the_record(said, beside="because", ask=_("Say how you know: it stays in the audit trail."))
