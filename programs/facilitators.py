"""A list of facilitators from a spreadsheet: every row is judged, and all of them are made or none."""

import datetime
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from pghistory import context

from okoce.accounts.models import User
from okoce.accounts.roles import Role
from okoce.core.sheets.formulas import is_formula
from okoce.core.sheets.lists import Row
from okoce.core.verbs import check, squeezed, verb
from programs.assignments import invite
from programs.models import Kecamatan

# What may stand in the first row, and the column that it means.
COLUMNS = {
    "username": "username",
    "name": "name",
    "kecamatan": "kecamatan",
    "from": "from",
    "until": "until",
    "nama pengguna": "username",
    "nama": "name",
    "mulai": "from",
    "sampai": "until",
}
MOST = 500
DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


@dataclass
class Judged:
    """A row, what it says, and a sentence for each thing that is wrong with it."""

    row: Row
    kecamatan: list[Kecamatan] = field(default_factory=list)
    on: datetime.date | None = None
    until: datetime.date | None = None
    wrong: list[str] = field(default_factory=list)

    @property
    def username(self) -> str:
        return self.row.cells.get("username", "")

    @property
    def name(self) -> str:
        return squeezed(self.row.cells.get("name", ""))

    @property
    def last_day(self) -> datetime.date | None:
        return self.until and self.until - datetime.timedelta(days=1)


def judge(rows: Iterable[Row], *, today: datetime.date) -> list[Judged]:
    """Each row with what is wrong with it, compared with the others and with the users that there are."""
    judged = [Judged(row) for row in rows]
    places = _places()
    taken = set(User.objects.values_list(Lower("username"), flat=True))
    named = Counter(one.username.lower() for one in judged)
    for one in judged:
        _judge_user(one, taken, named)
        _judge_places(one, places)
        _judge_days(one, today)
        if any(is_formula(cell) for cell in one.row.cells.values()):
            one.wrong.append(_("A cell begins with a sign that spreadsheets take for a formula."))
    return judged


def _judge_user(one: Judged, taken: set[str], named: Counter[str]) -> None:
    try:
        check(User(username=one.username, name=one.name), "username", "name")
    except ValidationError as refusal:
        for name, label in (("username", _("user name")), ("name", _("full name"))):
            one.wrong += [f"{label}: {sentence}" for sentence in refusal.message_dict.get(name, [])]
    if one.username.lower() in taken:
        one.wrong.append(_("Somebody has this user name already."))
    if named[one.username.lower()] > 1 and one.username:
        one.wrong.append(_("This user name stands in the list more than once."))


def _places() -> dict[str, Kecamatan]:
    """By code, name and every other spelling."""
    return {
        word.casefold(): place for place in Kecamatan.objects.all() for word in (place.code, place.name, *place.aliases)
    }


def _judge_places(one: Judged, places: dict[str, Kecamatan]) -> None:
    words = [squeezed(word) for word in re.split(r"[;,\n]", one.row.cells.get("kecamatan", ""))]
    for word in filter(None, words):
        if place := places.get(word.casefold()):
            one.kecamatan.append(place)
        else:
            one.wrong.append(_("Unknown kecamatan: %(word)s.") % {"word": word})
    if not any(words):
        one.wrong.append(_("No kecamatan: a facilitator works in one at least."))


def _judge_days(one: Judged, today: datetime.date) -> None:
    try:
        one.on = _day(one.row.cells.get("from", "")) or today
        last = _day(one.row.cells.get("until", ""))
    except ValueError:
        one.wrong.append(_("Write days as 2026-03-31 or 31/03/2026."))
        return
    one.until = last and last + datetime.timedelta(days=1)
    if last and last < one.on:
        one.wrong.append(_("The last day lies before the first."))


def _day(text: str) -> datetime.date | None:
    if not text:
        return None
    if not (match := DAY.fullmatch(text)):
        raise ValueError(text)
    year, month, day = (match[1], match[2], match[3]) if match[1] else (match[6], match[5], match[4])
    if int(year) > 2099:
        raise ValueError(text)
    return datetime.date(int(year), int(month), int(day))


@verb("facilitators invited")
def invite_all(*, by: User, rows: Iterable[Row], at: datetime.datetime) -> list[tuple[User, str]]:
    """Every one of them with the token of their link; nobody, when one row is wrong."""
    judged = judge(rows, today=at.date())
    if any(one.wrong for one in judged):
        raise ValidationError(_("Some rows are wrong: nobody was added."))
    with context(user=by.pk):
        return [
            invite(
                by=by,
                username=one.username,
                name=one.name,
                roles=[Role.FACILITATOR],
                kecamatan=[place.code for place in one.kecamatan],
                on=one.on or at.date(),
                until=one.until,
                at=at,
            )
            for one in judged
        ]
