"""Whom a row means, among the people whom its sender works for."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from okoce.accounts import reads
from participants.importing import numbers
from participants.importing.columns import Column, day, nik, phone, text
from participants.importing.kinds import Case, Judged
from participants.matching import one_holds_the_other, words_of
from participants.models import Participant

WHO = (
    Column(
        "nik",
        gettext_lazy("NIK"),
        nik,
        aliases=(
            "nomor induk kependudukan",
            "no ktp",
            "no. ktp",
            "nomor ktp",
            "no nik",
            "no. nik",
            "nik peserta",
            "ktp",
        ),
        example="9974015503880001",
        note=gettext_lazy(
            "16 digits as text, with the name. Without it: the name with the phone or the date of birth."
        ),
    ),
    Column(
        "name",
        gettext_lazy("Name"),
        text(120),
        aliases=("nama", "nama peserta", "nama lengkap", "peserta", "nama binaan", "full name", "participant"),
        example="Siti Aminah",
    ),
    Column(
        "phone",
        gettext_lazy("Phone"),
        phone,
        aliases=(
            "telepon",
            "no hp",
            "no. hp",
            "nomor hp",
            "hp",
            "no telp",
            "no. telp",
            "no telepon",
            "wa",
            "no wa",
            "whatsapp",
        ),
        example="081234567890",
    ),
    Column(
        "birth_date",
        gettext_lazy("Date of birth"),
        day,
        aliases=("tanggal lahir", "tgl lahir", "tgl. lahir", "lahir", "born", "birth date"),
        example="15-03-1988",
    ),
)
NAMES = {column.name for column in WHO}


class Person(NamedTuple):
    key: uuid.UUID
    name: str
    phone: str
    born: datetime.date | None
    fingerprint: bytes
    # Whose number alone its sender knows: nothing else of theirs is compared.
    elsewhere: bool = False


def find(
    rows: list[Judged], case: Case, people: QuerySet[Participant], elsewhere: QuerySet[Participant] | None = None
) -> None:
    """Say in each row, under `participant`, whom it means; a mistake where that is nobody, or one of several.

    A number finds somebody together with the name; people from elsewhere, whose number was sent before, whatever the name.
    """
    numbers.note(rows, case)
    fingerprints = [row.nik.fingerprint for row in rows if row.nik]
    numbered = _by_number(people, fingerprints)
    if elsewhere is not None:
        # Another number of theirs than the one that was sent is told like everybody's: together with the name.
        theirs = Participant.objects.filter(merged_into__in=elsewhere.values("pk"))
        numbered |= _by_number(theirs, fingerprints) | _by_number(elsewhere, fingerprints, elsewhere=True)
    named = _by_contact(rows, people)
    for row in rows:
        row.said["participant"] = None
        if not row.mistakes.keys() & NAMES:
            _settle(row, case, numbered, named)


def _by_number(
    people: QuerySet[Participant], fingerprints: list[bytes], *, elsewhere: bool = False
) -> dict[bytes, Person]:
    """Whose numbers these are, each the person kept by the name of the row that has the number."""
    found = _told(people.filter(nik_fingerprint__in=fingerprints))
    return {one.fingerprint: one._replace(elsewhere=elsewhere) for one in found}


def _by_contact(rows: list[Judged], people: QuerySet[Participant]) -> dict[str, list[Person]]:
    """Who has a phone or a date of birth that a row without a number says."""
    named = [row.said for row in rows if not row.nik]
    phones = {said["phone"] for said in named if said["phone"]}
    born = {said["birth_date"] for said in named if said["birth_date"]}
    found = defaultdict(list)
    for one in _told(people.filter(Q(phone__in=phones) | Q(birth_date__in=born))):
        for word in {one.phone, str(one.born)} - {"", "None"}:
            found[word].append(one)
    return found


def _told(people: QuerySet[Participant]) -> Iterable[Person]:
    # Whoever was merged is known by each row, and is the person kept.
    person = Coalesce("merged_into", "pk")
    columns = people.order_by().values_list(person, "name", "phone", "birth_date", "nik_fingerprint")
    return (Person(key, name, phone, born, bytes(number or b"")) for key, name, phone, born, number in columns)


def _settle(row: Judged, case: Case, numbered: dict[bytes, Person], named: dict[str, list[Person]]) -> None:
    column, sentence, person = _numbered(row, case, numbered) if row.nik else _named(row, named)
    if person:
        row.said["participant"] = str(person.key)
        reads.note(person.key)
    else:
        row.mistakes[column] = sentence


def _numbered(row: Judged, case: Case, numbered: dict[bytes, Person]) -> tuple[str, str, Person | None]:
    if not row.said["name"]:
        return "name", _("Write the name beside the NIK."), None
    person = numbered.get(row.nik.fingerprint) if row.nik else None
    if person and (person.elsewhere or numbers.may_be_told(row, person.name, case)):
        return "", "", person
    # In the same words for nobody's number and for that of somebody who is called otherwise: it tells nobody of either.
    sentence = _(
        "None of your people has this NIK and this name: look at the card again, write the name as it is here, or bring in"
        " the people first."
    )
    return "nik", sentence, None


def _named(row: Judged, named: dict[str, list[Person]]) -> tuple[str, str, Person | None]:
    said = row.said
    if not said["name"]:
        return "nik", _("Say who it is: the NIK, or the name with the phone or the date of birth."), None
    contacts = [word for word in (said["phone"], said["birth_date"]) if word]
    if not contacts:
        return "name", _("A name alone does not say who it is: add the NIK, the phone or the date of birth."), None
    ours = words_of(said["name"])
    found = {one for word in contacts for one in named.get(word, ()) if one_holds_the_other(ours, words_of(one.name))}
    found = {one for one in found if sorted(words_of(one.name)) == sorted(ours)} or found
    if not found:
        sentence = _("None of your people is called so and has this phone or date of birth: bring in the people first.")
        return "name", sentence, None
    if len({one.key for one in found}) > 1:
        return "name", _("Several of your people are called so: write the NIK."), None
    return "", "", found.pop()
