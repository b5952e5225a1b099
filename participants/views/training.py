"""The page of one training: what it is, its sessions, the list of the chosen one, and handing it in."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from okoce.accounts.gate import requires
from okoce.accounts.kept import is_kept
from okoce.accounts.roles import Power
from okoce.core.months import now
from participants import arrivals, doors, evidence, offline, rosters, submission, twice, verification
from participants.forms import ArrivalsForm, SearchForm, SubmitForm, TrainingEvidenceForm
from participants.models import Attendance
from programs.models import Training, TrainingSession
from programs.scoping import may_write
from programs.trainings import UNFINISHED
from programs.views import to_session


@requires(Power.SEE_RECORDS)
def training(request, pk):
    training = get_object_or_404(shown(request), pk=pk)
    return training_page(request, training, request.GET.get("session", ""))


@require_POST
@requires(Power.LOG_TRAINING)
def training_submit(request, pk):
    training = get_object_or_404(shown(request).worked_by(request.user), pk=pk)
    form = SubmitForm(request.POST, by=request.user, training=training, at=now())
    if form.act():
        messages.success(request, _("The training is handed in: a verifier checks it now."))
        return redirect("training", pk=pk)
    return training_page(request, training, request.POST.get("session", ""), refused=form)


def shown(request):
    return Training.objects.visible_to(request.user).select_related("kecamatan__city", "curriculum", "agency", "led_by")


def training_page(request, training, wanted="", **more):
    """The page with the wanted session chosen; a form that was refused, or an answer to a search, comes in `more`.

    When the page itself asks, it gets the part that changes.
    """
    at = now()
    sessions = list(training.sessions.select_related("door"))
    session = chosen(sessions, wanted, at)
    context = {
        "training": training,
        "sessions": sessions,
        "session": session,
        "returned": verification.last_return(training),
        "revocation": verification.decisions(training).first() if training.state == Training.State.REVOKED else None,
        "may_log": may_write(request.user, Power.LOG_TRAINING),
        "may_verify": request.user.may(Power.VERIFY) and training.state in verification.OPEN,
        "search": SearchForm(),
        "files": list(training.evidence.all()),
        "takes_back": set(evidence.may_be_taken_back(request.user, training).values_list("pk", flat=True)),
        "opens": request.user.may(Power.SEE_EVIDENCE),
        "photos": TrainingEvidenceForm(by=request.user, training=training),
        # A page that a refused form brought back has an address of its own, which nobody can come back to.
        "here": to_session(session) if session else redirect("training", pk=training.pk).url,
        **(roll(request.user, session, at) if session else {}),
        **hand_in(training, at),
        **more,
    }
    if session and context["may_log"] and not (request.htmx or is_kept(request)):
        context["arriving"] = arriving_at(request.user, session, at)
    if is_kept(request):
        context |= offline.kept_roll(context)
    context["may_add"] = context["may_log"] and context["unfinished"]
    may_call = context["may_log"] and training.state != Training.State.REVOKED
    context["may_mark"] = may_call and context.get("open", False)
    context["may_put"] = may_call and context.get("going", False)
    template = "participants/_call.html" if request.htmx else "participants/training.html"
    return render(request, template, context)


def chosen(sessions, wanted, at):
    """The session asked for; else the last one that has begun, else the next, cancelled ones only when nothing else."""
    by_key = {str(session.pk): session for session in sessions}
    going = [session for session in sessions if session.state != TrainingSession.State.CANCELLED] or sessions
    begun = [session for session in going if rosters.has_begun(session, at)]
    return by_key.get(wanted) or (begun or going[:1] or [None])[-1]


def roll(user, session, at):
    """What the roll call of a session shows: everybody on the training's list, with the mark at this session."""
    marks = rosters.marks_at(session)
    listed = twice.told_twice(rosters.on_list(session.training).telling(user))
    people = [{"person": person, "mark": marks.get(person.pk, "")} for person in listed]
    begun, going = rosters.has_begun(session, at), session.state != TrainingSession.State.CANCELLED
    return {
        "people": people,
        "listed": {key for person in listed for key in (person.pk, person.kept_id)},
        "present": sum(row["mark"] in Attendance.CAME for row in people),
        "unmarked": sum(not row["mark"] for row in people),
        "statuses": Attendance.Status.choices,
        "begun": begun,
        "going": going,
        "open": begun and going,
        "may_check_in": not doors.why_not(session, at),
    }


def arriving_at(user, session, at):
    """The same as `arriving`, where the session has a door at which something can happen or has happened."""
    there = getattr(session, "door", None)
    if not there or not (doors.state(there, at) == doors.State.OPEN or arrivals.waiting_in_all(session)):
        return None
    return arriving(user, there, session, at)


def arriving(user, door, session, at):
    """What the part of the page shows that stands above the list: who came by the door, and who that may be."""
    form, in_all = ArrivalsForm(by=user, session=session, at=at), arrivals.waiting_in_all(session)
    return {
        "session": session,
        "door": door,
        "state": doors.state(door, at) if door else None,
        "hours": doors.hours(session, at.tzinfo),
        "form": form,
        "groups": form.groups(),
        "sure": len(form.sure()),
        "begun": rosters.has_begun(session, at),
        "waiting": in_all,
        "more": in_all - len(form.rows),
        "many": in_all >= arrivals.MANY,
        "seen": seen(door, session, at),
    }


def seen(door, session, at):
    """What is the same as long as what is shown of the door and of who came by it has not changed."""
    shown = f"{door.opened_at:%Y%m%d%H%M%S%f}-{doors.state(door, at)}" if door else ""
    return f"{arrivals.seen_as(session, at)}-{shown}"


def hand_in(training, at):
    """What the last part of the page says: who came, what is missing before it is handed in, and what will count."""
    unfinished, came = training.state in UNFINISHED, rosters.came(training)
    checklist = submission.checklist(training, people=came, at=at) if unfinished else []
    revoked = training.state == Training.State.REVOKED
    return {
        "unfinished": unfinished,
        "checklist": checklist,
        "missing": [one.sentence for one in checklist if one.state == "missing"],
        "waiting": [one.sentence for one in checklist if one.state == "waiting"],
        "came": came,
        "too_small": "" if unfinished or revoked else submission.too_small(training),
    }
