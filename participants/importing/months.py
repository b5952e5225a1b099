"""A month as spreadsheets write it."""

import datetime
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from okoce.core.months import Month
from participants.importing.columns import MONTH_NUMBERS, written

YEAR_FIRST = re.compile(r"(\d{4})[-/. ](\d{1,2})", re.ASCII)
YEAR_LAST = re.compile(r"(\d{1,2}|[a-z]{3,9})\.?[-/. ](\d{4})", re.ASCII | re.IGNORECASE)
# A whole day is of its month: a spreadsheet makes a day of `03/2018`.
DAY = re.compile(r"(\d{4})-(\d\d)-\d\d(?: 00:00)?", re.ASCII)


def month(cell: object) -> str | None:
    """The month as `2018-03`; written as 03-2018, Maret 2018, 2018-03, or as any day of it."""
    if isinstance(cell, datetime.date):
        return str(Month.of(cell))
    said = written(cell)
    if not said:
        return None
    try:
        return str(Month(*_year_and_number(said)))
    except ValueError:
        raise ValidationError(_("This is no month: write it as 03-2018.")) from None


def _year_and_number(said: str) -> tuple[int, int]:
    if found := YEAR_FIRST.fullmatch(said) or DAY.fullmatch(said):
        return int(found[1]), int(found[2])
    if found := YEAR_LAST.fullmatch(said):
        number = int(found[1]) if found[1].isdigit() else MONTH_NUMBERS.get(found[1].casefold(), 0)
        return int(found[2]), number
    raise ValueError
