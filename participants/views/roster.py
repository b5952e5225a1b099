"""The list of a session: marks, search, somebody known."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import now
from participants import rosters, search
from participants.forms import JoinForm, LeaveForm, MarksForm, PasteForm, SearchForm
from participants.models import Attendance
from participants.views.training import hand_in, training_page
from programs.models import Training, TrainingSession
from programs.views import to_session

# Empty lines on paper, for whoever comes without being on the list.
NEWCOMERS = 10


def session_of(request, pk, session):
    sessions = TrainingSession.objects.worked_by(request.user)
    with_training = sessions.select_related("training__kecamatan__city", "training__curriculum", "training__agency")
    return get_object_or_404(with_training, pk=session, training=pk)


def page_with(request, session, **more):
    """The training's page again, with what was refused or found."""
    return training_page(request, session.training, str(session.pk), **more)


@requires(Power.LOG_TRAINING)
def roster(request, pk, session):
    """Marks to save; whoever only asks gets the marks as they are, or what is still missing of the training."""
    session = session_of(request, pk, session)
    if request.method != "POST" and not request.htmx:
        return redirect(to_session(session))
    if request.method != "POST":
        return _marks(rosters.called(session)) if "marks" in request.GET else what_is_missing(request, session)
    form = MarksForm(request.POST, by=request.user, session=session, at=now())
    called = form.act()
    if request.htmx:
        return after_marks(session, called, form)
    return back(request, session, in_words(called)) if called else page_with(request, session, refused=form)


def what_is_missing(request, session):
    """The last part of the page anew."""
    context = {"training": session.training, "session": session, "may_log": True, **hand_in(session.training, now())}
    return render(request, "participants/_hand_in.html", context)


def after_marks(session, called, form):
    """The marks as they are now, for the list on the screen: another phone may have made some of them.

    A mark that takes an approval away changes what the whole page says, so then all of it comes again.
    """
    if not called:
        return JsonResponse({"refused": form.non_field_errors()}, status=422)
    answer = _marks(called.marks, {person: both_versions(*marks) for person, marks in called.overruled.items()})
    if called.changed and session.training.state == Training.State.VERIFIED:
        answer["HX-Refresh"] = "true"
    return answer


def _marks(marks, overruled=()):
    told = {"marks": marks} | ({"overruled": overruled} if overruled else {})
    return JsonResponse({what: {str(person): said for person, said in of.items()} for what, of in told.items()})


def both_versions(said, held):
    """What stands at the row of somebody whose mark another phone had overruled before it came."""
    one_day = localtime(said.at).date() == localtime(held.at).date()
    context = {
        "said": said,
        "held": held,
        "yours": Attendance.Status(said.status).label,
        "theirs": Attendance.Status(held.status).label,
        "style": "TIME_FORMAT" if one_day else "DATETIME_FORMAT",
    }
    return render_to_string("participants/_overruled.html", context)


def in_words(called):
    if called.strangers:
        return _("The marks are saved, except for whoever is no longer on the list.")
    return _("The marks are saved.")


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
    listed = rosters.listed(session.training)
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


@requires(Power.LOG_TRAINING)
def roster_leave(request, pk, session):
    session = session_of(request, pk, session)
    form = LeaveForm(request.POST or None, by=request.user, session=session)
    if done := form.act():
        said = ngettext(
            "%(people)s person is off the list of this session.",
            "%(people)s people are off the list of this session.",
            done["left"],
        )
        return back(request, session, said % {"people": done["left"]})
    return render(request, "participants/roster_leave.html", {"form": form, "session": session})


@requires(Power.LOG_TRAINING)
def roster_paste(request, pk, session):
    session = session_of(request, pk, session)
    options = {"by": request.user, "session": session, "at": now()}
    form = PasteForm(request.POST or None, **options)
    context = {"form": form, "session": session}
    if form.is_valid() and "add" in request.POST and (done := form.act()):
        said = ngettext(
            "%(people)s person more is on the list.", "%(people)s people more are on the list.", done["added"]
        ) % {"people": done["added"]}
        if not (left := form.left_out()):
            return back(request, session, said)
        text = "\n".join(line for lines in left.values() for line in lines)
        context |= {"form": PasteForm(initial={"text": text}, **options), "said": said, "left": left}
    return render(request, "participants/roster_paste.html", context)


@requires(Power.LOG_TRAINING)
def roster_print(request, pk, session):
    """The list on paper, with lines for those who come without being on it."""
    session = session_of(request, pk, session)
    people = list(rosters.on_list(session.training))
    context = {"session": session, "people": people, "lines": range(len(people) + 1, len(people) + 1 + NEWCOMERS)}
    return render(request, "participants/roster_print.html", context)
