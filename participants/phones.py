"""Phone numbers, one spelling for each."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def plain(text: str) -> str:
    """Digits alone, with 0 for the country's 62: what two spellings of one number have in common."""
    return re.sub(r"^(?:\+|00)?62", "0", re.sub(r"[\s.()\-]", "", text))


def read(text: str) -> str:
    """The number as it is kept; nothing for nothing. Raises a sentence that never repeats the digits."""
    number = plain(text)
    if number and not re.fullmatch(r"0[1-9][0-9]{6,12}", number):
        raise ValidationError({"phone": _("A phone number begins with 0 and has 8 to 14 digits.")})
    return number
