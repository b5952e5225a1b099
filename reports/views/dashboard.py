"""The city's dashboard: the whole city, and one kecamatan."""

import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import Month, today
from okoce.core.snapshot import snapshot
from programs.models import Kecamatan, Programme
from reports import dashboard as shown
from reports.contributions import METRICS
from reports.freshness import freshness
from reports.models import Definition
from reports.summary import NOTHING, ladder, standing, status_of, summary_of, totals_by_place
from reports.targets import Targets
from reports.words import NAMES


@requires(Power.SEE_COUNTS)
def dashboard(request):
    with snapshot():
        programme = Programme.objects.get()
        month = asked_month(request, programme)
        definition = Definition.objects.get(is_default=True)
        targets = Targets.of(programme)
        places = totals_by_place(month)
        numbers = summary_of(month, definition, targets, places)
        bars = shown.bars(month, definition, targets)
        context = {
            **standing_of(programme, month, definition),
            "numbers": numbers,
            "as_of": numbers["as_of"] and datetime.datetime.fromisoformat(numbers["as_of"]),
            "ladder": shown.named(numbers["ladder"]),
            "bars": bars,
            "chart": shown.drawn(bars),
            "columns": [{"metric": metric, "name": NAMES[metric]} for metric in METRICS],
            "table": shown.table(places, METRICS),
            "fresh": freshness(),
        }
    return render(request, "reports/dashboard.html", context)


@requires(Power.SEE_COUNTS)
def dashboard_freshness(request, shown):
    """The live line of a dashboard that shows this revision: what waits, and whether newer numbers are there."""
    context = {"shown": shown, "revision": standing().revision, "fresh": freshness()}
    return render(request, "reports/_freshness.html", context)


@requires(Power.SEE_COUNTS)
def dashboard_kecamatan(request, kecamatan):
    with snapshot():
        place = get_object_or_404(Kecamatan.objects.select_related("city", "centre"), pk=kecamatan)
        programme = Programme.objects.get()
        month = asked_month(request, programme)
        definition = Definition.objects.get(is_default=True)
        total = totals_by_place(month).get(place.code, {})
        bars = shown.bars(month, definition, Targets.of(programme), kecamatan=(place.code,))
        context = {
            **standing_of(programme, month, definition),
            "place": place,
            "status": status_of(month),
            "ladder": shown.named(ladder(total)),
            "trainings": total.get("trainings", NOTHING),
            "attendances": total.get("attendances", NOTHING),
            "bars": bars,
            "chart": shown.drawn(bars),
        }
    return render(request, "reports/dashboard_kecamatan.html", context)


def asked_month(request, programme):
    """The month in the address, the current one when it names none; 404 for one that has no counts."""
    current = Month.of(today())
    try:
        month = Month.parse(request.GET.get("month") or str(current))
    except ValueError as error:
        raise Http404 from error
    if not programme.first <= month <= max(current, programme.first):
        raise Http404
    return month


def standing_of(programme, month, definition):
    """What every page of counts says beside its numbers: which month, of which, by which definition."""
    return {
        "programme": programme,
        "month": month,
        "months": shown.months_to_choose(programme, Month.of(today())),
        "over": month > programme.last,
        "definition": definition,
        "headline_name": NAMES[definition.metric],
    }
