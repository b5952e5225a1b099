"""Lists of other offices about the made-up city: two decided about months ago, and one of a bank, that waits."""

import csv
import datetime
import io
import random
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils import translation

from okoce.accounts.models import User
from participants.models import ListLine, Match, OfficialList
from participants.reconciling import deciding, loading, reading
from reports.demo.cards import LAST, WOMEN, digits
from reports.demo.load import planned

DAY = datetime.timedelta(days=1)
LICENCES = ["NIK", "Nama", "Tanggal lahir", "Nomor izin", "Jenis izin", "Tanggal terbit"]
PEOPLE = ["NIK", "Nama", "Tanggal lahir"]
OTHERWISE = "Nama lain di KTP"
CREDITS = ["NIK", "Nama debitur", "Tanggal lahir", "Jumlah", "Tanggal cair"]
# People with a licence on record, fewest numbers first: what a list of that day could know.
LICENSED = """
SELECT p, sex, born, name, number, completed_on FROM achieved JOIN person USING (p, id)
WHERE kind = 'licence' AND m = 0 AND state = 'verified' AND mod(p, 60) <> 7 AND mod(p, 10) NOT IN (3, 9) AND completed_on < %(until)s
ORDER BY md5(p::text) LIMIT %(most)s
"""
# Of them some who count as new, and some who have no licence on record.
NEW = """
SELECT p, sex, born, person.name, '8' || lpad(p::text, 12, '0'), day - 200
FROM person JOIN participants_entrepreneur opened ON opened.participant_id = person.id AND opened.state = 'verified'
ORDER BY md5(p::text) LIMIT %(most)s
"""
UNLICENSED = """
SELECT p, sex, born, name, '8' || lpad(p::text, 12, '0'), day + 20
FROM person WHERE known AND licences >= 0.645 AND baseline < 0.74 AND day + 25 < %(until)s ORDER BY md5(p::text) LIMIT %(most)s
"""
KNOWN = (
    "SELECT p, sex, born, name FROM person WHERE known AND day < %(until)s ORDER BY md5('registry' || p) LIMIT %(most)s"
)
CREDITED = """
SELECT p, sex, born, name, 2500000 * (1 + mod(p, 8)), completed_on FROM achieved JOIN person USING (p, id)
WHERE kind = 'capital' AND state = 'verified' AND completed_on < %(until)s ORDER BY md5(p::text) LIMIT %(most)s
"""
UNCREDITED = """
SELECT p, sex, born, name, 5000000, day + 30
FROM person WHERE known AND borrows >= 0.05 AND day + 35 < %(until)s ORDER BY md5(p::text) LIMIT %(most)s
"""


def of_licences(*, at: datetime.datetime) -> None:
    """Loaded and looked at: of some hundred lines two in five are of people here, and some still wait."""
    until = at.date() - 10 * DAY
    said = {"until": until, "most": 120}
    licensed = planned(LICENSED, said)
    here = [*licensed[24:], *planned(NEW, said | {"most": 1}), *planned(UNLICENSED, said | {"most": 4})]
    rows = [[digits(p, sex, born), name, born, number, "NIB", day] for p, sex, born, name, number, day in here]
    # Without an identity number: by the number of the licence, by that with a name of somebody else, by name and birth.
    rows += [["", name, "", number, "NIB", day] for p, sex, born, name, number, day in licensed[:8]]
    others = [*licensed[17:24], licensed[16]] if len(licensed) > 23 else []
    rows += [["", other[3], "", one[4], "NIB", one[5]] for one, other in zip(licensed[16:24], others, strict=False)]
    rows += [["", name, born, f"7{number[1:]}", "IUMK", day] for p, sex, born, name, number, day in licensed[8:16]]
    rows += _strangers(int(len(rows) * 1.3), until, lambda pick: [f"6{pick.randrange(10**12):012}", "NIB"])
    official = _loaded("licences", "DPMPTSP DKI Jakarta", until, [LICENCES, *_mixed(rows), _unreadable(until)], at)
    _decide(official, at + 3 * DAY)


def of_the_registry(*, at: datetime.datetime) -> None:
    """All of them confirmed; of two the registry writes the name otherwise, and of one the date of birth."""
    until = at.date() - 10 * DAY
    here = [[digits(p, sex, born), name, born] for p, sex, born, name in planned(KNOWN, {"until": until, "most": 30})]
    for line in here[:2]:
        line[1] = OTHERWISE
    for line in here[2:3]:
        line[2] += DAY
    rows = [*here, *_strangers(len(here) // 2, until, lambda pick: [])]
    official = _loaded("civil", "Disdukcapil DKI Jakarta", until, [PEOPLE, *_mixed([row[:3] for row in rows])], at)
    _decide(official, at + 3 * DAY)


def of_a_bank(*, at: datetime.datetime) -> None:
    """Loaded yesterday, and nobody has looked at it yet."""
    until = at.date() - 5 * DAY
    said = {"until": until, "most": 60}
    here = [*planned(CREDITED, said), *planned(UNCREDITED, said | {"most": 8})]
    rows = [[digits(p, sex, born), name, born, amount, day] for p, sex, born, name, amount, day in here[5:]]
    rows += [["", name, born, amount, day] for p, sex, born, name, amount, day in here[:5]]
    rows += _strangers(len(rows), until, lambda pick: [1_000_000 * pick.randint(2, 30)])
    _loaded("bank", "Bank DKI", until, [CREDITS, *_mixed(rows)], at - DAY)


def _strangers(many: int, until: datetime.date, what: Callable[[random.Random], list[Any]]) -> Iterator[list[Any]]:
    """Lines of people who are not here."""
    pick = random.Random(many)  # noqa: S311 - the same strangers each time
    for number in range(many):
        born = datetime.date(until.year - pick.randint(20, 60), pick.randint(1, 12), pick.randint(1, 28))
        nik = f"99{9500 + number // 10_000}{born.day + 40:02}{born:%m%y}{number % 10_000:04}"
        name = f"{pick.choice(WOMEN.split())} {pick.choice(LAST.split())}"
        yield [nik, name, born, *what(pick), until - pick.randint(30, 400) * DAY]


def _mixed(rows: Iterable[list[Any]]) -> list[list[Any]]:
    rows = list(rows)
    random.Random(1).shuffle(rows)  # noqa: S311 - in the same order each time
    return rows


def _unreadable(day: datetime.date) -> list[Any]:
    """As a spreadsheet leaves a number of sixteen digits."""
    return ["3.17E+15", "Tanpa nomor", "", "612345678901", "NIB", day]


def _loaded(kind: str, issuer: str, as_of: datetime.date, rows: list[list[Any]], at: datetime.datetime) -> OfficialList:
    sheet = io.StringIO()
    csv.writer(sheet).writerows(rows)
    by = User.objects.get(username="staf")
    with translation.override("id"):
        official = loading.send(by=by, kind=kind, issuer=issuer, as_of=as_of, content=sheet.getvalue().encode(), at=at)
        reading.read(official.pk, at=at)
    return official


def _decide(official: OfficialList, at: datetime.datetime) -> None:
    """Whoever is matched is confirmed, but for a dozen; of the doubtful ones three are, and three are somebody else."""
    by = User.objects.get(username="verifikator")
    matches = Match.objects.filter(line__list=official).select_related("line").order_by("line__number", "pk")
    sure = [one for one in matches.filter(line__pile=ListLine.Pile.MATCHED) if one.line.number % 12]
    doubtful = list(matches.filter(line__pile=ListLine.Pile.DOUBTFUL))
    for match in doubtful[3:6]:
        deciding.refuse(by=by, match=match, at=at)
    # After them: of what several decisions changed the reason of the newest is told.
    deciding.confirm_each(by=by, matches=[*sure, *doubtful[:3]], at=at)
