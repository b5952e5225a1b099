"""From a name to a registered person: identity, consent, baseline and residence."""

import datetime
import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, Value
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.core.patience import HeldError, briefly
from okoce.core.verbs import check, squeezed, verb
from participants import nik as niks
from participants import phones
from participants.models import OfTheWhole, Participant, Residence
from programs.days import check_fact_day
from programs.models import Kecamatan

# The text of the consent that is read out now; docs/privacy.md has every version.
CONSENT_VERSION = "2026-11"
# Nobody alive was born before.
OLDEST = 1900
# What stands for "not known yet" in a field of a person.
NOT_SAID = (None, "", False, 0, Participant.Sex.UNKNOWN)
# What a form says about a person: the same form again says the same.
SAID = (
    "registered_by_id",
    "name",
    "phone",
    "ktp_seen",
    "sex",
    "birth_date",
    "nik_fingerprint",
    "registered_on",
    "baseline",
    "baseline_workers",
)


def calon(person: str = "") -> Q:
    """Who attends, and is not registered yet by any row that tells of them: said of many, and of one by `is_calon`.

    `person` is the column of a question about other things that names them.
    """
    prefix = f"{person}__" if person else ""
    rows = Participant.objects.filter(OfTheWhole("pk", OuterRef(person or "pk"))).order_by()
    identified = Q(**{f"{prefix}identity_verified": True}) | Q(Exists(rows.filter(identity_verified=True)))
    registered = Q(**{f"{prefix}registered_on__isnull": False}) | Q(Exists(rows.filter(registered_on__isnull=False)))
    return ~(identified & registered)


CALON = calon()
# The same of a row that is counted: what is reckoned of many cannot ask further questions itself.
IS_CALON = ExpressionWrapper(CALON, BooleanField())


@dataclass(frozen=True)
class Particulars:
    """What is said about a person at registration. Empty is "not known yet"."""

    name: str
    nik: str = ""
    ktp_seen: bool = False
    phone: str = ""
    sex: str = ""
    birth_date: datetime.date | None = None
    consented: bool = False
    baseline: str = ""
    baseline_workers: int = 0
    lives_in: Kecamatan | None = None


@verb("person registered")
def register(
    *, by: User, id: uuid.UUID, kecamatan: Kecamatan, said: Particulars, on: datetime.date, today: datetime.date
) -> tuple[Participant, bool]:
    """The person, and whether they are new. `on` is the day on which consent and baseline were taken.

    Someone whose identity number is known is that person, whoever types it, and nothing of theirs is changed; of whoever
    was merged it is the person kept. The same id again returns the person that it made the first time.
    """
    check_fact_day("registered_on", on, today)
    person = Participant(id=id, name=squeezed(said.name), phone=phones.read(said.phone), registered_in=kecamatan)
    person.registered_by = person.facilitator = by
    number = number_of(said.nik, today)
    for field, value in (facts_of(said, number, on) | as_kept(number)).items():
        setattr(person, field, value)
    check(person, "name", "sex", "baseline", "baseline_workers")
    if known := _known(person):
        return known, False
    try:
        with briefly():
            person.save(force_insert=True)
            person.makers.add(by)
            Residence.objects.create(participant=person, kecamatan=said.lives_in, since=on, recorded_by=by)
    except IntegrityError:
        # Somebody registered the same number, or the same tap arrived twice, in this very moment.
        if known := _known(person):
            return known, False
        raise
    except HeldError:
        raise held() from None
    return person, True


@verb("registration completed")
def complete(
    *, by: User, participant: Participant, said: Particulars, on: datetime.date, today: datetime.date
) -> Participant:
    """What was missing of a calon: identity, consent with baseline, or both. What is there already stays."""
    check_fact_day("registered_on", on, today)
    participant = Participant.objects.select_for_update(no_key=True).get(pk=participant.pk)
    number = _unless_known(participant, number_of(said.nik, today))
    fields = facts_of(said, number, on) | as_kept(number)
    added = {name: value for name, value in fields.items() if getattr(participant, name) in NOT_SAID}
    if "baseline" not in added:
        added.pop("baseline_workers", None)
    for name, value in added.items():
        setattr(participant, name, value)
    check(participant, "sex", "baseline", "baseline_workers")
    try:
        with briefly():
            participant.save(update_fields=added)
            participant.makers.add(by)
    except HeldError:
        raise held() from None
    except IntegrityError:
        # The fingerprint is the only thing here that another row can already have.
        raise of_somebody_else() from None
    return participant


def held() -> ValidationError:
    """The number stands in a list that is being taken in, which may take minutes."""
    return ValidationError({"nik": _("A list with this number is being taken in just now: try again in a minute.")})


def missing(participant: Participant) -> list[str]:
    """A sentence for each thing that keeps the person from counting as registered."""
    sentences = []
    if not participant.identity_verified:
        sentences.append(_("The identity is not verified: enter the NIK, or look at the identity card."))
    if not participant.registered_on:
        sentences.append(_("Consent and the question about a business at the start have not been taken."))
    return sentences


def check_birth(born: datetime.date | None, latest: datetime.date) -> None:
    """Refuse a day on which nobody of the programme was born."""
    if born and not datetime.date(OLDEST, 1, 1) <= born <= latest:
        raise ValidationError({"birth_date": _("Nobody here was born on this day: look at the year again.")})


def number_of(typed: str, today: datetime.date) -> niks.Nik | None:
    """The number, none for nothing; raises its sentence beside the field."""
    if not typed:
        return None
    try:
        return niks.read(typed, on=today)
    except ValidationError as refusal:
        raise ValidationError({"nik": refusal.messages}) from None


def facts_of(said: Particulars, number: niks.Nik | None, on: datetime.date) -> dict:
    """What is kept of what is said, in the columns of a person, but for the number itself; raises a sentence by field.

    Sex and date of birth are as said, else as the number proposes them; the answer is kept only with consent.
    """
    return _identity(said, number, on) | _consent(said, on)


def as_kept(number: niks.Nik | None) -> dict:
    """The columns in which a person's number lies; none for none."""
    if number is None:
        return {}
    return {"nik_sealed": number.sealed(), "nik_fingerprint": number.fingerprint, "nik_tail": number.tail}


def whose_number(fingerprint: bytes | memoryview) -> Participant | None:
    """The person kept whose number it is, on whichever row that tells of them: one question whoever that is."""
    there = row_with(fingerprint)
    return there and there.kept


def row_with(fingerprint: bytes | memoryview) -> Participant | None:
    """The very row that has the number."""
    return Participant.objects.filter(nik_fingerprint=fingerprint).select_related("merged_into").first()


def has_number(person: Participant, number: niks.Nik) -> bool:
    """Whether it is the person's already, on this row or on another that tells of them."""
    rows = Participant.objects.filter(OfTheWhole("pk", Value(person.pk)))
    return rows.filter(nik_fingerprint=number.fingerprint).exists()


def of_somebody_else() -> ValidationError:
    return ValidationError(
        {"nik": _("Somebody with this NIK is registered already. Add that person to the list instead.")}
    )


def _known(person: Participant) -> Participant | None:
    """Who this person is already: by the id of the form, or by the identity number."""
    if made := Participant.objects.filter(pk=person.pk).first():
        if any(_said(person, name) not in (None, _said(made, name)) for name in SAID):
            # In the same words for what somebody else made: nothing of it is told.
            raise ValidationError({"id": _("This form registered somebody before: open it again for the next person.")})
        return made.kept
    if person.nik_fingerprint is None:
        return None
    return whose_number(person.nik_fingerprint)


def _said(person: Participant, name: str) -> object:
    value = getattr(person, name)
    # The driver reads bytes into a view that equals no bytes.
    value = bytes(value) if isinstance(value, memoryview) else value
    return None if value in NOT_SAID else value


def _unless_known(participant: Participant, number: niks.Nik | None) -> niks.Nik | None:
    """The number for somebody who has none yet; raises a sentence for another than the one they have."""
    if number and has_number(participant, number):
        return None
    if number and _said(participant, "nik_fingerprint") not in (None, number.fingerprint):
        raise ValidationError({"nik": _("This person has another NIK already. Look at the identity card again.")})
    return None if participant.nik_fingerprint else number


def _identity(said: Particulars, number: niks.Nik | None, on: datetime.date) -> dict:
    born = said.birth_date or (number.birth_date(on) if number else None)
    check_birth(born, on)
    sex = said.sex or (number.sex if number else Participant.Sex.UNKNOWN)
    return {"ktp_seen": said.ktp_seen, "sex": sex, "birth_date": born, "birth_year": born.year if born else None}


def _consent(said: Particulars, on: datetime.date) -> dict:
    if not (said.consented and said.baseline):
        return {}
    if said.baseline_workers and said.baseline == Participant.Baseline.NO_BUSINESS:
        raise ValidationError(
            {"baseline_workers": _("Somebody without a business has no paid workers: enter 0, or say which business.")}
        )
    return {
        "registered_on": on,
        "consent_version": CONSENT_VERSION,
        "baseline": said.baseline,
        "baseline_workers": said.baseline_workers,
    }
