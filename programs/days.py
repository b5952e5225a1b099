"""On which days something can have happened: not in the future, and not before the programme began."""

import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from programs.models import Programme


def check_fact_day(field: str, day: datetime.date | None, today: datetime.date, *, within: bool = True) -> None:
    """Refuse a day in the future, and unless told otherwise one before the programme."""
    if day is None:
        return
    if day > today:
        raise ValidationError({field: _("This date lies in the future: enter today or an earlier day.")})
    if within:
        check_within_programme(field, day)


def check_within_programme(field: str, day: datetime.date) -> None:
    """Refuse a day before the programme."""
    first = Programme.objects.get().first_month
    if day < first:
        raise ValidationError(
            {field: _("The programme began on %(day)s: enter that day or a later one.") % {"day": f"{first:%d-%m-%Y}"}}
        )
