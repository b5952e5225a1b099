"""Businesses of a person: a new one, and the page of one."""

from django.contrib import messages
from django.db.models.functions import Coalesce
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import today
from participants.forms import BusinessForm
from participants.models import Business, Participant
from participants.views.records import opened, recorded_about


@requires(Power.RECORD_PROGRESS)
def business_new(request, pk):
    person = recorded_about(request, pk)
    form = BusinessForm(request.POST or None, by=request.user, participant=person, today=today())
    if form.act():
        messages.success(request, _("The business is recorded."))
        return redirect("participant", pk=pk)
    return render(request, "participants/business_new.html", {"form": form, "person": person})


@requires(Power.SEE_RECORDS)
def business(request, pk):
    rows = Business.objects.looked_after_by(request.user).select_related("kecamatan", "recorded_by")
    business, may_change = opened(request, rows, pk)
    # Whoever owns it by two rows is one owner.
    people = business.owners.values(person=Coalesce("merged_into", "pk"))
    owners = Participant.objects.looked_after_by(request.user).filter(pk__in=people)
    person = owners.first()
    form = BusinessForm(request.POST or None, by=request.user, participant=person, today=today(), business=business)
    if form.act():
        messages.success(request, _("The business is changed."))
        return redirect("participant", pk=person.pk)
    context = {"business": business, "person": person, "owners": owners, "form": form, "may_change": may_change}
    return render(request, "participants/business.html", context)
