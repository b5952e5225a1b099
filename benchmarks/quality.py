"""What each detector finds of a thousand planted things among a hundred thousand people, and how long it takes."""

import time
from collections import Counter
from pathlib import Path

import psycopg2
from django.db import connection, connections

from benchmarks import data, databases, planted
from benchmarks.data import Size
from benchmarks.report import Report
from benchmarks.timing import seconds_of
from okoce.core.months import now, today
from okoce.embedded import places
from participants.models import Finding
from participants.quality import looking
from participants.quality.detectors import DETECTORS

# Below these a detector is not worth its findings.
RECALL, PRECISION = 0.95, 0.9


def measure(report: Report, home: Path, size: Size) -> None:
    report.begin(f"what looks wrong among {size.people:,} people with {size} attendances")
    with databases.server(home, fast=True):
        connections.close_all()
        report.number("loading", seconds_of(lambda: make(home, size)), "s")
    with databases.server(home, fast=False), databases.at(size.database):
        looked(report)
        held(report)


def make(home: Path, size: Size) -> None:
    databases.copy(home, size.database)
    first = data.first_month().first
    days = (today() - first).days - 1
    superuser = psycopg2.connect(databases.url(home, places.SUPERUSER, size.database))
    superuser.autocommit = True
    data.fill(superuser, size, first=first, days=days, more=planted.STEPS)
    superuser.close()
    grant = f"GRANT SELECT ON planted TO {places.APPLICATION}"
    databases.as_superuser(home, size.database, f"VACUUM ANALYZE; {grant}")


def looked(report: Report) -> None:
    """Each detector alone; then all of them again, when nothing is new."""
    whole = 0.0
    for name, detector in DETECTORS.items():
        began = time.perf_counter()
        looking.look_with(detector, at=now())
        taken = time.perf_counter() - began
        whole += taken
        report.number(f"{name}: a look", taken, "s")
    report.number("all of them: a look", whole, "s")
    report.number("all of them: the next look", seconds_of(lambda: looking.look(clock=now)), "s")


def held(report: Report) -> None:
    for name in DETECTORS:
        cases, nearly = those(name, near=False), those(name, near=True)
        if not cases:
            # What a judge of the random audit found is repeated and nothing else: there is nothing to plant.
            continue
        found = [about(finding) for finding in Finding.objects.filter(detector=name)]
        hits = Counter(case for case in cases if any(is_it(case, one) for one in found))
        right = sum(any(is_it(case, one) for case in cases) for one in found)
        wrong = sum(any(is_it(case, one) for one in found) for case in nearly)
        report.at_least(RECALL, f"{name}: found of {len(cases)} planted", len(hits) / len(cases))
        report.at_least(PRECISION, f"{name}: planted of {len(found)} found", right / len(found) if found else 0)
        report.at_most(0, f"{name}: found of {len(nearly)} that are nearly so", wrong)


def those(detector: str, *, near: bool) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT subject, moment FROM planted WHERE detector = %s AND near = %s", [detector, near])
        return cursor.fetchall()


def about(finding: Finding) -> tuple[set[str], set[str]]:
    return {str(key) for _kind, key in finding.subjects}, {str(fact) for fact in finding.facts.values()}


def is_it(case: tuple[str, str], found: tuple[set[str], set[str]]) -> bool:
    (subject, moment), (subjects, facts) = case, found
    return subject in subjects and (not moment or moment in facts)
