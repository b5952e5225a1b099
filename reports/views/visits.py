"""Visits in the field: record one, who is one step away from counting, and what was seen lately."""

from django.http import QueryDict
from django.shortcuts import render

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.keys import key_of
from okoce.core.months import today
from okoce.core.paging import page_of
from participants import caseload
from participants.forms import SearchForm
from participants.models import Participant, State, Visit
from participants.views.roster import look_up
from reports.missing import told
from reports.one_step import one_step_away
from reports.person import standing_of
from reports.views.person import powers_over

# How many are on the screen at once: of those who are one step away, without a visit for long, and visited last.
NEAREST, UNVISITED, LATEST = 20, 10, 10


@requires(Power.RECORD_PROGRESS)
def visit_list(request):
    found = looked_up(request)
    if request.htmx:
        return render(request, "reports/_visit_matches.html", found)
    return render(request, "reports/visits.html", found | after_a_visit(request) | the_field(request))


def looked_up(request):
    """Who was searched for, and the keys of those whom the user may visit."""
    form = SearchForm(request.POST or None)
    found = {"search": form, **look_up(request, form)}
    people = found["answer"].people if "answer" in found else []
    visitable = Participant.objects.worked_by(request.user).filter(pk__in=[person.pk for person in people])
    return found | {"visitable": set(visitable.values_list("pk", flat=True))}


def the_field(request):
    """Who needs a visit most, and whom the user visited last."""
    user, day = request.user, today()
    reading = one_step_away(user, on=day)
    page = page_of(request, reading.near, NEAREST)
    unvisited = caseload.unvisited(user, on=day)
    visits = Visit.objects.worked_by(user).filter(facilitator=user).exclude(state=State.REVOKED)
    return {
        "page": page,
        # Another page is not right after a visit any more.
        "params": QueryDict(),
        "near": told(page.object_list),
        "waiting": reading.waiting,
        "people": reading.people,
        "unvisited": unvisited[:UNVISITED],
        "unvisited_more": max(0, unvisited.count() - UNVISITED),
        "visits": visits.select_related("participant").order_by("-held_on", "-recorded_at")[:LATEST],
    }


def after_a_visit(request):
    """What is next for the person whose visit was just recorded."""
    visits = Visit.objects.worked_by(request.user).select_related("participant")
    recorded = visits.filter(pk=key_of(request.GET.get("recorded"))).first()
    if not recorded:
        return {}
    step = standing_of(recorded.participant).next
    return {"recorded": recorded, "next": step, "powers": powers_over(request.user, recorded.participant)}
