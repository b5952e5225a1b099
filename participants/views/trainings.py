"""Trainings: all of them, and a new one."""

from django.shortcuts import get_object_or_404, redirect, render

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.keys import key_of
from okoce.core.months import now
from okoce.core.paging import page_of
from participants import repeating, rosters, submission
from participants.forms import AgainForm
from programs.forms import TrainingForm
from programs.models import Training
from programs.scoping import assigned_to


@requires(Power.SEE_RECORDS)
def training_list(request):
    state = request.GET.get("state", "")
    state = state if state in Training.State else ""
    may_log = request.user.may(Power.LOG_TRAINING)
    rows = submission.listed(request.user, state=state, returned_first=may_log)
    context = {"page": page_of(request, rows), "state": state, "states": Training.State.choices, "may_log": may_log}
    return render(request, "participants/trainings.html", context)


@requires(Power.LOG_TRAINING)
def training_new(request):
    like, at = liked(request), now()
    people = rosters.on_list(like).count() if like else 0
    known = {"by": request.user, "at": at}
    form = (
        AgainForm(request.POST or None, like=like, people=people, **known)
        if like
        else TrainingForm(request.POST or None, **known)
    )
    if training := form.act():
        return redirect("training", pk=training.pk)
    context = {
        "form": form,
        "like": like,
        "has_area": assigned_to(request.user) != [],
        "repeatable": None if like or form.is_bound else repeating.last_of(request.user),
    }
    return render(request, "participants/training_new.html", context)


def liked(request):
    """The training that the new one is like; None when none is asked for, 404 for one that is not the user's."""
    if not (key := request.GET.get("like")):
        return None
    mine = Training.objects.worked_by(request.user).select_related("curriculum", "kecamatan")
    return get_object_or_404(mine, pk=key_of(key))
