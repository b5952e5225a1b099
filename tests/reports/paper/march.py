"""March 2018 on paper, with numbers written by hand."""

import datetime

from okoce.core.months import Month
from reports.models import Definition
from reports.paper.month import PaperMonth
from reports.summary import summary
from tests.factories import ELSEWHERE, HOME, day
from tests.reports.cells import cell, revision

MARCH = Month(2018, 3)
MADE = "2018-04-02"
# In March and before it; two of the ten licensed in March moved up.
RUNGS = {
    "registered": (60, 40),
    "trained": (30, 20),
    "licensed": (10, 6),
    "new_entrepreneurs": (8, 4),
    "level_up": (2, 2),
}


def counted(month="2018-03", before="2018-02"):
    """A revision, and what it counts: people at home, five of them elsewhere, three from outside; work and money."""
    revision(1)
    for metric, (here, earlier) in RUNGS.items():
        cell(month, here, metric=metric)
        cell(before, earlier, metric=metric)
    cell(month, 5, kecamatan=ELSEWHERE)
    cell(month, 3, kecamatan="LUAR")
    cell(month, 2, metric="trainings")
    cell(month, 31, metric="mentoring_visits", kecamatan=ELSEWHERE)
    cell(month, 7, metric="jobs_created")
    cell(month, 24_000_000, metric="spending")


def paper(month=MARCH, *, code="", then=None, on=MADE):
    return PaperMonth.of(month, code=code, then=then, on=day(on))


def said(code="OKOCE-2026.1", month=MARCH, then=None):
    """The month as the API answers it."""
    return summary(month, Definition.objects.get(pk=code), then)


def first_of(month):
    return datetime.date(month.year, month.number, 1)


__all__ = ["ELSEWHERE", "HOME", "MADE", "MARCH", "counted", "first_of", "paper", "said"]
