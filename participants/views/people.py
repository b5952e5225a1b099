"""People: the list, what is still missing of a registration, and what was mistyped in it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import today
from okoce.core.paging import page_of
from participants import registration, search, transfers
from participants.forms import CompleteForm, CorrectForm, SearchForm
from participants.models import Participant
from participants.views.registration import ask_to_look_again
from participants.views.roster import look_up


@requires(Power.SEE_RECORDS)
def participant_list(request):
    form = SearchForm(request.POST or None)
    found = look_up(request, form)
    candidates = request.GET.get("state") == "candidates"
    calon = registration.CALON if candidates else ~registration.CALON
    people = search.listed(request.user).filter(calon)
    arrived = request.GET.get("state") == "arrived"
    page = None if found else page_of(request, transfers.arrived(request.user) if arrived else people)
    context = {"may_log": request.user.may(Power.LOG_TRAINING), "candidates": candidates, "arrived": arrived}
    template = "participants/_people.html" if request.htmx else "participants/participants.html"
    return render(request, template, {"search": form, "page": page, **context, **found})


@requires(Power.REGISTER_PEOPLE)
def participant_complete(request, pk):
    person = get_object_or_404(Participant.objects.worked_by(request.user), pk=pk)
    form = CompleteForm(request.POST or None, by=request.user, participant=person, today=today())
    if form.act():
        messages.success(request, _("What you entered is saved."))
        return redirect("participant", pk=pk)
    context = {"form": form, "person": person, "consent": registration.CONSENT_VERSION}
    return render(request, "participants/participant_complete.html", context)


@requires(Power.REGISTER_PEOPLE)
def participant_correct(request, pk):
    person = get_object_or_404(Participant.objects.worked_by(request.user), pk=pk)
    form = CorrectForm(request.POST or None, by=request.user, participant=person, today=today())
    if form.act():
        messages.success(request, _("What you corrected is saved."))
        ask_to_look_again(request, form, today())
        return redirect("participant", pk=pk)
    return render(request, "participants/participant_correct.html", {"form": form, "person": person})
