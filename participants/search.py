"""Finding a person by what somebody remembers of them. What is typed stays out of addresses and logs."""

import datetime
import re
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import OuterRef, Q, QuerySet, Subquery

from okoce.accounts import sent
from okoce.accounts.models import User
from okoce.core.verbs import squeezed
from participants import finding, lookups, phones
from participants import nik as niks
from participants.models import Participant, Residence
from programs.scoping import area_of

AT_ONCE = 20
# Of fewer letters everybody's name is nearly written so.
LEAST_NEAR = 4
NIK_LENGTH, TAIL_LENGTH = 16, 4


@dataclass(frozen=True)
class Answer:
    """The people whom the user may see, whether there are more, and whether the number is somebody's elsewhere.

    `near`: nobody fits, and these are written nearly so. `exact`: a whole number was typed, and it is somebody's.
    """

    people: list[Participant] = field(default_factory=list)
    more: bool = False
    known_elsewhere: bool = False
    near: bool = False
    exact: bool = False


def listed(user: User, *, among: Collection[uuid.UUID] | None = None) -> QuerySet[Participant]:
    """The people in the user's scope by name, with the kecamatan where they live now (none: outside Jakarta).

    The home of somebody who is only on a roster here is not for showing: see `opens`. Of a few, named in `among`, it is
    told in milliseconds.
    """
    homes = Residence.objects.filter(participant=OuterRef("pk")).order_by("-since")
    people = Participant.objects.visible_to(user, among=among).telling(user, among=among)
    people = people if among is None else people.filter(pk__in=among)
    people = people.defer("nik_sealed").order_by("name", "pk")
    return people.annotate(home=Subquery(homes.values("kecamatan__name")[:1]))


def answer(user: User, text: str, *, on: datetime.date) -> Answer:
    """Who fits the text; raises a sentence for sixteen digits that are no NIK.

    A name fits by the beginnings of its words, in any order; a phone by its beginning; phone and NIK by their last four.
    """
    text = squeezed(text)
    digits, area = _digits(text), area_of(user)
    if len(digits) == NIK_LENGTH:
        return _by_number(user, digits, on)
    if digits:
        return _by_digits(user, finding.by_beginnings(area, _beginnings(text, digits)))
    there = finding.by_words(area, text)
    return _of(user, there) if there else _nearly(user, text)


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
    seen = list(listed(user, among=[person.pk]))
    return Answer(seen, known_elsewhere=not seen, exact=True)


def _digits(text: str) -> str:
    squeezed = re.sub(r"[\s.()+\-]", "", text)
    return squeezed if squeezed.isascii() and squeezed.isdigit() else ""


def _beginnings(text: str, digits: str) -> list[str]:
    tails = [f"~{digits}", f"#{digits}"] if len(digits) == TAIL_LENGTH else []
    return [f"+{phones.plain(text)}", *tails]


def _by_digits(user: User, found: finding.Found) -> Answer:
    # A roster shows no phone, so whoever sees somebody there alone guesses none by its digits.
    shown = [person for person, word in found if word.startswith("#")]
    return _of(user, found, Q(opens=True) | Q(pk__in=shown))


def _of(user: User, found: finding.Found, fits: Q = Q()) -> Answer:  # noqa: B008 - it holds nothing
    """Of those found, whom the user sees: the index leads to people, and the rule of scope alone says who is told."""
    keys = list(dict.fromkeys(person for person, _word in found))
    people = list(listed(user, among=keys[:AT_ONCE]).filter(fits)) if keys else []
    return Answer(people, more=len(keys) > AT_ONCE or len(found) == finding.MOST)


def _nearly(user: User, text: str) -> Answer:
    if sum(map(str.isalnum, text)) < LEAST_NEAR:
        return Answer()
    found = finding.nearly(area_of(user), text)
    nearest = {person: number for number, (person, _word) in enumerate(found)}
    people = sorted(_of(user, found).people, key=lambda person: nearest[person.pk])
    return Answer(people, near=bool(people))
