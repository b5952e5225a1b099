"""A list of names as somebody pastes it, from a chat or a sheet: what each line says, and who that is."""

import datetime
import re
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.core.verbs import squeezed
from participants import nik as niks
from participants import phones, search
from participants.models import Participant

MOST = 200
# `1.`, `12)`, `-`, `•` and ticks before a name; brackets and dashes around what is left when the numbers are taken out.
_NUMBERING = re.compile(r"^\W*(?:\d{1,3}\s*[.):\-]\s*|\d{1,3}\s+(?=\D))?\W*")
_NUMBER = re.compile(r"\+?\d(?:[\d .()\-]*\d)?")
_EDGES = " \t-–—,;:|/()[]*_~.\"'"
_SHORTEST_PHONE, _NIK = 8, 16


@dataclass(frozen=True)
class Line:
    """What one line says: a name, maybe a phone or an identity number."""

    name: str
    phone: str = ""
    nik: str = field(default="", repr=False)


@dataclass
class Found:
    """A line, and the people it may be; `listed` when one of them is on the list already."""

    number: int
    line: Line
    people: list[Participant]
    listed: bool = False

    @property
    def keys(self) -> list[str]:
        return [str(person.pk) for person in self.people]


def read(text: str) -> list[Line]:
    """The lines that say somebody, each once; raises a sentence for none and for more than two hundred."""
    lines = list(dict.fromkeys(line for one in text.splitlines() if (line := _line(squeezed(one))).name))
    if not lines:
        raise ValidationError(_("There is no name in this: paste one name on each line."))
    if len(lines) > MOST:
        sentence = _("These are %(lines)s names: paste at most %(most)s at a time.")
        raise ValidationError(sentence % {"lines": len(lines), "most": MOST})
    return lines


def find(user: User, lines: Iterable[Line], *, listed: Collection[uuid.UUID], on: datetime.date) -> list[Found]:
    """Each line with the people of the user's area whom it names: by the number, else the phone, else the whole name."""
    lines = list(lines)
    numbers = {line: number.fingerprint for line in lines if (number := _nik(line.nik, on))}
    names, called = [line.name.lower() for line in lines], [line.phone for line in lines if line.phone]
    # A list shows no phone: whoever sees somebody there alone guesses none.
    fits = Q(lower__in=names) | Q(phone__in=called, opens=True) | Q(nik_fingerprint__in=numbers.values())
    people = list(search.listed(user).annotate(lower=Lower("name")).filter(fits))
    return [_found(number, line, people, numbers.get(line), listed) for number, line in enumerate(lines)]


def _found(
    number: int, line: Line, people: list[Participant], fingerprint: bytes | None, listed: Collection[uuid.UUID]
) -> Found:
    surest = (
        [one for one in people if fingerprint and one.nik_fingerprint and bytes(one.nik_fingerprint) == fingerprint],
        [one for one in people if line.phone and one.opens and one.phone == line.phone],
        [one for one in people if one.name.lower() == line.name.lower()],
    )
    fitting = next((those for those in surest if those), [])
    return Found(number, line, fitting, listed=any(one.pk in listed for one in fitting))


def _line(text: str) -> Line:
    text = _NUMBERING.sub("", text, count=1)
    phone = nik = ""
    for match in _NUMBER.findall(text):
        digits = re.sub(r"\D", "", match)
        if len(digits) == _NIK:
            nik = digits
        elif len(digits) >= _SHORTEST_PHONE:
            phone = phones.plain(match)
        else:
            continue
        text = text.replace(match, " ", 1)
    return Line(squeezed(text).strip(_EDGES), phone, nik)


def _nik(digits: str, on: datetime.date) -> niks.Nik | None:
    try:
        return niks.read(digits, on=on) if digits else None
    except ValidationError:
        return None
