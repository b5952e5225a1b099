"""A list of names as somebody pastes it, from a chat or a sheet: what each line says, and who that is."""

import datetime
import re
import uuid
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.core.verbs import squeezed
from participants import finding, phones, search
from participants import nik as niks
from participants.matching import words_of
from participants.models import Findable, Participant
from programs.places import within
from programs.scoping import area_of

MOST = 200
# Among more than these nobody chooses: a search by another word finds them.
ALIKE = 6
# `(hadir)`, `[RT 05]`: what somebody remarks in brackets, also when they forgot to close them.
_REMARK = re.compile(r"\([^()]*[^\W\d_][^()]*(?:\)|$)|\[[^\[\]]*[^\W\d_][^\[\]]*(?:\]|$)")
_BRACKETS = re.compile(r"[()\[\]]")
# A dash with a space beside it begins a remark; one within a word is of the name.
_DASH = re.compile(r"\s[-–—]+|[-–—]+\s")
# `1.`, `12)`, `-`, `•` and ticks before a name; ticks and full stops after it.
_NUMBERING = re.compile(r"^\W*(?:\d{1,3}\s*[.):\-]\s*|\d{1,3}\s+(?=\D))?\W*")
_NIK = re.compile(r"(?<!\d)(?:\d[ .\-]?){15}\d(?!\d)")
# A digit at the end of a name begins no number; `HP0812` does.
_PHONE = re.compile(r"(?:(?<![\w+])|(?<=[^\W\d_])(?=0|62))(?:\+\d|0|62|8)[\d .()\-]{5,20}\d(?!\d)")
# A day, or a number with a digit too many: nobody's name, and maybe most of an identity number.
_DIGITS = re.compile(r"\d[\d .()/\-]{6,}\d")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
# Digits of a number, at the least and at the most.
_SHORTEST, _LONGEST = 8, 16


@dataclass(frozen=True)
class Line:
    """What one line says: a name, maybe a phone or an identity number; and how it was written."""

    name: str
    phone: str = ""
    nik: str = field(default="", repr=False)
    written: str = field(default="", compare=False, repr=False)
    # Of a number whose digits nobody reads any more.
    fingerprint: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Found:
    """A line and the people it may be: surely so, or with longer names; `listed` when one is on the list already."""

    number: int
    line: Line
    people: list[Participant]
    sure: bool
    listed: bool

    @property
    def keys(self) -> list[str]:
        return [str(person.pk) for person in self.people]

    @property
    def kind(self) -> str:
        if self.listed:
            return "listed"
        if not self.people:
            return "unknown"
        return "known" if self.sure and len(self.people) == 1 else "several"


def read(text: str) -> list[Line]:
    """The lines that say somebody, each once; raises a sentence for none and for more than two hundred."""
    said: dict[tuple[str, ...], Line] = {}
    for line in _lines(text):
        if line.name:
            said.setdefault(_meant(line), line)
    lines = list(said.values())
    if not lines:
        raise ValidationError(_("There is no name in this: paste one name on each line."))
    if len(lines) > MOST:
        sentence = _("These are %(lines)s names: paste at most %(most)s at a time.")
        raise ValidationError(sentence % {"lines": len(lines), "most": MOST})
    return lines


def nameless(text: str) -> list[str]:
    """The lines that say something, and no name."""
    return [line.written for line in _lines(text) if not line.name and re.search(r"\w", line.written)]


def repeated(text: str) -> list[str]:
    """The names that stand on several lines: one person, or several whom only a number beside the name tells apart."""
    names = {" ".join(words_of(line.name)): line.name for line in reversed(list(_lines(text)))}
    times = Counter(" ".join(words_of(line.name)) for line in _lines(text))
    return [names[words] for words, many in times.items() if words and many > 1]


def find(user: User, lines: Collection[Line], *, listed: Collection[uuid.UUID], on: datetime.date) -> list[Found]:
    """Each line with the people of the user's area whom it names: by the number, else the name, else the phone."""
    numbers = {line: number for line in lines if (number := _fingerprint(line, on))}
    with_number = Participant.objects.filter(nik_fingerprint__in=numbers.values()).values_list("pk", flat=True)
    there = _candidates(user, lines)
    people = list(search.with_other_rows(search.listed(user, among=finding.kept({*with_number, *there}))))
    known = [_Known.of(person) for person in people]
    return [_found(number, line, known, numbers.get(line, b""), listed) for number, line in enumerate(lines)]


def _candidates(user: User, lines: Collection[Line]) -> set[uuid.UUID]:
    """Whom the index knows by these names and phones; by longer names than written where nobody is called just so."""
    area = area_of(user)
    names = {line: " ".join(words_of(line.name)) for line in lines}
    keys = {*names.values(), *(f"+{line.phone}" for line in lines if line.phone)}
    there = Findable.objects.filter(kecamatan__in=[place.pk for place in within(area)], word__in=keys)
    found = list(there.values_list("participant", "word"))
    called = {word for _person, word in found}
    # One word alone begins the name of half a kecamatan.
    others = [name for name in names.values() if name not in called and " " in name]
    longer = [person for name in others for person, _word, _kept in finding.by_words(area, name)[:ALIKE]]
    return {*(person for person, _word in found), *longer}


class _Known(NamedTuple):
    """Somebody, and every row by which they are known with the words of its name."""

    person: Participant
    rows: list[tuple[Any, list[str]]]

    @classmethod
    def of(cls, person: Participant) -> Self:
        return cls(person, [(row, words_of(row.name)) for row in search.rows_of(person)])


def _found(
    number: int, line: Line, known: Collection[_Known], fingerprint: bytes, listed: Collection[uuid.UUID]
) -> Found:
    ours = words_of(line.name)

    def those(fits: Callable[[Any, list[str]], bool]) -> list[Participant]:
        return [one.person for one in known if any(fits(row, words) for row, words in one.rows)]

    # And tells no number: whoever tried them all against somebody seen there alone would read theirs.
    numbered = those(lambda row, _words: row.opens and fingerprint and bytes(row.nik_fingerprint or b"") == fingerprint)
    called = those(lambda _row, words: sorted(words) == sorted(ours))
    # A list shows no phone: whoever sees somebody there alone guesses none. And a family has one between them.
    phoned = those(lambda row, _words: line.phone and row.opens and row.phone == line.phone)
    longer = those(lambda _row, words: all(any(word.startswith(our) for word in words) for our in ours))
    sure = numbered or [one for one in called if one in phoned] or called
    fitting = sure or [*phoned, *(one for one in longer if len(ours) > 1 and one not in phoned)]
    return Found(number, line, fitting[:ALIKE], sure=bool(sure), listed=any(one.pk in listed for one in sure))


def _meant(line: Line) -> tuple[str, ...]:
    """What two lines have in common that mean one person."""
    return (*words_of(line.name), line.phone, line.nik)


def _lines(text: str) -> Iterator[Line]:
    return (_line(squeezed(one)) for one in text.splitlines())


def _line(written: str) -> Line:
    text = _NUMBERING.sub("", _without_remarks(written), count=1)
    number, text = _taken(_NIK, text)
    phone, text = _taken(_PHONE, text)
    name = _EDGES.sub("", squeezed(_BRACKETS.sub(" ", _DIGITS.sub(" ", text))))
    name = _EDGES.sub("", _DASH.split(name, maxsplit=1)[0])
    return Line(name, phones.plain(phone), re.sub(r"\D", "", number), written)


def _taken(kind: re.Pattern[str], text: str) -> tuple[str, str]:
    """The first number of that kind, and the text without any."""
    numbers = [one for one in kind.findall(text) if _SHORTEST <= len(re.sub(r"\D", "", one)) <= _LONGEST]
    for one in numbers:
        text = text.replace(one, " ", 1)
    return (numbers or [""])[0], text


def _without_remarks(text: str) -> str:
    """The text without what stands in brackets, except for numbers; all of it when there is no word outside of them."""
    outside = _REMARK.sub(lambda remark: f" {' '.join(_DIGITS.findall(remark[0]))} ", text)
    return outside if re.search(r"[^\W\d_]", outside) else _BRACKETS.sub(" ", text)


def _fingerprint(line: Line, on: datetime.date) -> bytes:
    """Of the number that the line says; nothing for none, and for what is no number."""
    try:
        return line.fingerprint or (niks.read(line.nik, on=on).fingerprint if line.nik else b"")
    except ValidationError:
        return b""
