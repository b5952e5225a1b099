"""Finding a person by what somebody remembers of them. What is typed stays out of addresses and logs."""

import datetime
import re
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from okoce.accounts import sent
from okoce.accounts.models import User
from okoce.core.verbs import squeezed
from participants import finding, lookups, phones, registration
from participants import nik as niks
from participants.homes import home
from participants.models import Participant
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
    people = Participant.objects.visible_to(user, among=among).telling(user, among=among)
    people = people if among is None else people.filter(pk__in=among)
    people = people.as_told().defer("nik_sealed").order_by("name", "pk")
    return people.annotate(home=home("kecamatan__name"))


def with_other_rows(people: QuerySet[Participant]) -> QuerySet[Participant]:
    """Each with the rows of whoever was merged into them, for `rows_of`."""
    others = Participant.objects.defer("nik_sealed").order_by("pk")
    return people.prefetch_related(Prefetch("folded", others, to_attr="others"))


def rows_of(person: Any) -> list[Any]:
    """The person, and the other rows by which they are known too, each with whether the user `opens` it.

    Of somebody whom a list alone shows none: another row is told by no name that is not on it.
    """
    person.others = person.others if person.opens else []
    for row in person.others:
        row.opens = person.opens
    return [person, *person.others]


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
    row = _row_by_nik(user, text, on)
    return row and row.kept


def whose_number_came(user: User, id: uuid.UUID) -> Participant | None:
    """Somebody known, in or outside anybody's scope, whose exact number the user sent under that id."""
    # Of this kind alone: a client gives any record it likes the key of somebody whom it does not see.
    key = sent.record_of(user, id, kind="participants")
    person = None if key == id else Participant.objects.select_related("merged_into").filter(pk=key).first()
    return person and person.kept


def _by_number(user: User, digits: str, on: datetime.date) -> Answer:
    row = _row_by_nik(user, digits, on)
    if not row:
        return Answer()
    seen = seen_by(user, row)
    return Answer([seen] if seen else [], known_elsewhere=not seen, exact=True)


def seen_by(user: User, row: Participant) -> Participant | None:
    """The person of whom this row tells, as the user sees them; a list alone shows the row itself, if it is on it."""
    return listed(user, among=[row.pk, row.kept_id]).filter(Q(opens=True) | Q(pk=row.pk)).first()


def _row_by_nik(user: User, text: str, on: datetime.date) -> Participant | None:
    number = niks.read(text, on=on)
    lookups.count_one(user)
    return registration.row_with(number.fingerprint)


def _digits(text: str) -> str:
    squeezed = re.sub(r"[\s.()+\-]", "", text)
    return squeezed if squeezed.isascii() and squeezed.isdigit() else ""


def _beginnings(text: str, digits: str) -> list[str]:
    tails = [f"~{digits}", f"#{digits}"] if len(digits) == TAIL_LENGTH else []
    return [f"+{phones.plain(text)}", *tails]


def _by_digits(user: User, found: finding.Found) -> Answer:
    # A roster shows no phone, so whoever sees somebody there alone guesses none by its digits.
    return _of(user, found, shown=[row for row, word, _kept in found if word.startswith("#")])


def _of(
    user: User, found: finding.Found, *, shown: Collection[uuid.UUID] | None = None, nearest: bool = False
) -> Answer:
    """Of those found, whom the user sees: the index leads to people, and the rule of scope alone says who is told.

    Of whom a list alone shows, only who was found by what the list shows of that very row: by anything, unless `shown` says.
    """
    leads = {row: kept or row for row, _word, kept in found}
    keys = list(leads)
    led = [key for row in keys[:AT_ONCE] for key in (row, leads[row])]
    fits = Q(opens=True) | Q(pk__in=keys if shown is None else shown)
    people = list(listed(user, among=led).filter(fits)) if led else []
    people = sorted(people, key=lambda person: led.index(person.pk)) if nearest else people
    return Answer(people, more=len(keys) > AT_ONCE or len(found) == finding.MOST)


def _nearly(user: User, text: str) -> Answer:
    if sum(map(str.isalnum, text)) < LEAST_NEAR:
        return Answer()
    people = _of(user, finding.nearly(area_of(user), text), nearest=True).people
    return Answer(people, near=bool(people))
