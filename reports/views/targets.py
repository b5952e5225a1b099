"""Targets: every version, and a new one with its reason."""

from itertools import groupby
from operator import attrgetter

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import today
from programs.models import Programme
from reports import targets
from reports.forms import TargetForm
from reports.words import name_of


@requires(Power.SEE_COUNTS)
def target_list(request):
    programme = Programme.objects.get()
    by_code = [list(rows) for _code, rows in groupby(targets.versions(), key=attrgetter("code"))]
    told = [told_of(programme, rows[0]) | {"newest": rows[0], "versions": rows} for rows in by_code]
    context = {"targets": told, "may_change": request.user.may(Power.CHANGE_TARGETS)}
    return render(request, "reports/targets.html", context)


def told_of(programme, target):
    """What a target is of, and the first and last month that it is for."""
    first, last = targets.months_of(programme, target)
    return {"name": name_of(target.metric), "first": first, "last": last}


@requires(Power.CHANGE_TARGETS)
def target_new(request, target):
    row = get_object_or_404(targets.newest(), pk=target)
    form = TargetForm(request.POST or None, by=request.user, target=row, today=today())
    if form.act():
        messages.success(request, _("The new version is saved. The months before keep the old one."))
        return redirect("targets")
    context = {"form": form, "target": row, **told_of(Programme.objects.get(), row)}
    return render(request, "reports/target_new.html", context)
