"""Finding somebody among two million: the index of word beginnings beside a look at every name of the user's people."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import connection, connections
from django.db.models import Q

from benchmarks import city, databases, users
from benchmarks.importing import Somebody
from benchmarks.report import Report
from benchmarks.timing import Times, asked
from okoce.accounts.models import User
from okoce.core.months import today
from participants import finding, lookups, nik, search
from participants.models import Participant
from programs.models import Assignment, Kecamatan
from programs.scoping import area_of

EACH = 100
# Whoever looks up more in a minute is refused.
NUMBERS = lookups.MOST - 1
SCANS = 5
# An index that is not ten times as quick as looking at every name is not worth its room.
RATIO = 10
THREE = "facilitator-1"
SIZES = (
    "SELECT pg_total_relation_size('participants_findable') / 1e6, pg_relation_size('names_written_nearly_so') / 1e6"
)

MARK = """
INSERT INTO participants_attendance (id, session_id, participant_id, status, recorded_by_id, recorded_at)
SELECT gen_random_uuid(), %s, id, 'present', (SELECT min(id) FROM accounts_user), now() FROM unnest(%s::uuid[]) id
"""


def measure(report: Report, home: Path, people: int) -> None:
    report.begin(f"finding one of {people:,} people")
    with databases.server(home, fast=True):
        connections.close_all()
        for name, seconds in city.make(home, people).items():
            report.number(f"loading: {name}", seconds, "s")
    with databases.server(home, fast=False), databases.at(city.DATABASE):
        add_places(THREE)
        for who, name in {"one kecamatan": "facilitator-0", "three": THREE, "the whole city": users.STAFF}.items():
            found(report, who, User.objects.get(username=name))
        told(report)


def add_places(name: str) -> None:
    """The user of one kecamatan works in three."""
    mine = Assignment.objects.get(user__username=name)
    others = Kecamatan.objects.exclude(pk=mine.kecamatan_id).order_by("code")[:2]
    Assignment.objects.bulk_create(
        Assignment(user=mine.user, kecamatan=other, starts_on=mine.starts_on) for other in others
    )


def found(report: Report, who: str, user: User) -> None:
    asks = {kind: list(ask(user)) for kind, ask in KINDS.items()}
    every = [text for texts in asks.values() for text in texts]
    for text in every[::7]:
        searched(user, text)
    taken = {kind: Times(tuple(searched(user, text) for text in texts)) for kind, texts in asks.items()}
    for kind, times in taken.items():
        report.times(f"{who}, {kind}: database time", times)
    numbers = numbered(user)
    report.times(f"{who}, a whole identity number: database time", Times(tuple(searched(user, one) for one in numbers)))
    all_of_it = Times(tuple(second for times in taken.values() for second in times.seconds))
    report.times(f"{who}, all of these: database time", all_of_it)
    names = [text for text in every if text.isalpha()]
    scans = Times(tuple(scanned(user, text) for text in names[:: len(names) // SCANS]))
    report.times(f"{who}, a look at every name", scans)
    report.at_least(RATIO, f"{who}: a look at every name to all of these", scans.median / all_of_it.median)
    near = Times(tuple(seconds_of_near(user, f"{text[:2]}q{text[2:]}") for text in asks["a whole name"][:20]))
    report.times(f"{who}, written nearly so: database time", near)


def searched(user: User, text: str) -> float:
    # As a request does it: whoever asks is asked for anew, with the places that are theirs today.
    somebody = User.objects.get(pk=user.pk)
    with asked() as told:
        search.answer(somebody, text, on=today())
    return told.seconds


def numbered(user: User) -> list[str]:
    """The identity numbers of people whom the user sees, given to them now: before, everybody had one that is nobody's."""
    numbers = [Somebody(user.pk * NUMBERS + nth).nik for nth in range(NUMBERS)]
    people = Participant.objects.visible_to(user).order_by("pk").values_list("pk", flat=True)[:NUMBERS]
    for person, number in zip(people, numbers, strict=True):
        fingerprint = nik.read(number, on=today()).fingerprint
        Participant.objects.filter(pk=person).update(nik_fingerprint=fingerprint)
    return numbers


def scanned(user: User, text: str) -> float:
    """What was asked before there was an index."""
    fits = Q(name__istartswith=text) | Q(name__icontains=f" {text}")
    with asked() as told:
        list(search.listed(user).filter(fits)[:21])
    return told.seconds


def seconds_of_near(user: User, text: str) -> float:
    with asked() as told:
        finding.nearly(area_of(user), text)
    return told.seconds


def some(user: User) -> Iterator[tuple[list[str], str, str]]:
    """The words, the phone and the end of the number of people whom the user sees, the same ones each time."""
    rows = Participant.objects.visible_to(user).exclude(phone="").order_by("pk")
    first = random.Random(2018).randrange(1000)
    for name, phone, tail in rows.values_list("name", "phone", "nik_tail")[first : first + EACH]:
        yield name.split(), phone, tail


def of_people(make: Callable[[list[str], str, str], str]) -> Callable[[User], Iterator[str]]:
    return lambda user: (make(words, phone, tail) for words, phone, tail in some(user))


def common(_user: User) -> Iterator[str]:
    """The commonest words and their beginnings, alone and two at a time, whether anybody is called so or not."""
    words = city.words()[:20]
    for one, other in zip(words, reversed(words), strict=True):
        yield from (one[0], one[:2], one, f"{one} {other[:2]}", f"{one} {other}")


KINDS = {
    "two letters": of_people(lambda words, _phone, _tail: words[-1][:2]),
    "the beginning of a word": of_people(lambda words, _phone, _tail: words[-1][:4]),
    "two beginnings, the last word first": of_people(
        lambda words, _phone, _tail: f"{words[-1][:3]} {words[0][:3]}" if len(words) > 1 else words[0]
    ),
    "a whole name": of_people(lambda words, _phone, _tail: " ".join(words)),
    "common words": common,
    "the beginning of a phone": of_people(lambda _words, phone, _tail: phone[:5]),
    "a whole phone": of_people(lambda _words, phone, _tail: phone),
    "the last four digits": of_people(lambda _words, _phone, tail: tail),
}


def told(report: Report) -> None:
    with connection.cursor() as cursor:
        cursor.execute(SIZES)
        index, nearly = cursor.fetchone()
    report.number("the index on the disk", float(index), "MB")
    report.number("the index of names written nearly so", float(nearly), "MB")
