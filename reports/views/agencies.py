"""Whose people they are: what each agency would claim of a number, and how often one person is claimed twice."""

from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import Month, today
from okoce.core.snapshot import snapshot
from programs.models import Kecamatan
from reports import agencies
from reports.agencies import NO_AGENCY
from reports.contributions import OUTSIDE
from reports.dashboard import months_to_choose
from reports.summary import LADDER, SPANS
from reports.views.records import asked_of, dashboard_of, name_shown, place_of
from reports.words import name_of


@requires(Power.SEE_COUNTS)
def agency_claims(request):
    with snapshot():
        asked = asked_of(request)
        number = asked["number"]
        # Trainings are as they are now: no earlier reading can be held against them.
        if not (number.is_of_people and number.is_of_now):
            raise Http404
        claimed = agencies.claimed_of(number)
        shares, names = agencies.shares(claimed), agencies.names()
        context = {
            "asked": asked,
            "number": number,
            "name": name_shown(asked),
            "place": place_of(number),
            "outside": number.kecamatan == OUTSIDE,
            "back": dashboard_of(asked),
            "behind": f"{reverse('records')}?{said(asked)}",
            "shares": [(names.get(share.agency, share.agency), share) for share in shares],
            "nobody": NO_AGENCY,
            "sums": agencies.together(claimed),
            "matrix": matrix(claimed, shares),
            "places": [] if number.kecamatan else by_place(claimed, asked),
            "by_month": by_month(claimed, asked) if number.first < number.last else [],
            **choices(asked),
        }
    return render(request, "reports/agencies.html", context)


def matrix(claimed, shares):
    """The codes across, and a row for each agency that claims somebody."""
    codes = [share.agency for share in shares if share.agency != NO_AGENCY]
    rows = agencies.matrix(claimed, codes)
    return {"codes": codes, "rows": rows} if rows else None


def by_place(claimed, asked):
    """Each kecamatan where somebody counts, with the address of its records."""
    found = agencies.by(claimed, lambda one: one.kecamatan)
    places = Kecamatan.objects.filter(pk__in=found)
    return [(place.name, found[place.pk], records(asked, kecamatan=place.pk)) for place in places]


def by_month(claimed, asked):
    """Each month in which somebody counts, the newest first."""
    found = agencies.by(claimed, lambda one: one.month)
    return [(month, found[month], records(asked, month=month, span="month")) for month in sorted(found, reverse=True)]


def records(asked, **others):
    return f"{reverse('records')}?{said(asked, **others)}"


def said(asked, **others):
    """What an address says of the number."""
    number = {
        "metric": asked.get("metric"),
        "definition": asked["definition"] and asked["definition"].code,
        "month": asked["month"],
        "span": asked["span"],
        "kecamatan": asked["kecamatan"],
    }
    return urlencode({name: value for name, value in (number | others).items() if value})


def choices(asked):
    """What else may be asked for: another rung, month or span, or another place."""
    spans = {
        "month": _("this month"),
        "through": _("since the start"),
        "year": _("this calendar year"),
        "programme_year": _("this programme year"),
    }
    return {
        "metrics": [(metric, name_of(metric)) for metric in LADDER],
        "months": months_to_choose(asked["programme"], Month.of(today())),
        "spans": [(span, spans[span]) for span in SPANS],
        "kecamatan": Kecamatan.objects.all(),
    }
