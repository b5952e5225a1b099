"""Filling an empty database: set-based, through every constraint and trigger, and counted like anything else."""

import datetime
from pathlib import Path

from django.db import connections, transaction

from okoce.accounts.models import User
from okoce.core.months import Month
from participants.models import Participant
from reports import rollup
from reports.demo import cards

FOLDER = Path(__file__).parent
# Of as many as would give some sixty trainings a month: never fewer than count, never more than fit a hall.
SMALLEST, LARGEST = 12, 95
WHOLE = 20_000
CARD = """
CREATE TEMP TABLE card (p bigint, name text, phone text, sex text, born date, sealed bytea, fingerprint bytea, tail text);
"""


def is_needed() -> bool:
    """Whether nobody is in the database yet."""
    return not (Participant.objects.exists() or User.objects.exists())


def fill(people: int, seed: int, first: Month, today: datetime.date) -> None:
    """Everybody with their facts since the first month; needs the owner's connection, and the users of `users.make`."""
    asked = {
        "first": first.first,
        "days": (today - first.first).days,
        "group": min(LARGEST, max(SMALLEST, people * 68 // 100 // (24 * 60))),
        "verifier": User.objects.get(username="verifikator").pk,
        # Of the money that a whole city has.
        "share": min(1.0, people / WHOLE),
        "staff": User.objects.get(username="staf").pk,
    }
    with _owner().cursor() as cursor:
        with transaction.atomic(using=_owner().alias):
            cursor.execute("SET LOCAL work_mem = '64MB'")
            cursor.execute("SELECT set_config('okoce.reason', 'demo', true)")
            cursor.execute(CARD)
            rows = cards.as_csv(cards.cards(people, seed, today))
            cursor.copy_expert("COPY card FROM STDIN WITH (FORMAT csv)", rows)
            for step in ("people", "trainings", "visits", "milestones", "decisions", "expenses"):
                cursor.execute(_text(step), asked)
                cursor.execute("ANALYZE")
        # All of it is counted at once; the keys that the triggers queued say nothing more.
        rollup.rebuild()
        with transaction.atomic(using=_owner().alias):
            cursor.execute(_text("cases"), asked)
    rollup.drain()


def _owner():
    return connections["owner" if "owner" in connections.settings else "default"]


def _text(name: str) -> str:
    return (FOLDER / f"{name}.sql").read_text()
