"""The list of a session: marks, search, somebody known."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import now
from participants import rosters, search
from participants.forms import JoinForm, LeaveForm, MarksForm, SearchForm
from participants.views.training import hand_in, training_page
from programs.models import TrainingSession
from programs.views import to_session


def session_of(request, pk, session):
    sessions = TrainingSession.objects.worked_by(request.user)
    with_training = sessions.select_related("training__kecamatan__city", "training__curriculum", "training__agency")
    return get_object_or_404(with_training, pk=session, training=pk)


def page_with(request, session, **more):
    """The training's page again, with what was refused or found."""
    return training_page(request, session.training, str(session.pk), **more)


@require_POST
@requires(Power.LOG_TRAINING)
def roster(request, pk, session):
    session = session_of(request, pk, session)
    form = MarksForm(request.POST, by=request.user, session=session, at=now())
    done = form.act()
    if request.htmx:
        return after_a_mark(request, session, None if done else form)
    return back(request, session, _("The marks are saved.")) if done else page_with(request, session, refused=form)


def after_a_mark(request, session, unsaved):
    """The last part of the page anew: it says what is still missing. The list on the screen stays as it is.

    A mark that takes an approval away changes what the whole page says, so then all of it comes again.
    """
    state = session.training.state
    session.training.refresh_from_db()
    context = {
        "training": session.training,
        "session": session,
        "may_log": True,
        "unsaved": unsaved,
        **hand_in(session.training, now()),
    }
    answer = render(request, "participants/_hand_in.html", context, status=422 if unsaved else 200)
    if session.training.state != state:
        answer["HX-Refresh"] = "true"
    return answer


def back(request, session, said):
    """The list as it is now, with a sentence about what was done."""
    if request.htmx:
        return page_with(request, session, said=said)
    messages.success(request, said)
    return redirect(f"{to_session(session)}#call")


@require_POST
@requires(Power.LOG_TRAINING)
def roster_search(request, pk, session):
    session = session_of(request, pk, session)
    form = SearchForm(request.POST)
    found = {"search": form, **look_up(request, form)}
    if not request.htmx:
        return page_with(request, session, **found)
    listed = set(rosters.on_list(session.training).values_list("pk", flat=True))
    return render(request, "participants/_matches.html", {"session": session, "listed": listed, **found})


def look_up(request, form):
    """`answer` for what was typed; nothing for nothing; what is no NIK becomes an error beside the field."""
    if not form.is_valid() or not form.cleaned_data["q"]:
        return {}
    try:
        return {"answer": search.answer(request.user, form.cleaned_data["q"], on=now().date())}
    except ValidationError as refusal:
        form.add_error("q", refusal)
        return {}


@require_POST
@requires(Power.LOG_TRAINING)
def roster_join(request, pk, session):
    session = session_of(request, pk, session)
    form = JoinForm(request.POST, by=request.user, session=session, at=now())
    if not form.act():
        return page_with(request, session, refused=form)
    return back(request, session, _("One more person is on the list."))


@require_POST
@requires(Power.LOG_TRAINING)
def roster_leave(request, pk, session):
    session = session_of(request, pk, session)
    form = LeaveForm(request.POST, by=request.user, session=session)
    if not form.act():
        return page_with(request, session, refused=form)
    return back(request, session, _("The person is off the list of this session."))
