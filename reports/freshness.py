"""How fresh the counts are: what waits to be rolled up, what is set apart, and what the last recount found."""

import datetime
from dataclasses import dataclass

from django.db import connection

from reports.models import Check

# In one question, for it is asked all day.
FRESH = """
SELECT waiting, oldest, (SELECT count(*) FROM reports_quarantine), newest.*
FROM (SELECT count(*) AS waiting, min(queued_at) AS oldest FROM reports_queue) queue
LEFT JOIN LATERAL (
    SELECT id, at, differences, revision, seconds FROM reports_check ORDER BY at DESC LIMIT 1
) newest ON true
"""


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
        cursor.execute(FRESH)
        waiting, oldest, quarantined, *newest = cursor.fetchone()
    return Freshness(waiting, oldest, quarantined, check=Check(*newest) if newest[0] else None)
