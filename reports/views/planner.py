"""The planner: what it takes to reach the month and the five years, tried out, kept and compared."""

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.keys import is_key
from okoce.core.months import now
from okoce.core.snapshot import snapshot
from programs.models import Kecamatan
from reports.models import Plan
from reports.planning import reading, words
from reports.planning.chain import Basis
from reports.planning.forms import AssumptionsForm, PlanForm
from reports.planning.keeping import AT_MOST, delete_plan
from reports.planning.reading import Experience, Outlook
from reports.summary import totals_by_place
from reports.views.asked import Asked, place_among
from reports.words import headline_name

SIDE_BY_SIDE = 3


@dataclass(frozen=True)
class Planned:
    """What the address asks for, and everything that was read for it."""

    asked: Asked
    places: list[Kecamatan]
    place: Kecamatan | None
    experience: Experience
    ask: reading.Ask
    basis: Basis
    form: AssumptionsForm
    assumed: dict[str, Decimal] | None

    @classmethod
    def of(cls, request):
        asked, places = Asked.of(request), list(Kecamatan.objects.all())
        place = asked_place(request, places)
        experience = Experience.of(asked.month, asked.definition, asked.ground)
        ask = reading.ask(
            asked.month, asked.definition, asked.ground, totals_by_place(asked.month, asked.targets, then=asked.then)
        )
        basis = ask.basis(experience, place.code if place else "")
        # What was typed and not reckoned yet is sent along with the name of the plan.
        form = AssumptionsForm(
            request.GET.dict() | request.POST.dict(), chain=basis.present, definition=asked.definition
        )
        return cls(asked, places, place, experience, ask, basis, form, form.act())

    @property
    def outlook(self):
        """What is shown: as it went, where what was typed is none."""
        return Outlook.of(self.basis, self.assumed or {})

    @property
    def code(self):
        return self.place.code if self.place else ""

    def reckoned(self, **others):
        """What an address says that shows the same month and place as it went."""
        return self.asked.address(**{"vintage": "", "kecamatan": self.code} | others)

    def address(self, **others):
        """The same with what is assumed."""
        assumed = urlencode(self.assumed or {})
        return "&".join(filter(None, [self.reckoned(**others), assumed]))


def asked_place(request, places):
    """The kecamatan in the address; None is the whole city, 404 one that there is not."""
    code = request.GET.get("kecamatan")
    return place_among(places, code) if code else None


@requires(Power.SEE_COUNTS)
def planner(request):
    with snapshot():
        planned = Planned.of(request)
        saved = Plan.objects.visible_to(request.user).select_related("kecamatan")
        context = shown(planned) | {"plans": [(plan, words.headline_of(plan)) for plan in saved]}
    keep = PlanForm(request.POST or None, by=request.user, planned=planned, at=now())
    if planned.form.is_valid() and keep.act():
        messages.success(request, _("The plan is saved. It keeps its numbers, whatever is counted later."))
        return redirect(f"{reverse('planner')}?{planned.address()}")
    context |= {"keep": keep, "full": len(context["plans"]) >= AT_MOST, "side_by_side": SIDE_BY_SIDE}
    return render(request, "reports/planner.html", context)


@requires(Power.SEE_COUNTS)
def planner_compare(request):
    asked = list(dict.fromkeys(request.GET.getlist("plan")))[:SIDE_BY_SIDE]
    plans = Plan.objects.visible_to(request.user).select_related("kecamatan", "definition")
    found = {str(plan.pk): plan for plan in plans.filter(pk__in=[key for key in asked if is_key(key)])}
    if not asked:
        messages.warning(request, _("Tick the plans that are to stand side by side, three at most."))
        return redirect("planner")
    if len(found) < len(asked):
        raise Http404
    told = [words.told(found[key]) for key in asked]
    context = {
        "plans": told,
        "lines": words.compared(told),
        "left_out": len(set(request.GET.getlist("plan"))) > SIDE_BY_SIDE,
    }
    return render(request, "reports/planner_compare.html", context)


@require_POST
@requires(Power.SEE_COUNTS)
def plan_delete(request, plan):
    row = get_object_or_404(Plan.objects.visible_to(request.user), pk=plan)
    delete_plan(by=request.user, plan=row)
    messages.success(request, _("The plan “%(name)s” is deleted.") % {"name": row.name})
    return redirect("planner")


def shown(planned):
    """Everything on the page but the plans that were kept."""
    asked, outlook, experience, code = planned.asked, planned.outlook, planned.experience, planned.code
    return asked.context(kecamatan=code) | {
        "place": planned.place,
        "places": planned.places,
        "form": planned.form,
        "said": asked.said(vintage=""),
        "address": asked.address(vintage=""),
        "address_of_now": planned.address(as_of=""),
        "address_of_plan": planned.address(),
        "address_as_it_went": planned.reckoned(),
        "definitions": [
            {"code": each.code, "name": headline_name(each), "address": planned.reckoned(definition=said)}
            for each, said in asked.codes()
        ],
        "basis": planned.basis,
        "outlook": outlook,
        "words": words.in_words(outlook),
        "lines": words.lines(outlook, asked.definition),
        "together": together(planned, code) if experience.months else None,
        "links": [words.linked(link, asked.definition) for link in experience.links],
        "experience": [month_of(planned, *row) for row in experience.by_month(code)],
        "status": asked.ground.status_of(experience.months) if experience.months else "",
        "rows": rows(planned) if experience.months and not planned.place else [],
        "weights": planned.ask.weights,
    }


def month_of(planned, month, counted):
    """A month of those it goes by: each number with the address of the records behind it."""
    return {"month": month} | opened(planned, counted, planned.code, month=month)


def together(planned, code):
    """All of these months, of the kecamatan or of all of them."""
    months = planned.experience.months
    # A single month is said as one.
    first = {"from": months[0]} if len(months) > 1 else {}
    return opened(planned, planned.experience.counted(code), code, month=months[-1], **first)


def opened(planned, counted, code, **months):
    """What was counted of each link, with the address of the records behind it."""
    asked = planned.asked
    behind = f"{reverse('records')}?{asked.address(definition='', vintage='', kecamatan=code, **months)}"
    cells = [{"value": value, "of": words.of(link, asked.definition)} for link, value in counted.items()]
    return {"behind": behind, "cells": cells}


def rows(planned):
    """The kecamatan, each with the records behind what it had."""
    told = reading.rows(planned.ask, planned.experience, planned.places)
    return [(row, together(planned, row.kecamatan.code)) for row in told]
