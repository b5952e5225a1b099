"""A month as spreadsheets write it."""

import datetime
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from okoce.core.months import Month
from participants.importing.columns import day, month_number, written

YEAR_FIRST = re.compile(r"(\d{4})[-/. ](\d{1,2})", re.ASCII)
YEAR_LAST = re.compile(r"(\d{1,2}|[a-z]{3,9})\.?[-/. ](\d{4})", re.ASCII | re.IGNORECASE)


def month(cell: object) -> str | None:
    """The month as `2018-03`; written as 03-2018, Maret 2018, 2018-03, or as any day of it."""
    said = "" if isinstance(cell, datetime.date) else written(cell)
    try:
        if found := YEAR_FIRST.fullmatch(said):
            return str(Month(int(found[1]), int(found[2])))
        if found := YEAR_LAST.fullmatch(said):
            return str(Month(int(found[2]), month_number(found[1])))
        # A spreadsheet makes a day of `03/2018`.
        whole = day(cell)
    except (ValueError, ValidationError):
        raise ValidationError(_("This is no month: write it as 03-2018.")) from None
    return whole and whole[:7]
