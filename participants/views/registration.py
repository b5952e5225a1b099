"""Somebody new at a session."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import now
from okoce.core.verbs import squeezed
from participants import phones
from participants.forms import PersonForm
from participants.registration import CONSENT_VERSION
from participants.search import TAIL_LENGTH
from participants.views.roster import session_of
from programs.views import to_session


@requires(Power.REGISTER_PEOPLE)
def person_new(request, pk, session):
    session = session_of(request, pk, session)
    if not has_searched(request):
        messages.info(request, _("Search for the person first: whoever is not found is registered from there."))
        return redirect(to_search(session))
    form = PersonForm(**opening(request), by=request.user, session=session, at=now())
    if "look" in request.POST:
        return looked(request, form)
    if person := form.act():
        tell(request, form, person)
        return redirect(after(request, form, session, person))
    context = {"form": form, "session": session, "consent": CONSENT_VERSION}
    return render(request, "participants/person_new.html", context)


def after(request, form, session, person):
    """The search for the next one, or the list: at the person, where the form is about somebody known under another key.

    A phone that marked the one whom it made reads from there whose mark that is.
    """
    if "another" in request.POST:
        return to_search(session)
    known = person.pk != form.cleaned_data.get("id")
    return f"{to_session(session)}#person-{person.pk}" if known else to_session(session)


def has_searched(request):
    """Whether somebody was searched for: this page opens with what was typed, or with what a phone kept of it."""
    if request.method != "POST":
        return "kept" in request.GET
    return "opening" not in request.POST or bool(squeezed(request.POST.get("q", "")))


def opening(request):
    """What the search found nobody for is handed on in the body: an address never holds a name or a number."""
    if request.method != "POST":
        return {}
    return {"initial": typed(request.POST["q"])} if "opening" in request.POST else {"data": request.POST}


def typed(text):
    """In which field the text belongs that was searched for; the end of a number belongs in none."""
    if any(character.isalpha() for character in text):
        return {"name": text}
    if len(text) == TAIL_LENGTH:
        return {}
    return {"phone" if phones.plain(text).startswith("0") else "nik": text}


def looked(request, form):
    """Who it may be, while the rest is still being filled in; what is wrong is told when the form is sent."""
    form.is_valid()
    return render(request, "participants/_alike.html", {"form": form})


def to_search(session):
    return f"{to_session(session)}#id_q"


def tell(request, form, person):
    """A sentence about who is on the list now, and of whom how much is kept."""
    if form.elsewhere and form.calls_otherwise(person):
        # No more than the list says of them from now on.
        sentence = _(
            "The name on the list is another than you typed. If that is somebody else, take them off the list and look at the NIK again."
        )
        messages.warning(request, sentence)
    if form.known and form.used:
        messages.info(request, _("That person is on the list, and nothing of theirs was changed."))
        return
    if form.known:
        sentence = _(
            "Somebody with this NIK was registered before: that person is on the list, and nothing of theirs was changed."
        )
        messages.info(request, sentence)
        return
    if person.is_calon:
        messages.success(request, _("The person is on the list as a candidate and counts nowhere yet."))
    else:
        messages.success(request, _("The person is registered and on the list."))
    ask_to_look_again(request, form, now().date())


def ask_to_look_again(request, form, today):
    if form.disagrees(today):
        messages.warning(
            request,
            _(
                "Sex or date of birth is another than in the NIK. If that is right, leave it; else look at the card again."
            ),
        )
