"""On which days the office works: Monday to Friday, but for the days of a file that a site may edit (docs/mail.md, “Working days”)."""

import csv
import datetime
from pathlib import Path

import structlog
from django.conf import settings

from okoce.core.months import Month

log = structlog.get_logger(__name__)

SATURDAY = 5


def holidays() -> dict[datetime.date, str]:
    """The days of the file with their names, read anew each time. A line without a day is passed over, and the log says which."""
    found = {}
    with Path(settings.HOLIDAYS).open(newline="", encoding="utf-8-sig") as file:
        lines = csv.DictReader(file)
        for line in lines:
            try:
                found[datetime.date.fromisoformat(line.get("date") or "")] = line.get("name") or ""
            except ValueError:
                log.warning("holiday_without_a_day", line=lines.line_num)
    return found


def first_working_day(month: Month) -> datetime.date:
    """The first day of the month on which the office works."""
    day, closed = month.first, holidays()
    while day.weekday() >= SATURDAY or day in closed:
        day += datetime.timedelta(days=1)
    return day
