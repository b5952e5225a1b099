"""When: how the months went, what this one and the programme may reach, and what became of those who registered."""

from dataclasses import replace

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import Month
from okoce.core.snapshot import snapshot
from reports import course
from reports.cohorts import RUNGS, cohorts
from reports.dashboard import SHOWN_MONTHS
from reports.dashboard import drawn as bars_drawn
from reports.forecast import is_told
from reports.models import Period
from reports.views.asked import Asked
from reports.views.unchanged import unchanged

USUAL = "licensed"


@requires(Power.SEE_COUNTS)
@unchanged
def when(request):
    rung = asked_rung(request)
    with snapshot():
        kept = {"rung": "" if rung == USUAL else rung}
        asked = replace(of_latest := Asked.of(request, **kept), vintage="latest")
        since = course.paced(asked.bars(months=asked.targets.index(asked.month)), asked.ground)
        bars = [replace(bar, behind=asked.records(month=bar.month)) for bar in since]
        outlook = asked.outlook()
        points = course.line(bars, asked.ground, outlook)
        context = {
            **asked.context(),
            "elsewhere": asked.elsewhere(),
            "as_of": asked.ground.standing.at,
            "revision": asked.ground.standing.revision,
            "of_latest_alone": of_latest.vintage != "latest",
            "forecast": asked.forecast(),
            "settled": settled(asked),
            "outlook": outlook,
            "bars": bars[-SHOWN_MONTHS:],
            "chart": bars_drawn(bars[-SHOWN_MONTHS:]),
            "target_words": _("Each month's target"),
            "points": points,
            "course": course.drawn(points),
            **of_cohorts(asked, rung),
        }
    return render(request, "reports/when.html", context)


def asked_rung(request):
    rung = request.GET.get("rung", USUAL)
    if rung not in RUNGS:
        raise Http404
    return rung


def settled(asked):
    """Whether nothing is left to forecast of the month."""
    return asked.ground.statuses[asked.month] == Period.Status.FINAL or is_told(asked.month, asked.day)


def of_cohorts(asked, rung):
    first = max(asked.targets.programme.first, asked.month + (1 - course.COHORTS))
    read = cohorts(rung, first, asked.month, now=asked.ground.standing, current=Month.of(asked.day))
    rows, most = course.table(read, asked.ground)
    shown = max((at + 1 for row in rows for at, cell in enumerate(row.cells) if cell.value is not None), default=1)
    return {
        "rung": rung,
        "rungs": course.rungs(),
        "cohorts": [opened(asked, row, rung, shown) for row in rows],
        "most": most,
        # A month later for which no cohort is old enough yet has no column.
        "after": range(shown),
    }


def opened(asked, row, rung, shown):
    """A cohort with the records behind its people, and behind each of the cells that are shown."""
    begun = asked.records(metric=rung, registered=row.month, month="")
    cells = [replace(cell, behind=f"{begun}&month={row.month + after}") for after, cell in enumerate(row.cells[:shown])]
    return replace(row, behind=asked.records(month=row.month), cells=tuple(cells))
