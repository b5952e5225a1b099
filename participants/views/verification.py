"""The verifier's desk: what waits, oldest first, and one training with its facts beside its list."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.paging import page_of
from participants import rosters, verification
from participants.forms import DecisionForm
from participants.models import Attendance, Verification
from participants.views.training import CAME, shown
from programs.models import Training

DECIDED = {
    Verification.Decision.APPROVED: _("The training is approved and counts from now on."),
    Verification.Decision.RETURNED: _("The training is back with the facilitator, with your reason."),
    Verification.Decision.REVOKED: _("The training is void from the start, and counts nothing."),
}
OPEN = {Training.State.SUBMITTED, Training.State.VERIFIED}


@requires(Power.VERIFY)
def verification_list(request):
    return render(
        request, "participants/verification.html", {"page": page_of(request, verification.queue(request.user))}
    )


@requires(Power.VERIFY)
def verification_training(request, pk):
    training = get_object_or_404(shown(request).select_related("submitted_by", "logged_by"), pk=pk)
    initial = {"version": training.version}
    form = DecisionForm(request.POST or None, by=request.user, record=training, initial=initial)
    if form.act():
        messages.success(request, DECIDED[form.cleaned_data["decision"]])
        return to_the_next(request)
    context = {
        "training": training,
        "form": form,
        "mine": verification.made_by(request.user, training),
        "may_decide": training.state in OPEN,
        "decisions": verification.decisions(training),
        **evidence(request.user, training),
    }
    return render(request, "participants/verification_training.html", context)


def to_the_next(request):
    following = verification.queue(request.user).filter(mine=False).first()
    return redirect("verification-training", pk=following.pk) if following else redirect("verification")


def evidence(user, training):
    """The sessions, and for each person the mark at each of them."""
    sessions = list(training.sessions.exclude(state="cancelled"))
    marks = {session.pk: rosters.marks_at(session) for session in sessions}
    people = [
        {"person": person, "marks": [in_words(marks[session.pk].get(person.pk)) for session in sessions]}
        for person in rosters.on_list(training).telling(user)
    ]
    candidates = sum(row["person"].is_calon for row in people)
    return {"sessions": sessions, "people": people, "candidates": candidates, "came": rosters.came(training)}


def in_words(status):
    return {"word": Attendance.Status(status).label if status else "–", "came": status in CAME}
