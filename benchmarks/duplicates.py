"""Of a thousand people planted twice among a hundred thousand, how many the nightly look finds, by the way that they came twice.

And of what it finds how much was planted, for each way of finding; and how long a look takes, there and among three times
as many.
"""

import datetime
from collections.abc import Collection, Container
from pathlib import Path

import psycopg2
from django.db import connections

from benchmarks import databases, lookalikes
from benchmarks.data import ALONE
from benchmarks.lookalikes import City, Pair
from benchmarks.report import Report
from benchmarks.timing import processor, seconds_of
from okoce.accounts.models import User
from okoce.core.months import now, today
from okoce.embedded import places
from participants.duplicates import looking
from participants.models import Likeness
from programs.models import Kecamatan

DATABASE = "bench_duplicates"
PEOPLE = 100_000
# What a look must find of each way, or it is not worth its night. A name that many have, written with another day, cannot be
# told from a namesake: there half of them is much.
RECALL = {
    "one phone, and a word of the name": 0.95,
    "one phone, and another name": 0.9,
    "the words in another order": 0.95,
    "a slip in one word": 0.9,
    "a slip in two words": 0.65,
    "spelled otherwise": 0.9,
    "a title, or Muhammad in short": 0.95,
    "a word in short or left out": 0.85,
    "two words as one": 0.85,
    "day and month turned round": 0.95,
    "another part of the date of birth": 0.3,
    "no date of birth, one kecamatan": 0.4,
}
IN_ALL = 0.85
# How much of what is found must be worth the look of a person: without a date of birth one in seven.
PRECISION = {"birth": 0.8, "nearly": 0.65, "date": 0.85, "phone": 0.75, "name": 0.15}
LIKELY, OF_THE_LIKELY = 70, 0.9
# Of people who only look like one; the names of twins are often a letter apart.
NEARLY = {
    "twins": 0.5,
    "namesakes of one kecamatan": 0.02,
    "a family with one phone": 0.25,
    "one date of birth and one word": 0.05,
}


def measure(report: Report, home: Path, people: int) -> None:
    report.begin(f"people who are there twice, among {PEOPLE:,}")
    with databases.server(home, fast=True):
        connections.close_all()
        databases.copy(home, DATABASE)
    with databases.server(home, fast=False), databases.at(DATABASE):
        city = lookalikes.city(PEOPLE, codes())
        report.number("loading", seconds_of(lambda: put(home, city)), "s")
        looked(report, f"{PEOPLE:,} people")
        held(report, city)
        if people > PEOPLE:
            put(home, lookalikes.city(people - PEOPLE, codes()))
            looked(report, f"{people:,} people")


def codes() -> list[str]:
    return list(Kecamatan.objects.order_by("code").values_list("code", flat=True))


def put(home: Path, city: City) -> None:
    superuser = psycopg2.connect(databases.url(home, places.SUPERUSER, DATABASE))
    superuser.autocommit = True
    with superuser.cursor() as cursor:
        cursor.execute(ALONE)
    by = User.objects.order_by("pk").values_list("pk", flat=True)[0]
    lookalikes.put(superuser, city.people, by, today() - datetime.timedelta(days=100))
    superuser.close()
    databases.as_superuser(home, DATABASE, "VACUUM ANALYZE")


def looked(report: Report, among: str) -> None:
    """Seconds, and those of processor alone, which others on the machine do not lengthen."""
    began = processor()
    report.number(f"a look at {among}", seconds_of(lambda: looking.look(at=now())), "s")
    report.number(f"a look at {among}: processor", processor() - began, "s")
    report.number(f"the next look at {among}", seconds_of(lambda: looking.look(at=now())), "s")
    report.number(f"pairs that wait among {among}", looking.waiting().total())


def held(report: Report, city: City) -> None:
    found = {frozenset([one.first_id, one.second_id]): one for one in Likeness.objects.waiting()}
    right = {pair for pairs in city.twice.values() for pair in pairs}
    for way, pairs in city.twice.items():
        report.at_least(RECALL[way], f"{way}: found of {len(pairs)} planted", share(pairs, found))
    report.at_least(IN_ALL, f"found of {len(right)} planted", share(right, found))
    for how, least in PRECISION.items():
        pairs = [pair for pair, one in found.items() if one.how == how]
        report.at_least(least, f"{how}: planted of {len(pairs)} found", share(pairs, right))
    likely = [pair for pair, one in found.items() if one.score >= LIKELY]
    report.at_least(OF_THE_LIKELY, f"planted of {len(likely)} found with {LIKELY} of 100 or more", share(likely, right))
    for way, pairs in city.nearly.items():
        report.at_most(NEARLY[way], f"{way}: found of {len(pairs)} who are two", share(pairs, found))


def share(pairs: Collection[Pair], among: Container[Pair]) -> float:
    return sum(pair in among for pair in pairs) / len(pairs) if pairs else 0
