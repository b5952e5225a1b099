"""How fresh the counts are: what waits to be rolled up, what is set apart, and what the last recount found."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Min

from reports.models import ChangedKey, Check, Quarantine


@dataclass(frozen=True)
class Freshness:
    """`waiting` changed keys, the oldest of them queued `oldest` (None: nothing waits); the newest recount, if any."""

    waiting: int
    oldest: datetime.datetime | None
    quarantined: int
    check: Check | None

    def oldest_seconds(self, at: datetime.datetime) -> float | None:
        return round((at - self.oldest).total_seconds(), 1) if self.oldest else None


def freshness() -> Freshness:
    queue = ChangedKey.objects.aggregate(waiting=Count("pk"), oldest=Min("queued_at"))
    return Freshness(**queue, quarantined=Quarantine.objects.count(), check=Check.objects.first())
