"""The months of the made-up city, one after the other: facts entered and counted, cases decided, each closed on its day."""

import datetime

from okoce.accounts.models import User
from okoce.core.months import JAKARTA, Month
from okoce.core.verbs import verb
from programs.deadlines import close_on, entry_until
from reports import checking, closing, periods, rollup
from reports.blockers import waiting_until
from reports.demo import findings, lent, lists, load, twins

# The evening before a month is closed, the last one of the month, the morning on which it is closed, and when entries end.
EVENING, NIGHT, NINE, MIDNIGHT = (datetime.time(hour, minute) for hour, minute in [(20, 0), (21, 0), (9, 0), (0, 5)])
DAY = datetime.timedelta(days=1)
# Every so many months something of the month before the last one is looked at again.
DOUBTS = 2
# So many months ago a list of licences came, and one of the civil registry; for so many days it was looked for findings.
LIST, REGISTRY, LOOKED = 5, 2, 40


def live(first: Month, *, at: datetime.datetime) -> None:
    """Everything that was planned since the first month, posted as it would have been; all months but the last two closed."""
    last = Month.of(at.date())
    since, done = _moment(first.first, MIDNIGHT), 0
    for month in first.until(last):
        for until in _evenings(month, at):
            # What beat does each hour.
            periods.turn_provisional(at=min(until, _moment(entry_until(month + -1) + DAY, MIDNIGHT)))
            _post(since, until)
            since, done = until, done + 1
            # Tables that were empty yesterday, and twice as large tomorrow.
            if done & (done - 1) == 0:
                load.analyze()
            if until.time() == EVENING and first < month <= last + -1:
                _close(month + -1)
            if at - LOOKED * DAY < until < at:
                findings.look(at=until, names=findings.EARLY)
        if (month - first) % DOUBTS and month - first > DOUBTS:
            load.act(("corrections",), {"of": (month + -DOUBTS).first, "until": since})
        if month == last + -LIST:
            lists.of_licences(at=since)
        if month == last + -REGISTRY:
            lists.of_the_registry(at=since)
    load.act(("follow_ups",), {})
    lists.of_a_bank(at=at)
    twins.look(at=at)
    findings.answer(at=at)
    findings.look(at=at)
    lent.out(at=at)
    rollup.drain()
    load.analyze()
    checking.check(at=at)


def _evenings(month: Month, at: datetime.datetime) -> list[datetime.datetime]:
    """When it was counted in the month: before the month before was closed, and at its end or by now."""
    closes = max(close_on(month + -1), entry_until(month + -1) + DAY)
    return [min(at, one) for one in (_moment(closes - DAY, EVENING), _moment(month.days()[1] - DAY, NIGHT))]


def _post(since: datetime.datetime, until: datetime.datetime) -> None:
    load.happen(since, until)
    twins.merge(since, until)
    load.act(("audited",), {"since": since, "until": until})
    # Of what was opened before: whoever counts by it now does so because somebody approved it.
    load.act(("cases",), {"until": until})
    with rollup.posted_as_of(until):
        rollup.drain()


def _close(month: Month) -> None:
    """The month closed on its day, after what was opened the evening before was looked at."""
    at = _moment(max(close_on(month), entry_until(month) + DAY), NINE)
    load.act(("cases",), {"until": at - datetime.timedelta(minutes=30)})
    with rollup.posted_as_of(at):
        _seal(month, at=at)


@verb("month closed")
def _seal(month: Month, *, at: datetime.datetime) -> None:
    """As the verb does it, without a recount of each month's own: one at the end looks at all of them."""
    rollup.hold_the_lock()
    rollup.drain()
    waiting = sum(one.many for one in waiting_until(month))
    closing.seal(by=User.objects.get(username="staf"), month=month, at=at, waiting=waiting)


def _moment(day: datetime.date, time: datetime.time) -> datetime.datetime:
    return datetime.datetime.combine(day, time, JAKARTA)
