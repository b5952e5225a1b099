"""Trainings and their sessions, and what somebody's account says. Rosters need people: see participants."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power, Role
from okoce.core.months import now, today
from okoce.core.paging import page_of
from programs import trainings
from programs.forms import ParticularsForm, SessionForm, TrainingForm
from programs.models import Training, TrainingSession
from programs.scoping import assigned_to


@requires(Power.SEE_RECORDS)
def training_list(request):
    state = request.GET.get("state", "")
    state = state if state in Training.State else ""
    page = page_of(request, trainings.listed(request.user, state=state))
    may_log = request.user.may(Power.LOG_TRAINING)
    return render(
        request,
        "programs/trainings.html",
        {"page": page, "state": state, "states": Training.State.choices, "may_log": may_log},
    )


@requires(Power.LOG_TRAINING)
def training_new(request):
    form = TrainingForm(request.POST or None, by=request.user, today=today())
    if training := form.act():
        return redirect("training", pk=training.pk)
    return render(request, "programs/training_new.html", {"form": form, "has_area": assigned_to(request.user) != []})


@requires(Power.LOG_TRAINING)
def training_edit(request, pk):
    training = get_object_or_404(Training.objects.worked_by(request.user), pk=pk)
    fields = ("kecamatan", "curriculum", "agency", "place")
    initial = {name: getattr(training, name) for name in fields}
    form = ParticularsForm(request.POST or None, by=request.user, training=training, initial=initial)
    if form.act():
        messages.success(request, _("The particulars are saved."))
        return redirect("training", pk=pk)
    return render(request, "programs/training_edit.html", {"form": form, "training": training})


@requires(Power.LOG_TRAINING)
def session_new(request, pk):
    training = get_object_or_404(Training.objects.worked_by(request.user), pk=pk)
    last = training.sessions.last()
    initial = {"held_on": today()} | ({"starts_at": last.starts_at, "ends_at": last.ends_at} if last else {})
    form = SessionForm(request.POST or None, by=request.user, training=training, at=now(), initial=initial)
    if session := form.act():
        messages.success(request, _("The session is added."))
        return redirect(to_session(session))
    return render(request, "programs/session_new.html", {"form": form, "training": training})


@requires(Power.LOG_TRAINING)
def session_move(request, pk, session):
    session = get_object_or_404(TrainingSession.objects.worked_by(request.user), pk=session, training=pk)
    fields = ("held_on", "starts_at", "ends_at")
    initial = {name: getattr(session, name) for name in fields}
    form = SessionForm(request.POST or None, by=request.user, session=session, at=now(), initial=initial)
    if form.act():
        messages.success(request, _("The session is moved."))
        return redirect(to_session(session))
    return render(request, "programs/session_move.html", {"form": form, "session": session})


@require_POST
@requires(Power.LOG_TRAINING)
def session_cancel(request, pk, session):
    session = get_object_or_404(TrainingSession.objects.worked_by(request.user), pk=session, training=pk)
    trainings.cancel_session(by=request.user, session=session)
    messages.success(request, _("The session is cancelled. It stays on record and counts nothing."))
    return redirect("training", pk=pk)


def to_session(session):
    """The address of a training's page with this session chosen."""
    return f"{redirect('training', pk=session.training_id).url}?session={session.pk}"


def account(request):
    """For everybody who is signed in: who am I here, and how is my account protected."""
    assignments = request.user.assignments.on(today()).select_related("kecamatan__city")
    roles = [Role(role).label for role in request.user.roles]
    return render(request, "programs/account.html", {"assignments": assignments, "roles": roles})
