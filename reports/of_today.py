"""What stands beside the counts and is read from the facts of today: who still trades, what is declared, what other offices say.

It is asked for all day and moves slowly: it is read anew for another revision and after another fact, and else every five
minutes (reports/lately.py).
"""

from dataclasses import dataclass

from okoce.core.months import Month
from okoce.core.readings import read
from participants.reconciling.shares import share_read
from reports.declared import declared_in, declared_jobs_read
from reports.explaining.asked import Number
from reports.known import Ground
from reports.lately import lately
from reports.official import LICENSED, Beside, beside_told, shown_read
from reports.summary import NOTHING, Totals
from reports.survival import Survival, survival, survival_of


@dataclass(frozen=True)
class OfToday:
    """In the city or one kecamatan: each mark with who still trades, the workers `declared` and not approved, and lists."""

    survival: list[tuple[int, Survival]]
    declared: int
    official: Beside | None


def of_today(month: Month, ground: Ground, total: Totals, *, kecamatan: str = "") -> OfToday:
    """`total` is what the latest numbers count there until the end of the month."""
    key = f"of-today:{month}:{kecamatan}:{ground.standing.revision}:{ground.facts}"
    return lately(key, lambda: _read(month, ground, total, kecamatan))


def _read(month: Month, ground: Ground, total: Totals, kecamatan: str) -> OfToday:
    first, after = ground.targets.year_began(month).first, month.days()[1]
    licensed = Number(LICENSED, ground.targets.programme.first, month, kecamatan=kecamatan)
    # Two questions: who still trades is of nearly everybody, and the database goes about that otherwise (okoce/core/planning.py).
    declared, share, shown = read(declared_jobs_read(first, after), share_read(), shown_read(licensed))
    return OfToday(
        survival=survival_of(survival(month), kecamatan),
        declared=declared_in(declared, kecamatan),
        official=beside_told(licensed, share, shown, total.get(LICENSED, NOTHING)["through"]),
    )
