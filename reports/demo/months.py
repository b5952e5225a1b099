"""The months of the made-up city: closed one after the other, as staff would have; and what was found out afterwards."""

import datetime

from okoce.accounts.models import User
from okoce.core.months import JAKARTA, Month
from participants import verification
from participants.models import Milestone
from programs.deadlines import close_on, entry_until
from reports import checking, closing, periods, rollup
from reports.blockers import waiting_until

# Of so many markets it turned out too late that they need another look.
FOUND_OUT = 5
NINE = datetime.time(9)


def close(first: Month, today: datetime.date, *, at: datetime.datetime) -> None:
    """Close all months but the last two, each on its day; then correct a few records of closed months."""
    checking.check(at=at)
    by = User.objects.get(username="staf")
    last = Month.of(today) + -2
    for month in first.until(last):
        closing.close(by=by, month=month, at=_closed_at(month), waiting=sum(one.many for one in waiting_until(month)))
    # What beat does each hour.
    periods.turn_provisional(at=at)
    _correct(last)
    rollup.drain()


def _closed_at(month: Month) -> datetime.datetime:
    day = max(close_on(month), entry_until(month) + datetime.timedelta(days=1))
    return datetime.datetime.combine(day, NINE, JAKARTA)


def _correct(last: Month) -> None:
    """Send a few markets back to their makers: what they counted comes off in the month that is open."""
    by = User.objects.get(username="verifikator")
    seen = Milestone.objects.filter(kind=Milestone.Kind.MARKET, state="verified", completed_on__lt=last.days()[1])
    for record in seen.order_by("-completed_on", "pk")[:FOUND_OUT]:
        verification.send_back(by=by, record=record, version=record.version, reason="Foto dari pasar lain.")
