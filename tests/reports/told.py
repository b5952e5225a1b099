"""Months that were told little by little, for tests of what is read from when an entry came."""

import datetime
from collections import defaultdict

from okoce.core.months import Month
from reports.known import Ground
from reports.standing import standing_at
from tests.reports.cells import posted

# On the fifth of each month ten people are told, and on the twentieth so many more.
EARLY, MORE = (4, 10), 19


def tell(*came, **said):
    """Entries `(month, days after its first, delta)` of the metric registered, each day one revision in the order of days."""
    days = defaultdict(list)
    for month, after, delta in came:
        days[Month.parse(month).first + datetime.timedelta(days=after)].append((month, delta, said))
    for number, day in enumerate(sorted(days), 1):
        posted(number, f"{day}T05:00:00+00:00", *days[day])


def by_the_month(first, *more):
    """What `tell` takes of a month after the other: ten on the fifth, and on the twentieth what is said of each."""
    months = [str(Month.parse(first) + step) for step in range(len(more))]
    return [one for month, came in zip(months, more, strict=True) for one in ((month, *EARLY), (month, MORE, came))]


def ground(as_of=None):
    return Ground.of(as_of and standing_at(as_of))
