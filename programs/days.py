"""On which days something can have happened: not in the future, and not before the programme began."""

import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from programs.models import Programme


def first_day() -> datetime.date:
    """Of the programme; whoever checks many days asks for it once and hands it to each check."""
    return Programme.objects.get().first_month


def check_fact_day(
    field: str,
    day: datetime.date | None,
    today: datetime.date,
    *,
    within: bool = True,
    first: datetime.date | None = None,
) -> None:
    """Refuse a day in the future, and unless told otherwise one before the programme."""
    if day is None:
        return
    if day > today:
        raise ValidationError({field: _("This date lies in the future: enter today or an earlier day.")})
    if within:
        check_within_programme(field, day, first)


def check_within_programme(field: str, day: datetime.date, first: datetime.date | None = None) -> None:
    """Refuse a day before the programme."""
    first = first or first_day()
    if day < first:
        raise ValidationError(
            {field: _("The programme began on %(day)s: enter that day or a later one.") % {"day": f"{first:%d-%m-%Y}"}}
        )
