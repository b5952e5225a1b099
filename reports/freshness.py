"""How fresh the counts are: what waits to be rolled up, what is set apart, and what the last recount found."""

import datetime
from dataclasses import dataclass

from django.db import connection

from reports.models import Check

WAITING = "SELECT count(*), min(queued_at), (SELECT count(*) FROM reports_quarantine) FROM reports_queue"


@dataclass(frozen=True)
class Freshness:
    """`waiting` changed keys, the oldest of them queued at `oldest` (None: nothing waits); the newest recount, if any."""

    waiting: int
    oldest: datetime.datetime | None
    quarantined: int
    check: Check | None

    def oldest_seconds(self, at: datetime.datetime) -> float | None:
        return round((at - self.oldest).total_seconds(), 1) if self.oldest else None


def freshness() -> Freshness:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        waiting, oldest, quarantined = cursor.fetchone()
    return Freshness(waiting, oldest, quarantined, check=Check.objects.first())
