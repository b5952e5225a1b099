"""The city's dashboard: the whole city, and one kecamatan."""

import datetime
from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import Month, today
from okoce.core.snapshot import snapshot
from programs.models import Kecamatan, Programme
from reports import dashboard as shown
from reports.contributions import OUTSIDE
from reports.freshness import freshness
from reports.models import Definition
from reports.standing import standing
from reports.summary import (
    NOTHING,
    jobs_created,
    ladder,
    reading,
    residents,
    spending,
    statuses,
    summary_of,
    totals_by_place,
    totals_of,
)
from reports.targets import Targets
from reports.words import headline_name


@requires(Power.SEE_COUNTS)
def dashboard(request):
    with snapshot():
        asked = Asked.of(request)
        places = totals_by_place(asked.month, asked.targets)
        total = totals_of(residents(places))
        numbers = summary_of(asked.month, asked.definition, asked.targets, asked.status, places, standing())
        bars = shown.bars(asked.month, asked.definition, asked.targets, asked.statuses)
        context = {
            **asked.context(),
            "numbers": numbers,
            "as_of": numbers["as_of"] and datetime.datetime.fromisoformat(numbers["as_of"]),
            "ladder": shown.named(numbers["ladder"]),
            "outside": places.get(OUTSIDE, {}).get("registered", NOTHING),
            "activity": shown.activity(total),
            "spent": total.get("spending", NOTHING),
            "bars": bars,
            "chart": shown.drawn(bars),
            "table": shown.table(places, asked.definition),
            "fresh": freshness(),
            "may_spend": request.user.may(Power.RECORD_EXPENSES),
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
        asked = Asked.of(request)
        total = totals_by_place(asked.month, asked.targets, kecamatan=place.code).get(place.code, {})
        bars = shown.bars(asked.month, asked.definition, asked.targets, asked.statuses, kecamatan=(place.code,))
        context = {
            **asked.context(),
            "place": place,
            "ladder": shown.named(ladder(total)),
            "headline": reading(asked.definition, total),
            "jobs": jobs_created(asked.month, total, asked.targets) | {"target": None},
            "spending": spending(asked.month, total, asked.targets),
            "spent": total.get("spending", NOTHING),
            "activity": shown.activity(total),
            "is_active": total.get("active_centres", NOTHING)["month"] > 0,
            "bars": bars,
            "chart": shown.drawn(bars),
        }
    return render(request, "reports/dashboard_kecamatan.html", context)


@dataclass(frozen=True)
class Asked:
    """What a page of counts is asked for in its address, and what it needs to answer."""

    month: Month
    definition: Definition
    definitions: list[Definition]
    targets: Targets
    statuses: dict[Month, str]

    @classmethod
    def of(cls, request):
        programme = Programme.objects.get()
        # The default one first, for it is what the others are held against.
        definitions = sorted(Definition.objects.all(), key=lambda each: not each.is_default)
        return cls(
            month=asked_month(request, programme),
            definition=asked_definition(request, definitions),
            definitions=definitions,
            targets=Targets.of(programme),
            statuses=statuses(),
        )

    @property
    def status(self):
        return self.statuses[self.month]

    def context(self):
        """What every page of counts says beside its numbers: which month, of which, by which definition."""
        programme = self.targets.programme
        return {
            "programme": programme,
            "month": self.month,
            "status": self.status,
            "months": shown.months_to_choose(programme, Month.of(today())),
            "over": self.month > programme.last,
            "year_began": self.targets.year_began(self.month),
            "spent_from": max(Month(self.month.year, 1), programme.first),
            "definition": self.definition,
            "definitions": [
                {"code": each.code, "name": headline_name(each), "address": shown.address_of(self.month, each)}
                for each in self.definitions
            ],
            "headline_name": headline_name(self.definition),
            "address": shown.address_of(self.month, self.definition),
        }


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


def asked_definition(request, definitions):
    """The definition in the address, the default one when it names none; 404 for one that there is not."""
    code = request.GET.get("definition")
    for definition in definitions:
        if definition.code == code or (not code and definition.is_default):
            return definition
    raise Http404
