"""What stands beside the counts and is read from the facts of today: who still trades, what is declared, what other offices say.

It is asked for all day and moves slowly: it is read anew for another revision and after another fact, and else every five
minutes (reports/lately.py).
"""

from dataclasses import dataclass

from okoce.core.months import Month
from reports.declared import declared_in, declared_jobs
from reports.explaining.asked import Number
from reports.lately import lately
from reports.official import LICENSED, Beside, beside
from reports.summary import NOTHING, Ground, Totals
from reports.survival import Survival, survival, survival_of


@dataclass(frozen=True)
class OfToday:
    """In the city or one kecamatan: each mark with who still trades, the workers `declared` and not approved, and lists."""

    survival: list[tuple[int, Survival]]
    declared: int
    official: Beside | None


def of_today(month: Month, ground: Ground, total: Totals, *, kecamatan: str = "") -> OfToday:
    """`total` is what the latest numbers count there until the end of the month."""
    key = f"of-today:{month}:{kecamatan}:{ground.standing.revision}:{ground.standing.facts}"
    return lately(key, lambda: _read(month, ground, total, kecamatan))


def _read(month: Month, ground: Ground, total: Totals, kecamatan: str) -> OfToday:
    first, after = ground.targets.year_began(month).first, month.days()[1]
    licensed = Number(LICENSED, ground.targets.programme.first, month, kecamatan=kecamatan)
    return OfToday(
        survival=survival_of(survival(month), kecamatan),
        declared=declared_in(declared_jobs(first, after), kecamatan),
        official=beside(licensed, total.get(LICENSED, NOTHING)["through"]),
    )
