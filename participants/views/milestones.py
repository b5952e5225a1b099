"""The steps P4 to P7 of a person: a new one, the page of one, and handing it in."""

from django.contrib import messages
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import now, today
from participants import milestones
from participants.forms import MILESTONE_FORMS, HandInForm
from participants.models import Milestone
from participants.views.records import checked, on_to, opened, recorded_about, withdrawn
from programs.trainings import UNFINISHED


@requires(Power.RECORD_PROGRESS)
def milestone_new(request, pk, kind):
    person = recorded_about(request, pk)
    form = MILESTONE_FORMS[kind](
        request.POST or None, request.FILES or None, by=request.user, participant=person, today=today()
    )
    if entered := form.act():
        return saved(request, entered, _("The step is saved as a draft: it counts when a verifier approves it."))
    return render(request, "participants/milestone_new.html", {"form": form, "person": person, "kind": kind})


@requires(Power.SEE_RECORDS)
def milestone(request, pk):
    milestone, may_change = of(request, pk)
    form = MILESTONE_FORMS[milestone.kind](
        request.POST or None,
        request.FILES or None,
        by=request.user,
        participant=milestone.participant,
        today=today(),
        milestone=milestone,
    )
    if changed := form.act():
        return saved(request, changed, _("The step is changed."))
    return milestone_page(request, milestone, may_change, form)


@require_POST
@requires(Power.RECORD_PROGRESS)
def milestone_submit(request, pk):
    milestone, _may_change = of(request, pk)
    return handed_in(request, milestone)


@require_POST
@requires(Power.RECORD_PROGRESS)
def milestone_withdraw(request, pk):
    return withdrawn(request, Milestone.objects.looked_after_by(request.user), pk, page="milestone")


def of(request, pk):
    """The milestone, and whether the user may change it."""
    rows = Milestone.objects.looked_after_by(request.user).select_related("participant", "business", "submitted_by")
    return opened(request, rows, pk)


def milestone_page(request, milestone, may_change, form):
    unfinished = milestone.state in UNFINISHED
    context = {
        "milestone": milestone,
        "person": milestone.participant,
        "form": form,
        "unfinished": unfinished,
        "missing": milestones.missing(milestone) if unfinished else [],
        **checked(request.user, milestone, may_change),
    }
    return render(request, "participants/milestone.html", context)


def saved(request, milestone, done):
    """To the person; or with the second button on to the verifier, which saves the draft even when it goes no further."""
    if "hand_in" in request.POST:
        return handed_in(request, milestone)
    messages.success(request, done)
    return on_to(request, "participant", pk=milestone.participant_id)


def handed_in(request, milestone):
    form = HandInForm(request.POST, by=request.user, milestone=milestone, at=now())
    if form.act():
        messages.success(request, _("The step is handed in: a verifier checks it now."))
        return on_to(request, "participant", pk=milestone.participant_id)
    # The page says what is missing, from the record itself.
    messages.warning(request, _("It is saved, and not handed in yet: see below what is missing."))
    return on_to(request, "milestone", pk=milestone.pk)
