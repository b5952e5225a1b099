"""What the columns of a spreadsheet are called, and how a cell of each is read.

A reader takes a cell as the spreadsheet holds it (text, number, day, nothing) and returns what JSON can hold, None for
nothing; it raises a sentence that says what to do.
"""

import datetime
import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from okoce.core.verbs import refuse_control, squeezed
from participants import nik as niks
from participants import phones
from participants.importing.masks import masked
from participants.nik import Nik
from programs import places

Reader = Callable[[object], Any]

# Whether a number is well formed is the same on every day: only the century of a birth depends on it.
ANY_DAY = datetime.date(2099, 12, 31)
DAY = re.compile(r"(\d{1,2})[-./ ](\d{1,2}|[a-z]{3,9})[-./ ](\d{4})", re.ASCII | re.IGNORECASE)
ISO_DAY = re.compile(r"(\d{4})[-/](\d\d)[-/](\d\d)(?:[T ]00:00(?::00)?)?", re.ASCII)
WEEKDAY = re.compile(
    r"^(?:senin|selasa|rabu|kamis|jum['’]?at|sabtu|minggu|ahad|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b[\s,/]*",
    re.IGNORECASE,
)
CLOCK = re.compile(r"(\d{1,2})[.:](\d\d)(?:[.:]00)?", re.ASCII)
MONTHS = [
    ("jan", "januari", "january"),
    ("feb", "februari", "february", "peb", "pebruari"),
    ("mar", "maret", "march"),
    ("apr", "april"),
    ("mei", "may"),
    ("jun", "juni", "june"),
    ("jul", "juli", "july"),
    ("agu", "agustus", "august", "aug", "agt", "ags"),
    ("sep", "september", "sept"),
    ("okt", "oktober", "october", "oct"),
    ("nov", "november"),
    ("des", "desember", "december", "dec"),
]
MONTH_NUMBERS = {name: number for number, names in enumerate(MONTHS, 1) for name in names}
# A number as a spreadsheet shows it when its column is too narrow: 3.17E+15.
SCIENTIFIC = re.compile(r"(\d+)(?:[.,](\d+))?e\+?(\d+)", re.ASCII | re.IGNORECASE)
WHOLE = re.compile(r"(\d+)(?:[.,]0{1,2})?", re.ASCII)
THOUSANDS = re.compile(r"(\d{1,3}(?:\.\d{3})+)(?:,0+)?|(\d{1,3}(?:,\d{3})+)(?:\.0+)?", re.ASCII)
MONEY = re.compile(r"^(?:rp|idr)\.?\s*|\s*(?:,-|,--|\.-|idr)$", re.IGNORECASE)
# Longer is no number that anybody means, and to read one of thousands of digits fails.
LONGEST_NUMBER = 20
LOST_ZERO = re.compile(r"[1-9]\d{7,12}", re.ASCII)
YES = {"ya", "y", "yes", "iya", "sudah", "setuju", "benar", "true", "ada", "x", "v", "✓", "✔", "1"}
NO = {"tidak", "tdk", "no", "n", "belum", "salah", "false", "tidak ada", "-", "0"}
# What somebody puts before a kecamatan's name, and what they call living elsewhere.
BEFORE_A_NAME = re.compile(r"^(?:kec|kecamatan)\b[\s.:]*", re.IGNORECASE)
ELSEWHERE = {"luar", "luar jakarta", "luar dki", "luar dki jakarta", "luar kota", "outside jakarta", "outside"}
# Before a number in a list that was made so that it stays text.
TICK = "'`’‘"


@dataclass(frozen=True)
class Column:
    """One thing that a kind of spreadsheet says in each row, under `name` in what was read."""

    name: str
    label: str | Promise
    read: Reader
    aliases: tuple[str, ...] = ()
    required: bool = False
    example: str = ""
    note: str | Promise = ""

    @property
    def takes_a_nik(self) -> bool:
        return self.read is nik

    @property
    def choices(self) -> tuple[str, ...]:
        """What a template offers to choose from; other words may be written as well."""
        if self.read is yes:
            return ("ya", "tidak")
        if self.read is kecamatan:
            return (*(place.name for place in places.within(None).order_by("name")), places.OUTSIDE)
        return self.read.usual if isinstance(self.read, OneOf) else ()


def written(cell: object) -> str:
    """The cell as a person reads it: a day without a time, a whole number without its point, nothing as nothing."""
    if cell is None:
        return ""
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return squeezed(str(cell))


def text(most: int) -> Reader:
    """Text of at most so many letters, in one line."""

    def read(cell: object) -> str | None:
        said = written(cell)
        if not said.isprintable():
            refuse_control(said)
        if len(said) > most:
            raise ValidationError(_("This is longer than %(most)d letters: shorten it.") % {"most": most})
        return said or None

    return read


def day(cell: object) -> str | None:
    """A day as ISO text; written day first, or year first."""
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    said = WEEKDAY.sub("", written(cell))
    if not said:
        return None
    try:
        if found := ISO_DAY.fullmatch(said):
            return datetime.date(*map(int, found.groups())).isoformat()
        if found := DAY.fullmatch(said):
            return datetime.date(int(found[3]), month_number(found[2]), int(found[1])).isoformat()
    except ValueError:
        pass
    raise ValidationError(_("This is no day: write it as 05-03-2018, the day first."))


def day_of(said: str | None) -> datetime.date | None:
    """The day that was read."""
    return datetime.date.fromisoformat(said) if said else None


def month_number(said: str) -> int:
    return int(said) if said.isdigit() else MONTH_NUMBERS.get(said.casefold(), 0)


def clock(cell: object) -> str | None:
    """A time of day as `09:00`."""
    if isinstance(cell, datetime.datetime):
        cell = cell.time()
    if isinstance(cell, datetime.time):
        return f"{cell:%H:%M}"
    if isinstance(cell, float) and 0 <= cell < 1:
        # A part of the day, as spreadsheets keep it.
        minutes = round(cell * 24 * 60)
        return f"{minutes // 60 % 24:02}:{minutes % 60:02}"
    said = written(cell)
    if not said:
        return None
    if (found := CLOCK.fullmatch(said)) and int(found[1]) < 24 and int(found[2]) < 60:
        return f"{int(found[1]):02}:{found[2]}"
    raise ValidationError(_("This is no time of day: write it as 09.00."))


def whole(least: int, most: int) -> Reader:
    """A whole number between the two."""

    def read(cell: object) -> int | None:
        said = written(cell)
        if not said:
            return None
        number = _number(said)
        if number is None or not least <= number <= most:
            raise ValidationError(
                _("Write a whole number from %(least)d to %(most)d.") % {"least": least, "most": most}
            )
        return number

    return read


def _number(said: str) -> int | None:
    """The whole number that is written, with its thousands grouped or not."""
    if len(said) > LONGEST_NUMBER:
        return None
    if found := THOUSANDS.fullmatch(said):
        return int(re.sub(r"[.,]", "", found[1] or found[2]))
    found = WHOLE.fullmatch(said)
    return int(found[1]) if found else None


def rupiah(cell: object) -> int | None:
    """An amount in whole rupiah: `Rp 1.500.000`, 1500000 or `1,500,000`."""
    said = MONEY.sub("", MONEY.sub("", written(cell)))
    if not said:
        return None
    number = _number(re.sub(r"(?<=\d) (?=\d{3})", "", said))
    if number is not None:
        return number
    raise ValidationError(_("This is no amount in whole rupiah: write it as 1.500.000."))


def yes(cell: object) -> bool | None:
    """Whether it is so."""
    if isinstance(cell, bool):
        return cell
    said = written(cell).casefold()
    if not said:
        return None
    if said in YES or said in NO:
        return said in YES
    raise ValidationError(_("Write “ya” or “tidak”."))


class OneOf:
    """Reads one of a few words; `spoken` says which word each way of writing it stands for, in small letters."""

    def __init__(self, spoken: Mapping[str, str]) -> None:
        self.spoken = spoken
        usual: dict[str, str] = {}
        for said, word in spoken.items():
            usual.setdefault(word, said)
        # The first way of each.
        self.usual = tuple(usual.values())

    def __call__(self, cell: object) -> str | None:
        said = written(cell).casefold()
        if not said:
            return None
        if said not in self.spoken:
            raise ValidationError(_("Write one of these: %(words)s.") % {"words": ", ".join(self.usual)})
        return self.spoken[said]


one_of = OneOf


def kecamatan(cell: object) -> str | None:
    """The dotted code of a kecamatan that is named or coded, or LUAR."""
    said = written(cell)
    if not said:
        return None
    if found := _places().get(place_key(said)):
        return found
    # The columns may be swapped: then this is somebody's number.
    raise ValidationError(places.unknown(masked(said)))


@functools.cache
def _places() -> dict[str, str]:
    """How each place may be written. Only a migration changes the 44, and it starts the processes anew."""
    known = dict.fromkeys((place_key(word) for word in ELSEWHERE), places.OUTSIDE)
    for place in places.within(None):
        for word in (place.code, place.name, *place.aliases):
            known[place_key(word)] = place.code
    return known


def place_key(said: str) -> str:
    """What two ways of writing a place have in common: letters and digits; a code keeps its dots."""
    name = BEFORE_A_NAME.sub("", said.strip().casefold())
    return name if name[:1].isdigit() else "".join(one for one in name.partition(",")[0] if one.isalnum())


def nik(cell: object) -> Nik | None:
    """The number. One that was typed as a number is refused: a spreadsheet keeps fifteen of its digits."""
    said = written(cell).strip(TICK)
    if not said:
        return None
    if isinstance(cell, (int, float)) or SCIENTIFIC.fullmatch(said):
        raise ValidationError(lost_digit())
    return niks.read(said, on=ANY_DAY)


def lost_digit() -> str:
    return _(
        "This NIK is a number here, and a spreadsheet keeps only 15 digits of one: the last is lost. Set the column to text"
        " and type the NIK again from the identity card."
    )


def phone(cell: object) -> str | None:
    """The number in one spelling. One that was typed as a number has lost its zero, which comes back."""
    said = written(cell).strip(TICK)
    if not said:
        return None
    if len(said) <= LONGEST_NUMBER and (found := SCIENTIFIC.fullmatch(said)):
        if len(found[1] + (found[2] or "")) <= int(found[3]):
            raise ValidationError(_("Digits of this phone number are lost: set the column to text and type it again."))
        said = str(int(Decimal(said.replace(",", "."))))
    plain = phones.plain(said)
    if LOST_ZERO.fullmatch(plain):
        plain = f"0{plain}"
    try:
        return phones.read(plain)
    except ValidationError as refusal:
        raise ValidationError(refusal.messages) from None
