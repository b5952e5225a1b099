"""Filling an empty database: set-based, through every constraint and trigger, and month by month, as it would have been."""

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import connections, transaction

from okoce.accounts.models import User
from okoce.core.months import Month
from participants.models import Participant
from reports.demo import cards, pictures

FOLDER = Path(__file__).parent
# Of as many as would give some sixty trainings a month: never fewer than count, never more than fit a hall.
SMALLEST, LARGEST = 12, 95
WHOLE = 20_000
# Of each kind at most so many files: of what waits, and of what was decided.
PICTURES = {"waiting": 60, "decided": 50}
CARD = """
CREATE TEMP TABLE card (p bigint, name text, phone text, sex text, born date, sealed bytea, fingerprint bytea, tail text);
"""
PLANNED = ("people", "trainings", "visits", "milestones", "expenses")
HAPPENS = ("people", "trainings", "visits", "milestones", "decisions", "expenses")


def is_needed() -> bool:
    """Whether nobody is in the database yet."""
    return not (Participant.objects.exists() or User.objects.exists())


def plan(people: int, seed: int, first: Month, today: datetime.date) -> None:
    """Everybody's life since the first month, in temporary tables; needs the owner's connection, and `users.make`."""
    asked = {
        "first": first.first,
        "days": (today - first.first).days,
        "group": min(LARGEST, max(SMALLEST, people * 68 // 100 // (24 * 60))),
        # Of the money that a whole city has.
        "share": min(1.0, people / WHOLE),
    }
    with _owner().cursor() as cursor, transaction.atomic(using=_owner().alias):
        _prepare(cursor)
        cursor.execute(CARD)
        cursor.copy_expert("COPY card FROM STDIN WITH (FORMAT csv)", cards.as_csv(cards.cards(people, seed, today)))
        for step in PLANNED:
            cursor.execute(_text(f"plan/{step}"), asked)
        cursor.execute(_text("plan/pictures"), PICTURES)
        rows = cards.as_csv(pictures.rows(cursor.fetchall()))
        cursor.execute(pictures.TABLE)
        cursor.copy_expert("COPY picture FROM STDIN WITH (FORMAT csv, FORCE_NOT_NULL (thumbnail))", rows)


def happen(since: datetime.datetime, until: datetime.datetime) -> None:
    """What was planned from one moment until before the other: entered, handed in and looked at."""
    act(HAPPENS, {"since": since, "until": until})


def act(steps: tuple[str, ...], said: Mapping[str, Any]) -> None:
    """The steps in one transaction, each with the word of what a user would have done."""
    users = dict(User.objects.filter(username__in=["verifikator", "staf"]).values_list("username", "pk"))
    asked = {"verifier": users["verifikator"], "staff": users["staf"], **said}
    with _owner().cursor() as cursor, transaction.atomic(using=_owner().alias):
        _prepare(cursor)
        for step in steps:
            cursor.execute(_text(f"happen/{step}"), asked)


def planned(question: str, said: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Rows of the temporary tables of the plan."""
    with _owner().cursor() as cursor:
        cursor.execute(question, said)
        return cursor.fetchall()


def analyze() -> None:
    """Without it the triggers would read tables from end to end for each record."""
    with _owner().cursor() as cursor:
        cursor.execute("ANALYZE")


def _prepare(cursor) -> None:
    # Times of day are Jakarta's.
    cursor.execute("SET LOCAL work_mem = '64MB'; SET LOCAL timezone = 'Asia/Jakarta'")


def _owner():
    return connections["owner" if "owner" in connections.settings else "default"]


def _text(name: str) -> str:
    return (FOLDER / f"{name}.sql").read_text()
