"""What closing costs at two sizes: a month, and the proof of the whole chain beside one plain pass over the same entries."""

import io
from collections.abc import Callable

from django.db import connection

from benchmarks import users
from benchmarks.data import Size, first_month
from benchmarks.databases import at
from benchmarks.report import Report
from benchmarks.timing import Times, in_turns, processor, seconds_of
from okoce.accounts.models import User
from okoce.core.months import Month, now
from reports import chain, checking, closing, rollup
from reports.blockers import waiting_until

TURNS = 3
# Each link is written as text, digested, and added up again: so many plain passes, where there are entries enough to be
# what takes long. And for each entry it takes as much of the processor at one size as at the other: seconds of a few
# minutes apart tell rather what else the machine did.
PASSES, RATIO = 12, 1.5

READ = "COPY (SELECT * FROM reports_ledger ORDER BY id) TO STDOUT"
ENTRIES = "SELECT count(*) FROM reports_ledger"


class Nowhere(io.RawIOBase):
    """Takes everything and keeps nothing."""

    def writable(self) -> bool:
        return True

    def write(self, part: bytes) -> int:
        return len(part)


def measure(report: Report, small: Size, large: Size) -> None:
    report.begin("months")
    each = {size: closed(report, size) for size in (small, large)}
    report.at_most(RATIO, "close a month, for each entry: large to small", each[large] / each[small])
    (one, _passes), (other, passes) = (proved(report, size) for size in (small, large))
    report.at_most(PASSES, f"verify the chain at {large} attendances: plain passes", *passes)
    report.at_most(RATIO, "verify the chain, for each entry: large to small", other / one)


def closed(report: Report, size: Size) -> float:
    """Close every month that is over; returns the seconds of processor for each entry."""
    with at(size.database):
        # Of what was loaded cases were opened, and while thousands of changes wait nobody closes.
        rollup.drain()
        checking.check(at=now())
        by, month, last, taken, entries = User.objects.get(username=users.STAFF), first_month(), over(), [], 0
        began = processor()
        while month <= last:
            taken.append(seconds_of(closing_of(by, month)))
            entries += chain.newest().entries
            month += 1
        worked = processor() - began
    report.times(f"close a month of {entries // len(taken):,} entries at {size} attendances", Times(tuple(taken)))
    report.number(f"the same of every month at {size} attendances: processor", worked, "s")
    return worked / entries


def over() -> Month:
    """The last month whose entries have ended, whichever day it is today."""
    return Month.of(now()) + -2


def closing_of(by: User, month: Month) -> Callable[[], object]:
    waiting = sum(one.many for one in waiting_until(month))
    return lambda: closing.close(by=by, month=month, at=now(), waiting=waiting)


def proved(report: Report, size: Size) -> tuple[float, list[float]]:
    """Verify the chain; returns the seconds of processor for each entry, and how many plain passes it takes in each turn."""
    with at(size.database):
        began = processor()
        faults = chain.verify()
        worked = processor() - began
        acts = {"verify": lambda: [seconds_of(chain.verify)], "read": lambda: [seconds_of(read)]}
        taken = in_turns(acts, turns=TURNS)
        with connection.cursor() as cursor:
            cursor.execute(ENTRIES)
            entries = cursor.fetchone()[0]
    report.at_most(0, f"verify the chain at {size} attendances: faults", len(faults))
    report.times(f"verify the chain, {entries:,} entries", taken["verify"])
    report.times(f"one plain pass over {entries:,} entries", taken["read"])
    report.number(f"verify the chain, {entries:,} entries: processor", worked, "s")
    pairs = zip(taken["verify"].seconds, taken["read"].seconds, strict=True)
    return worked / entries, [verified / plain for verified, plain in pairs]


def read() -> None:
    with connection.cursor() as cursor:
        cursor.copy_expert(READ, Nowhere())
