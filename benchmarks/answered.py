"""What was answered on a busy evening, held against the database: a row for each, every mark, and what was counted."""

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from benchmarks import fresh
from benchmarks.report import Report
from okoce.core.months import now
from participants.models import Arrival, Attendance, Participant, Verification, Visit
from programs.models import Training
from reports import checking
from reports.models import LedgerEntry

# By session and person.
Marks = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Before:
    """When an evening begins, how many rows there are of what is answered, and the newest revision."""

    at: datetime.datetime
    rows: dict[str, int]
    revision: int


def before() -> Before:
    at = now()
    return Before(at, many(at), fresh.newest())


def many(since: datetime.datetime) -> dict[str, int]:
    return {name: rows.count() for name, rows in written(since).items()}


def written(since: datetime.datetime) -> dict[str, QuerySet[Any]]:
    """The rows of which each answer makes one, by the crowd's name of the request."""
    return {
        "check-in": Arrival.objects.all(),
        "register somebody": Participant.objects.filter(registered_on__isnull=False),
        "record a visit": Visit.objects.all(),
        "approve": Verification.objects.filter(decision=Verification.Decision.APPROVED),
        # Who hands in what came back changes a row that was there.
        "hand in": Training.objects.filter(submitted_at__gte=since),
    }


def judge(report: Report, was: Before, told: Sequence[Mapping[str, Any]], said: Path) -> None:
    """Hold what locust told, and what the crowd `said` at the end, against the database, in which nothing is queued."""
    crowd = json.loads(said.read_text())
    for sentence in [*crowd["failed"], *crowd["stopped"]]:
        print(f"  {sentence}", flush=True)
    report.at_most(0, "pages that somebody could not go on with", len(crowd["stopped"]))
    of_rows(report, was, told)
    of_marks(report, was, crowd["marks"])
    of_counts(report, was)


def of_rows(report: Report, was: Before, told: Sequence[Mapping[str, Any]]) -> None:
    for name, apart in differences(was.rows, many(was.at), answers(told)).items():
        report.at_most(0, f"{name}: answers without a row, or rows without an answer", apart)


def answers(told: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How many requests of each name were answered as they should be."""
    return {one["name"]: one["num_requests"] - one["num_failures"] for one in told}


def differences(was: Mapping[str, int], there: Mapping[str, int], answered: Mapping[str, int]) -> dict[str, int]:
    """By how many what came differs from what was answered."""
    return {name: abs(there[name] - was[name] - answered.get(name, 0)) for name in was}


def of_marks(report: Report, was: Before, said: Marks) -> None:
    rows = Attendance.objects.filter(session__in=said)
    recorded = rows.filter(recorded_at__gte=was.at).count()
    there = {(f"{row[0]}", f"{row[1]}"): row[2] for row in rows.values_list("session", "participant", "status")}
    report.at_least(1, "marks that were recorded", recorded, ratio=False)
    report.number("marks that were answered last of a person", sum(map(len, said.values())))
    report.at_most(0, "marks that were answered last of a person and are not there", lost(said, there))


def lost(said: Marks, there: Mapping[tuple[str, str], str]) -> int:
    """How many marks are not there, or with another word."""
    return sum(
        there.get((session, person)) != word for session, marks in said.items() for person, word in marks.items()
    )


def of_counts(report: Report, was: Before) -> None:
    posted = LedgerEntry.objects.filter(revision__number__gt=was.revision).count()
    report.at_least(1, "revisions that were posted", fresh.newest() - was.revision, ratio=False)
    report.at_least(1, "ledger entries that were posted", posted, ratio=False)
    report.at_most(0, "drift at the end", checking.check(at=now()).differences)
