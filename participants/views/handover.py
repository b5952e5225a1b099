"""A facilitator's people pass to another: for the administrator, who sees how many and none of them."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import today
from participants.forms.handover import HandoverForm


@requires(Power.MANAGE_USERS)
def handover_new(request):
    form = HandoverForm(request.POST or None, by=request.user, today=today())
    if moved := form.act():
        taker = form.cleaned_data["taker"]
        sentence = ngettext(
            "%(people)s person belongs to %(name)s now.", "%(people)s people belong to %(name)s now.", moved.people
        )
        messages.success(request, sentence % {"people": moved.people, "name": taker.name})
        return redirect("user", user=taker.pk)
    return render(request, "administration/handover.html", {"form": form})
