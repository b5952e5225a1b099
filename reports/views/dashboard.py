"""The city's dashboard: the whole city, and one kecamatan."""

from django.shortcuts import get_object_or_404, render

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.snapshot import snapshot
from programs.models import Kecamatan
from reports import dashboard as shown
from reports.contributions import OUTSIDE
from reports.freshness import freshness
from reports.of_today import of_today
from reports.standing import standing
from reports.summary import (
    NOTHING,
    jobs_created,
    ladder,
    reading,
    residents,
    spending,
    summary_of,
    totals_of,
)
from reports.views.asked import Asked
from reports.views.unchanged import unchanged
from reports.views.where import grounds_of


@requires(Power.SEE_COUNTS)
@unchanged
def dashboard(request):
    with snapshot():
        asked = Asked.of(request)
        places = asked.places()
        total, waits, audited = totals_of(residents(places)), asked.waits(), asked.audited()
        headline = reading(asked.definition, total)
        numbers = summary_of(asked.month, asked.definition, asked.ground, places, waits=waits)
        context = {
            **asked.context(),
            "numbers": numbers,
            "as_of": asked.ground.standing.at,
            "ladder": shown.named(numbers["ladder"], asked.moved_since(total)),
            "waits": waits,
            "headline": headline,
            "told": asked.told(total),
            "behind_outside": asked.records(kecamatan=OUTSIDE),
            "outside": places.get(OUTSIDE, {}).get("registered", NOTHING),
            "activity": shown.activity(total),
            "yields": shown.yields(numbers),
            "forecast": asked.forecast(headline["month"]) if asked.vintage == "latest" else None,
            "spending": numbers["spending"],
            "jobs": numbers["jobs_created"],
            "spent": total.get("spending", NOTHING),
            **beside(asked, total),
            "corrected": shown.corrected(asked.month, asked.definition, asked.vintage, then=asked.then),
            "audited": audited,
            "audited_elsewhere": None if audited else asked.audited_elsewhere(),
            "fresh": None if asked.then else freshness(),
            "may_spend": request.user.may(Power.RECORD_EXPENSES),
        }
    return render(request, "reports/dashboard.html", context)


@requires(Power.SEE_COUNTS)
def dashboard_freshness(request, shown):
    """The live line of a dashboard that shows this revision: what waits, and whether newer numbers are there."""
    context = {"shown": shown, "revision": standing().revision, "fresh": freshness()}
    return render(request, "reports/_freshness.html", context)


@requires(Power.SEE_COUNTS)
@unchanged
def dashboard_kecamatan(request, kecamatan):
    with snapshot():
        place = get_object_or_404(Kecamatan.objects.select_related("city", "centre"), pk=kecamatan)
        asked = Asked.of(request)
        total, bars, recent = asked.of_place(place.code)
        headline, grounds = reading(asked.definition, total), grounds_of(asked, recent=recent)
        context = {
            **asked.context(kecamatan=place.code),
            "place": place,
            "row": grounds.row(place, total),
            "weights": grounds.own and grounds.own.weights,
            "ladder": shown.named(ladder(total), asked.moved_since(total)),
            "headline": headline,
            "told": asked.told(total, kecamatan=place.code),
            "jobs": jobs_created(asked.month, total, asked.targets) | {"target": None},
            "spending": spending(asked.month, total, asked.targets),
            "spent": total.get("spending", NOTHING),
            **beside(asked, total, kecamatan=place.code),
            "activity": shown.activity(total),
            "is_active": total.get("active_centres", NOTHING)["month"] > 0,
            "bars": bars,
            "chart": shown.drawn(bars),
            "corrected": shown.corrected(
                asked.month, asked.definition, asked.vintage, then=asked.then, kecamatan=place.code
            ),
        }
    return render(request, "reports/dashboard_kecamatan.html", context)


def beside(asked, total, *, kecamatan=""):
    """What is read from the facts of today, beside the counts; nothing where another reading is asked for."""
    if not asked.of_today:
        return {}
    found = of_today(asked.month, asked.ground, total, kecamatan=kecamatan)
    return {
        "survival": found.survival,
        "declared": found.declared,
        "official": found.official,
        "agencies": asked.address(kecamatan=kecamatan, vintage="", as_of=""),
    }
