"""The verifier's desk: what waits, oldest first, and one record with its facts beside its evidence."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.paging import page_of
from participants import dossier, rosters, verification, waiting
from participants.forms import DecisionForm
from participants.models import Attendance, Verification
from participants.oddities import oddities
from participants.views.training import shown

DECIDED = {
    Verification.Decision.APPROVED: _("Approved: it counts from now on."),
    Verification.Decision.RETURNED: _("Sent back, with your reason."),
    Verification.Decision.REVOKED: _("Revoked: it is void from the start, and counts nothing."),
}
# The kinds as a list of many is called.
NAMES = {
    "training": _("Trainings"),
    "visit": _("Trading visits"),
    "milestone": _("Steps P4 to P7"),
    "job-report": _("Paid workers"),
    "entrepreneur": _("New entrepreneurs"),
}
# What the page of a record shows of it besides the person.
AROUND = {
    "visit": ["submitted_by", "facilitator", "kecamatan"],
    "milestone": ["submitted_by", "business"],
    "job-report": ["submitted_by"],
    "entrepreneur": ["submitted_by"],
}


@requires(Power.VERIFY)
def verification_list(request):
    counts = waiting.counts(request.user)
    chosen = chosen_kind(request)
    page = page_of(request, waiting.waiting(request.user, kinds_of(chosen)))
    context = {
        "page": page,
        "rows": waiting.told(request.user, [(kind, key) for kind, key, _since in page]),
        "kinds": [(kind, name, counts[kind]) for kind, name in NAMES.items()],
        "chosen": chosen,
        "all": sum(counts.values()),
    }
    return render(request, "participants/verification.html", context)


@requires(Power.VERIFY)
def verification_training(request, pk):
    training = get_object_or_404(shown(request).select_related("submitted_by", "logged_by"), pk=pk)
    return desk(request, training, "training", lambda: roster_of(request.user, training))


@requires(Power.VERIFY)
def verification_record(request, kind, pk):
    rows = waiting.KINDS[kind].objects.looked_after_by(request.user).select_related("participant", *AROUND[kind])
    record = get_object_or_404(rows, pk=pk)
    return desk(request, record, kind, lambda: about(request.user, record, kind))


def desk(request, record, kind, facts):
    """The page of the record, with its decision; once that is taken, the next that waits."""
    initial = {"version": record.version}
    form = DecisionForm(request.POST or None, by=request.user, record=record, initial=initial)
    if form.act():
        messages.success(request, DECIDED[form.cleaned_data["decision"]])
        return to_the_next(request)
    context = {
        "record": record,
        "kind": kind,
        "chosen": chosen_kind(request),
        "form": form,
        "mine": verification.made_by(request.user, record),
        "offered": verification.offered(record),
        "decisions": verification.decisions(record),
        **facts(),
    }
    template = (
        "participants/verification_training.html" if kind == "training" else "participants/verification_record.html"
    )
    return render(request, template, context)


def to_the_next(request):
    """The oldest that the user may decide, of the kind that they go through; when none is left, the list."""
    chosen = chosen_kind(request)
    following = waiting.following(request.user, kinds_of(chosen))
    address = address_of(following[0], following[1]) if following else reverse("verification")
    return redirect(f"{address}?kind={chosen}" if chosen and following else address)


def address_of(kind, key):
    if kind == "training":
        return reverse("verification-training", args=[key])
    return reverse("verification-record", args=[kind, key])


def chosen_kind(request):
    """The one kind that the user goes through; empty is all of them."""
    kind = request.GET.get("kind", "")
    return kind if kind in NAMES else ""


def kinds_of(chosen):
    return [chosen] if chosen else list(NAMES)


def about(user, record, kind):
    """What stands on the page of a record about a person: a case stands on all facts, any other on its own evidence."""
    person = record.participant
    told = {"person": person, "oddities": oddities(user, record)}
    if kind == "entrepreneur":
        return told | {"facts": dossier.facts_of(person, user)}
    return told | {"files": files_of(record)}


def files_of(record):
    return list(record.evidence.select_related("uploaded_by"))


def roster_of(user, training):
    """The sessions, and for each person the mark at each of them."""
    sessions = list(training.sessions.exclude(state="cancelled"))
    marks = {session.pk: rosters.marks_at(session) for session in sessions}
    people = [
        {"person": person, "marks": [in_words(marks[session.pk].get(person.pk)) for session in sessions]}
        for person in rosters.on_list(training).telling(user)
    ]
    candidates = sum(row["person"].is_calon for row in people)
    return {
        "sessions": sessions,
        "people": people,
        "candidates": candidates,
        "came": rosters.came(training),
        "files": files_of(training),
    }


def in_words(status):
    return {"word": Attendance.Status(status).label if status else "–", "came": status in Attendance.CAME}
