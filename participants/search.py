"""Finding a person by what somebody remembers of them. What is typed stays out of addresses and logs."""

import datetime
import re
import uuid
from dataclasses import dataclass, field

from django.db.models import OuterRef, Q, QuerySet, Subquery

from okoce.accounts import sent
from okoce.accounts.models import User
from okoce.core.verbs import squeezed
from participants import lookups, phones
from participants import nik as niks
from participants.models import Participant, Residence

AT_ONCE = 20
NIK_LENGTH, TAIL_LENGTH = 16, 4


@dataclass(frozen=True)
class Answer:
    """The people whom the user may see, whether there are more, and whether the number is somebody's elsewhere."""

    people: list[Participant] = field(default_factory=list)
    more: bool = False
    known_elsewhere: bool = False


def listed(user: User) -> QuerySet[Participant]:
    """The people in the user's scope by name, with the kecamatan where they live now (none: outside Jakarta).

    The home of somebody who is only on a roster here is not for showing: see `opens`.
    """
    homes = Residence.objects.filter(participant=OuterRef("pk")).order_by("-since")
    people = Participant.objects.visible_to(user).telling(user).defer("nik_sealed").order_by("name", "pk")
    return people.annotate(home=Subquery(homes.values("kecamatan__name")[:1]))


def answer(user: User, text: str, *, on: datetime.date) -> Answer:
    """Who fits the text; raises a sentence for sixteen digits that are no NIK."""
    text = squeezed(text)
    digits = _digits(text)
    if len(digits) == NIK_LENGTH:
        return _by_number(user, digits, on)
    people = list(listed(user).filter(_fits(text, digits))[: AT_ONCE + 1])
    return Answer(people[:AT_ONCE], more=len(people) > AT_ONCE)


def by_nik(user: User, text: str, *, on: datetime.date) -> Participant | None:
    """The person with this number, in or outside anybody's scope.

    Raises a sentence for what is no NIK, and when the user asks too often.
    """
    number = niks.read(text, on=on)
    lookups.count_one(user)
    return Participant.objects.filter(nik_fingerprint=number.fingerprint).first()


def whose_number_came(user: User, id: uuid.UUID) -> Participant | None:
    """Somebody known, in or outside anybody's scope, whose exact number the user sent under that id."""
    # Of this kind alone: a client gives any record it likes the key of somebody whom it does not see.
    person = sent.record_of(user, id, kind="participants")
    return None if person == id else Participant.objects.filter(pk=person).first()


def _by_number(user: User, digits: str, on: datetime.date) -> Answer:
    person = by_nik(user, digits, on=on)
    if not person:
        return Answer()
    seen = list(listed(user).filter(pk=person.pk))
    return Answer(seen, known_elsewhere=not seen)


def _digits(text: str) -> str:
    squeezed = re.sub(r"[\s.()+\-]", "", text)
    return squeezed if squeezed.isascii() and squeezed.isdigit() else ""


def _fits(text: str, digits: str) -> Q:
    if not digits:
        return Q(name__istartswith=text) | Q(name__icontains=f" {text}")
    tail = len(digits) == TAIL_LENGTH
    phone = Q(phone__startswith=phones.plain(text)) | (Q(phone__endswith=digits) if tail else Q())
    # A roster shows no phone, so whoever sees somebody there alone guesses none by its digits.
    fits = phone & Q(opens=True)
    return fits | Q(nik_tail=digits) if tail else fits
