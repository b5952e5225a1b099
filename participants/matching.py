"""Who looks like somebody that is about to be registered (docs/privacy.md, “Who sees whom”).

Only people whom the user may see are compared, by what the user may see of them. Whoever is on a list here and is looked
after elsewhere shows a name and no more: nothing else of theirs is compared.
"""

import datetime
import re
import unicodedata
import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models import IntegerChoices
from django.utils.translation import gettext_lazy as _

from okoce.accounts.models import User
from okoce.core.verbs import verb
from participants import finding, phones, registration, rosters, search
from participants import nik as niks
from participants.models import Distinction, Findable, Participant
from participants.registration import Particulars
from programs.models import TrainingSession
from programs.places import within
from programs.scoping import area_of
from programs.trainings import hold

# Whoever must tell one person apart from more than these no longer reads who they are.
MOST = 5
# What is read of those who share a part of the name.
READ = 300
WITHOUT_APOSTROPHES = str.maketrans("", "", "'`‘’ʼ´")


class Alike(IntegerChoices):
    """In what two people look like one, the surest first."""

    NAME_AND_BIRTH = 1, _("the same name and date of birth")
    PHONE = 2, _("the same phone")
    NAME = 3, _("the same name")


def with_number(user: User, typed: str, *, on: datetime.date) -> tuple[Participant | None, bool]:
    """Whose number this is, and whether the user may see them; raises a sentence for what is no NIK."""
    fingerprint = niks.read(typed, on=on).fingerprint
    row = registration.row_with(fingerprint)
    seen = search.seen_by(user, row) if row else None
    return seen or (row and row.kept), bool(seen)


def likely(user: User, said: Particulars, *, on: datetime.date, besides: uuid.UUID | None) -> list[Participant]:
    """The people, each with how they are `alike`, who may be the one that is said; the surest first, at most five."""
    born, phone = _birth(said, on), phones.plain(said.phone)
    near: list[Any] = []
    there = _found(user, said.name, phone) - {besides}
    person: Any
    for person in search.with_other_rows(search.listed(user, among=finding.kept(there) - {besides})):
        how = (how_alike(row, said.name, born, phone) for row in search.rows_of(person))
        if alike := min(filter(None, how), default=None):
            person.alike = alike
            near.append(person)
    return sorted(near, key=lambda person: person.alike)[:MOST]


@verb("person registered at a session")
def join_told_apart(
    *,
    by: User,
    session: TrainingSession,
    id: uuid.UUID,
    said: Particulars,
    apart: Mapping[uuid.UUID, str],
    on: datetime.date,
    at: datetime.datetime,
) -> tuple[Participant, bool]:
    """The person registered, on the list, and told `apart` from each of these for a reason; and whether they are new."""
    person, new = rosters.join_new(by=by, session=session, id=id, said=said, on=on, at=at)
    if new:
        # Who is known already was told apart before, or is one of these.
        Distinction.objects.bulk_create(_between(person.pk, other, because, by) for other, because in apart.items())
    return person, new


@verb("person joined a session")
def join_known(
    *,
    by: User,
    session: TrainingSession,
    participant: Participant,
    said: Particulars | None,
    on: datetime.date,
    at: datetime.datetime,
) -> Participant:
    """Somebody known on the list, and what is missing of them completed by what is `said`, if anything."""
    # As everywhere: the training first and then its people, or two phones at one roster lock each other.
    hold(session.training_id)
    if said:
        participant = registration.complete(by=by, participant=participant, said=said, on=on, today=at.date())
    rosters.join(by=by, session=session, participant=participant, at=at)
    return participant


def surely(name: str, phone: str | None, born: object) -> list[tuple[str, ...]]:
    """What nobody has in common with somebody else: the words of the name with the phone, and with the date of birth."""
    words = sorted(words_of(name))
    return [(f"{one}", *words) for one in (phone, born) if one]


def how_alike(person: Any, name: str, born: datetime.date | None, phone: str) -> Alike | None:
    """In what the person may be the one of that name, birth and phone; of whom the user `opens` more than the name is compared."""
    # A list shows a name alone: whoever sees somebody there alone learns no date and no phone by trying them.
    theirs = person.birth_date if person.opens else None
    ours, other = sorted(words_of(name)), sorted(words_of(person.name))
    if born and born == theirs and one_holds_the_other(ours, other):
        return Alike.NAME_AND_BIRTH
    if not (born and theirs) and ours == other:
        return Alike.NAME
    return Alike.PHONE if person.opens and phone and person.phone == phone else None


def words_of(name: str) -> list[str]:
    """The words of a name, however it is written; the index has them alike (`words_of`)."""
    plain = name.casefold().translate(WITHOUT_APOSTROPHES)
    if not plain.isascii():
        plain = "".join(one for one in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(one))
    return re.findall(r"\w+", plain)


def one_holds_the_other(ours: list[str], theirs: list[str]) -> bool:
    """Whether one of the names has every word of the other: a second name is often left out."""
    return bool(ours and theirs) and (set(ours) <= set(theirs) or set(theirs) <= set(ours))


def _between(one: uuid.UUID, other: uuid.UUID, because: str, by: User) -> Distinction:
    first, second = sorted([one, other])
    return Distinction(first_id=first, second_id=second, because=because, said_by=by)


def _birth(said: Particulars, on: datetime.date) -> datetime.date | None:
    return said.birth_date or (niks.read(said.nik, on=on).birth_date(on) if said.nik else None)


def _found(user: User, name: str, phone: str) -> set[uuid.UUID]:
    """Who has the words of the name or some of them, or the phone, as the index says; the rule of scope judges them."""
    area, said = area_of(user), words_of(name)
    parts = [said[:many] for many in range(1, len(said) + 1)] + [said[many:] for many in range(1, len(said))]
    found = {person for person, _word, _kept in finding.by_words(area, name)} if said else set()
    there = Findable.objects.filter(kecamatan__in=[place.pk for place in within(area)])
    # Each by itself: a name that hundreds have crowds out no phone.
    for keys in ([" ".join(part) for part in parts], [f"+{phone}"] if phone else []):
        found |= set(there.filter(word__in=keys).values_list("participant", flat=True)[:READ])
    return found
