"""Whom a row means, among the people whom its sender works for."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participants.importing.columns import Column, day, nik, phone, text
from participants.importing.kinds import Judged
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
        note=gettext_lazy("16 digits as text. Without it: the name with the phone or the date of birth."),
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


def find(rows: list[Judged], people: QuerySet[Participant], elsewhere: QuerySet[Participant] | None = None) -> None:
    """Say in each row, under `participant`, whom it means; a mistake where that is nobody, or one of several.

    People from elsewhere are found by their number alone.
    """
    numbers = [row.nik.fingerprint for row in rows if row.nik]
    numbered = {} if elsewhere is None else _by_number(elsewhere, numbers, elsewhere=True)
    numbered |= _by_number(people, numbers)
    named = _by_contact(rows, people)
    for row in rows:
        row.said["participant"] = None
        if not row.mistakes.keys() & NAMES:
            _settle(row, numbered, named)


def _by_number(people: QuerySet[Participant], numbers: list[bytes], *, elsewhere: bool = False) -> dict[bytes, Person]:
    found = _told(people.filter(nik_fingerprint__in=numbers))
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
    columns = people.order_by().values_list("pk", "name", "phone", "birth_date", "nik_fingerprint")
    return (Person(key, name, phone, born, bytes(number or b"")) for key, name, phone, born, number in columns)


def _settle(row: Judged, numbered: dict[bytes, Person], named: dict[str, list[Person]]) -> None:
    column, sentence, person = _numbered(row, numbered) if row.nik else _named(row, named)
    if person:
        row.said["participant"] = str(person.key)
    else:
        row.mistakes[column] = sentence


def _numbered(row: Judged, numbered: dict[bytes, Person]) -> tuple[str, str, Person | None]:
    person = numbered.get(row.nik.fingerprint) if row.nik else None
    if not person:
        return "nik", _("None of your people has this NIK: look at the card again, or bring in the people first."), None
    name = row.said["name"]
    if name and not person.elsewhere and not {*words_of(name)} & {*words_of(person.name)}:
        sentence = _("The NIK in this row is of somebody who is called otherwise: look at the card again.")
        return "name", sentence, None
    return "", "", person


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
    if len(found) > 1:
        return "name", _("Several of your people are called so: write the NIK."), None
    return "", "", found.pop()
