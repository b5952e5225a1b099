"""On which days the office works: Monday to Friday, but for the days of a file that a site may edit (docs/mail.md, “Working days”)."""

import csv
import datetime
from pathlib import Path

from django.conf import settings

from okoce.core.months import Month

SATURDAY = 5


def holidays() -> dict[datetime.date, str]:
    """The days of the file with their names, read anew each time; raises ValueError for a line that has no day."""
    with Path(settings.HOLIDAYS).open(newline="", encoding="utf-8") as file:
        return {datetime.date.fromisoformat(row["date"]): row["name"] for row in csv.DictReader(file)}


def first_working_day(month: Month) -> datetime.date:
    """The first day of the month on which the office works."""
    day, closed = month.first, holidays()
    while day.weekday() >= SATURDAY or day in closed:
        day += datetime.timedelta(days=1)
    return day
