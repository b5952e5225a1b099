"""The bars of a month's papers and of its mail: drawn, and told to who does not see them."""

from django.utils.translation import gettext as _

from okoce.core.templatetags.jakarta import month as in_words
from okoce.core.templatetags.jakarta import short_month
from reports.charts.monthly import monthly_bars
from reports.dashboard import Bar
from reports.models import Definition
from reports.paper.words import inside
from reports.words import headline_name


def drawn(bars: list[Bar], *, width: int, theme: str) -> str:
    """SVG of the bars, oldest first, in the colours and letters of what it stands in."""
    names = {str(bar.month): short_month(bar.month) for bar in bars}
    rows = [{"at": str(bar.month), "value": bar.value, "target": bar.target, "final": bar.final} for bar in bars]
    return monthly_bars(rows, names, width=width, theme=theme)


def told(definition: Definition, bars: list[Bar]) -> dict[str, str]:
    """What stands in place of the picture, and what stands under it; its numbers are in the table beside it."""
    first, last = in_words(bars[0].month), in_words(bars[-1].month)
    said = {"name": inside(headline_name(definition)), "first": first, "last": last}
    return {
        "alt": _("Bars: “%(name)s” in each month from %(first)s to %(last)s, with each month's target as a line.")
        % said,
        "caption": _("“%(name)s” by month. A line is the month's target; pale bars are provisional.") % said,
    }
