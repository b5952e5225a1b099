"""Visits of a facilitator: a new one, and the page of one."""

from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import now
from participants.forms import VisitForm
from participants.models import Visit
from participants.views.records import checked, on_to, opened, recorded_about, withdrawn


@requires(Power.RECORD_PROGRESS)
def visit_new(request, pk):
    person = recorded_about(request, pk)
    form = VisitForm(request.POST or None, request.FILES or None, by=request.user, participant=person, at=now())
    if recorded := form.act():
        tell(request, recorded, _("The visit is recorded."))
        return back(request, recorded)
    context = {"form": form, "person": person, "from_visits": came_from_visits(request)}
    return render(request, "participants/visit_new.html", context)


def back(request, recorded):
    """Where the facilitator came from; the page of visits says what is next for the person, as the person's own does."""
    if came_from_visits(request):
        return on_to(request, f"{reverse('visits')}?recorded={recorded.pk}")
    return on_to(request, "participant", pk=recorded.participant_id)


def came_from_visits(request):
    return request.GET.get("from") == "visits"


@requires(Power.SEE_RECORDS)
def visit(request, pk):
    rows = Visit.objects.looked_after_by(request.user).select_related("participant", "facilitator", "kecamatan")
    visit, may_change = opened(request, rows, pk)
    person = visit.participant
    form = VisitForm(
        request.POST or None, request.FILES or None, by=request.user, participant=person, at=now(), visit=visit
    )
    if changed := form.act():
        tell(request, changed, _("The visit is changed."))
        return on_to(request, "participant", pk=person.pk)
    context = {"visit": visit, "person": person, "form": form, **checked(request.user, visit, may_change)}
    return render(request, "participants/visit.html", context)


@require_POST
@requires(Power.RECORD_PROGRESS)
def visit_withdraw(request, pk):
    return withdrawn(request, Visit.objects.looked_after_by(request.user), pk, page="visit")


def tell(request, visit, done):
    if visit.state == Visit.State.SUBMITTED:
        done = _("%(done)s A verifier looks at the photo now.") % {"done": done}
    messages.success(request, done)
