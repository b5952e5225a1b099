"""The list of a session: marks, search, somebody known, somebody new."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import now
from participants import rosters, search
from participants.forms import JoinForm, LeaveForm, MarksForm, PersonForm, SearchForm
from participants.registration import CONSENT_VERSION
from participants.views.training import hand_in, training_page
from programs.models import TrainingSession
from programs.views import to_session


def session_of(request, pk, session):
    sessions = TrainingSession.objects.visible_to(request.user)
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
        session.training.refresh_from_db()
        status = 200 if done else 422
        context = {
            "training": session.training,
            "session": session,
            "refused": form,
            **hand_in(session.training, now()),
        }
        return render(request, "participants/_hand_in.html", context, status=status)
    if not done:
        return page_with(request, session, refused=form)
    messages.success(request, _("The marks are saved."))
    return redirect(to_session(session))


@require_POST
@requires(Power.LOG_TRAINING)
def roster_search(request, pk, session):
    session = session_of(request, pk, session)
    form = SearchForm(request.POST)
    found = {"search": form, **look_up(request, form)}
    if not request.htmx:
        return page_with(request, session, **found)
    listed = set(rosters.marks_at(session))
    return render(request, "participants/_matches.html", {"session": session, "listed": listed, **found})


def look_up(request, form):
    """`answer` for what was typed; nothing for nothing; what is no NIK becomes an error beside the field."""
    if not form.is_valid():
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
    messages.success(request, _("One more person is on the list."))
    return redirect(to_session(session))


@require_POST
@requires(Power.LOG_TRAINING)
def roster_leave(request, pk, session):
    session = session_of(request, pk, session)
    form = LeaveForm(request.POST, by=request.user, session=session, at=now())
    if not form.act():
        return page_with(request, session, refused=form)
    messages.success(request, _("The person is off the list of this session."))
    return redirect(to_session(session))


@requires(Power.REGISTER_PEOPLE)
def person_new(request, pk, session):
    session = session_of(request, pk, session)
    # The search hands on what was typed in the body of a request: an address never holds a name or a number.
    opening = (
        {"initial": typed(request.POST.get("q", ""))} if "opening" in request.POST else {"data": request.POST or None}
    )
    form = PersonForm(**opening, by=request.user, session=session, at=now())
    if form.act():
        tell(request, form)
        return (
            redirect("person-new", pk=pk, session=session.pk)
            if "another" in request.POST
            else redirect(to_session(session))
        )
    return render(
        request, "participants/person_new.html", {"form": form, "session": session, "consent": CONSENT_VERSION}
    )


def typed(text):
    return {"nik" if any(character.isdigit() for character in text) else "name": text}


def tell(request, form):
    if form.known:
        sentence = _(
            "Somebody with this NIK was registered before: that person is on the list, and nothing of theirs was changed."
        )
        messages.info(request, sentence)
        return
    messages.success(request, _("The person is registered and on the list."))
    if form.disagrees(now().date()):
        messages.warning(
            request,
            _(
                "Sex or date of birth is another than in the NIK. If that is right, leave it; else look at the card again."
            ),
        )
