"""The city's dashboard: the whole city, and one kecamatan."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.snapshot import snapshot
from programs.models import Kecamatan
from reports import dashboard as shown
from reports.contributions import OUTSIDE
from reports.declared import declared_in, declared_jobs
from reports.explaining.asked import Number
from reports.freshness import freshness
from reports.official import LICENSED, beside
from reports.standing import standing
from reports.summary import NOTHING, jobs_created, ladder, reading, residents, spending, summary_of, totals_of
from reports.survival import survival_lately, survival_of
from reports.views.asked import Asked
from reports.views.unchanged import unchanged
from reports.views.where import grounds_of


@requires(Power.SEE_COUNTS)
@unchanged
def dashboard(request):
    with snapshot():
        asked, kecamatan = Asked.of(request), list(Kecamatan.objects.all())
        places = asked.places()
        total, bars = totals_of(residents(places)), asked.bars()
        headline, audited = reading(asked.definition, total), asked.audited()
        numbers = summary_of(asked.month, asked.definition, asked.ground, places, kecamatan=len(kecamatan))
        context = {
            **asked.context(),
            "numbers": numbers,
            "as_of": asked.ground.standing.at,
            "ladder": shown.named(numbers["ladder"], asked.moved_since(total)),
            "headline": headline,
            "told": asked.told(total),
            "behind_outside": asked.records(kecamatan=OUTSIDE),
            "target_words": "" if asked.vintage == "adjustments" else _("Each month's target"),
            "outside": places.get(OUTSIDE, {}).get("registered", NOTHING),
            "activity": shown.activity(total),
            "yields": shown.yields(numbers),
            "forecast": asked.forecast() if asked.vintage == "latest" else None,
            "spending": numbers["spending"],
            "jobs": numbers["jobs_created"],
            "spent": total.get("spending", NOTHING),
            **of_today(asked),
            "bars": bars,
            "chart": shown.drawn(bars),
            "table": shown.table(places, asked.definition, kecamatan),
            "corrected": shown.corrected(asked.month, asked.definition, asked.vintage, then=asked.then),
            "closing": shown.last_closing(asked.then),
            "audited": audited,
            "audited_elsewhere": None if audited else asked.audited_elsewhere(),
            "fresh": None if asked.then else freshness(),
            "official": official(asked, total),
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
        total, bars = asked.places(kecamatan=place.code).get(place.code, {}), asked.bars(kecamatan=(place.code,))
        headline, grounds = reading(asked.definition, total), grounds_of(asked, only=place.code)
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
            **of_today(asked, kecamatan=place.code),
            "official": official(asked, total, kecamatan=place.code),
            "activity": shown.activity(total),
            "is_active": total.get("active_centres", NOTHING)["month"] > 0,
            "bars": bars,
            "chart": shown.drawn(bars),
            "corrected": shown.corrected(
                asked.month, asked.definition, asked.vintage, then=asked.then, kecamatan=place.code
            ),
        }
    return render(request, "reports/dashboard_kecamatan.html", context)


def official(asked, total, *, kecamatan=""):
    """What other offices' lists say of those who are licensed by the month's end, as it is known today."""
    licensed = Number(LICENSED, asked.targets.programme.first, asked.month, kecamatan=kecamatan, vintage=asked.vintage)
    return None if asked.then else beside(licensed, total.get(LICENSED, NOTHING)["through"])


def of_today(asked, *, kecamatan=""):
    """What is read from the facts of today, beside the counts; nothing where another reading is asked for."""
    if asked.then or asked.vintage != "latest":
        return {}
    first, after = asked.targets.year_began(asked.month).first, asked.month.days()[1]
    places = survival_lately(asked.month, asked.ground.standing.revision)
    return {
        "survival": survival_of(places, kecamatan),
        "declared": declared_in(declared_jobs(first, after), kecamatan),
        "agencies": asked.address(kecamatan=kecamatan, vintage="", as_of=""),
    }
