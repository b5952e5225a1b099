"""Until which day a month takes entries, and how far away that is (docs/glossary.md)."""

import datetime
from dataclasses import dataclass

from django.conf import settings

from okoce.core.months import Month


@dataclass(frozen=True, order=True)
class Deadline:
    """The last day for the entries of a month, seen from a day: `left` days away, 0 on the day itself, below 0 after it."""

    until: datetime.date
    left: int

    @property
    def passed(self) -> bool:
        return self.left < 0

    @property
    def late(self) -> int:
        """How many days ago it was."""
        return max(0, -self.left)


def entry_until(month: Month) -> datetime.date:
    """The last day on which what happened in the month is entered: one of the next month."""
    return (month + 1).first.replace(day=settings.ENTRY_DAY)


def check_until(month: Month) -> datetime.date:
    """The last day on which what was entered is checked."""
    return (month + 1).first.replace(day=settings.CHECK_DAY)


def close_on(month: Month) -> datetime.date:
    """The day on which the city closes the month."""
    return (month + 1).first.replace(day=settings.CLOSE_DAY)


def deadline(month: Month, *, on: datetime.date) -> Deadline:
    """The month's deadline as it stands on that day."""
    until = entry_until(month)
    return Deadline(until, (until - on).days)
