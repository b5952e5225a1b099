"""Why somebody did something, as it stays on record for good: in words, and without a number of anybody."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from okoce.core.verbs import squeezed

# A number of a person begins to be one with so many digits, whatever stands between them that is no letter.
TOO_MANY = 8
RUN = re.compile(r"(?:Rp\.?\s*)?\d+(?:(?:[^a-z\d]|Rp)+\d+)*", re.IGNORECASE)
# Beside digits these are read as 0 and 1.
LIKE_DIGITS = re.compile(r"(?<![A-Za-z])[OoIl]+(?=\d)|(?<=\d)[OoIl]+(?![A-Za-z])")
READ_AS = str.maketrans("OoIl", "0011")
# Days and codes of kecamatan are no number of a person, whatever stands beside them.
A_DAY = r"(?:(?:19|20)\d{2}([./\-])\d{1,2}\1\d{1,2}|\d{1,2}([./\-])\d{1,2}\2(?:19|20)\d{2})"
A_KECAMATAN = r"31\.\d{2}\.\d{2}"
OTHER_NUMBERS = re.compile(rf"(?<![\w./\-])(?:{A_DAY}|{A_KECAMATAN})(?![\d/\-]|\.\d)")
# Years and times beside years and times alone, and one amount with Rp before it by itself.
MOMENTS = r"(?:(?:(?:19|20)\d{2}|(?:[01]?\d|2[0-3])[.:][0-5]\d)(?!\d)\W*)*"
AN_AMOUNT = r"Rp\.?\s*[1-9](?:\d{0,2}(?:\.\d{3}){1,3}|\d{0,11})(?:,00)?\W*"
HARMLESS = re.compile(rf"\W*(?:{MOMENTS}|{AN_AMOUNT})", re.IGNORECASE)


def for_the_record(said: str, *, beside: str = "reason", ask: str = "") -> str:
    """The reason on one line; raises `ask` beside the field where nothing is said, and a sentence for a number of a person.

    Without `ask` a reason need not be given.
    """
    reason = squeezed(said)
    if ask and not reason:
        raise ValidationError({beside: ask})
    refuse_numbers(reason, beside=beside)
    return reason


def refuse_numbers(reason: str, *, beside: str = "reason") -> None:
    """Raise a sentence beside the field for a reason that holds a number of a person: it is never taken out again."""
    if any(_is_of_a_person(run[0]) for run in RUN.finditer(_in_plain_digits(reason))):
        sentence = _("Leave every number of a person out: this stays on record. Before an amount write Rp.")
        raise ValidationError({beside: sentence})


def _in_plain_digits(reason: str) -> str:
    """Small, ringed and other digits as 0 to 9, and letters that stand for one."""
    plain = "".join(str(unicodedata.digit(sign, sign)) for sign in unicodedata.normalize("NFKD", reason))
    return LIKE_DIGITS.sub(lambda found: found[0].translate(READ_AS), plain)


def _is_of_a_person(run: str) -> bool:
    rest = OTHER_NUMBERS.sub(" ", run)
    return sum(sign.isdigit() for sign in rest) >= TOO_MANY and not HARMLESS.fullmatch(rest)
