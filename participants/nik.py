"""The identity number (NIK): what it says, and how it is kept (docs/privacy.md, “The identity number”).

Sixteen digits: six of the place of first registration, six of the date of birth (day plus 40 for women), four of a
serial. It has no check digit, so a number is never "valid", only well-formed; and it tells nothing about where
somebody lives now.
"""

import datetime
import re
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from okoce.core import sealing

_PURPOSE = "nik"
WOMEN = 40


@dataclass(frozen=True)
class Nik:
    """A well-formed number; its digits stay out of every printout."""

    digits: str = field(repr=False)

    @property
    def sex(self) -> str:
        return "female" if int(self.digits[6:8]) > WOMEN else "male"

    @property
    def fingerprint(self) -> bytes:
        return sealing.fingerprint(self.digits, key=settings.NIK_HMAC_KEY, purpose=_PURPOSE)

    def sealed(self) -> bytes:
        return sealing.seal(self.digits, key=settings.NIK_CIPHER_KEY, purpose=_PURPOSE)

    @property
    def tail(self) -> str:
        return self.digits[-4:]

    def birth_date(self, on: datetime.date) -> datetime.date:
        """The date of birth that the number says, in the century that makes the person at most 100 on that day."""
        day, month, year = int(self.digits[6:8]), int(self.digits[8:10]), int(self.digits[10:12])
        born = datetime.date(on.year // 100 * 100 + year, month, day - WOMEN if day > WOMEN else day)
        return born if born <= on else born.replace(year=born.year - 100)


def unsealed(sealed: bytes) -> Nik:
    """The number in the seal."""
    return Nik(sealing.unseal(sealed, key=settings.NIK_CIPHER_KEY, purpose=_PURPOSE))


def read(text: str, *, on: datetime.date) -> Nik:
    """The number in what somebody typed (spaces, dots and dashes are let go).

    Raises ValidationError with a sentence that says what to do and never repeats the digits.
    """
    digits = re.sub(r"[\s.\-]", "", text)
    if not digits.isascii() or not digits.isdigit():
        raise ValidationError(_("A NIK has only digits. Type the 16 digits on the identity card."))
    if len(digits) != 16:
        raise ValidationError(
            _("A NIK has 16 digits and this one has %(count)d. Look at the identity card again.")
            % {"count": len(digits)}
        )
    nik = Nik(digits)
    try:
        nik.birth_date(on)
    except ValueError:
        raise ValidationError(
            _("Digits 7 to 12 of a NIK are a date of birth, and these are none. Look at the identity card again.")
        ) from None
    return nik
