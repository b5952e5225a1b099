"""Numbers, money and days as people in Jakarta write them. Built into every template."""

import math
from decimal import Decimal
from fractions import Fraction

from django import template
from django.template.defaultfilters import date as date_filter
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from okoce.core.months import JAKARTA, Month

register = template.Library()

NOTHING = "–"
# Between a number and its sign, which are one word on a line.
NO_BREAK = "\u00a0"


@register.filter
def number(value):
    """1284 -> 1.284, -3 -> −3; nothing -> a dash."""
    return NOTHING if value is None else number_format(value, force_grouping=True).replace("-", "−")


@register.filter
def tenths(value):
    """3.25 -> 3,3 and 2 -> 2,0: always one decimal, a half of it rounded up; nothing -> a dash."""
    return NOTHING if value is None else number(Decimal(math.floor(value * 10 + Fraction(1, 2))).scaleb(-1))


@register.filter
def signed(value):
    """1284 -> +1.284, -3 -> −3; nothing -> a dash."""
    if not value:
        return number(value)
    return f"{'+' if value > 0 else '−'}{number(abs(value))}"


@register.filter
def minus(value, less):
    return value - less


@register.filter
def number_or_nothing(value):
    """1284 -> 1.284; nothing -> nothing, for a piece that leaves out what is not there."""
    return "" if value is None else number(value)


@register.filter
def of_target(part):
    """{value, target} -> 1.284 of 4.000 = 32 %."""
    words = {name: number(part[name]) for name in ("value", "target")} | {
        "share": percent(part["value"], part["target"])
    }
    return _("%(value)s of %(target)s = %(share)s") % words


@register.filter
def meter_scale(part):
    """How far a meter reaches: a little past the target or the value, whichever is more."""
    return round(max(part["value"], part["target"]) * 1.05)


@register.filter
def band_scale(part):
    """How far a meter with a band reaches."""
    return round(max(part["value"], part["ceiling"]) * 1.15)


@register.filter
def percent(part, whole):
    """The share in per cent, to a tenth below ten and a hundredth below a tenth; a dash when there is no whole.

    What a hundredth would show as nothing is told to its first digit.
    """
    if not whole or part is None:
        return NOTHING
    share = 100 * part / whole
    return f"{number_format(round(share, places := _places(abs(share))), places).replace('-', '−')}{NO_BREAK}%"


def _places(share):
    if not share or round(share, 1) >= 10:
        return 0
    if hundredths := round(share, 2):
        return 2 if hundredths < 0.1 else 1
    return -Decimal(f"{float(share):.0e}").adjusted()


@register.filter
def month(value):
    """Month(2018, 3) or a date in it -> Maret 2018."""
    day = value.first if isinstance(value, Month) else value
    return date_filter(day, "F Y")


@register.filter
def short_month(value):
    """Month(2018, 3) -> Mar 2018."""
    day = value.first if isinstance(value, Month) else value
    return date_filter(day, "M Y")


@register.filter
def clock(value):
    """A moment or a time -> 09.15 WIB."""
    if hasattr(value, "tzinfo") and value.tzinfo:
        value = timezone.localtime(value, JAKARTA)
    return _("%(time)s WIB") % {"time": date_filter(value, "TIME_FORMAT")}


@register.filter
def moment(value):
    """A moment -> 24 November 2026, 09.15 WIB."""
    local = timezone.localtime(value, JAKARTA)
    return f"{date_filter(local, 'DATE_FORMAT')}, {clock(local)}"
