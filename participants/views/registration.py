"""Somebody new at a session."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import now
from participants import phones
from participants.forms import PersonForm
from participants.registration import CONSENT_VERSION
from participants.views.roster import session_of
from programs.views import to_session


@requires(Power.REGISTER_PEOPLE)
def person_new(request, pk, session):
    session = session_of(request, pk, session)
    form = PersonForm(**opening(request), by=request.user, session=session, at=now())
    if person := form.act():
        tell(request, form, person)
        if "another" in request.POST:
            return redirect("person-new", pk=pk, session=session.pk)
        return redirect(to_session(session))
    context = {"form": form, "session": session, "consent": CONSENT_VERSION}
    return render(request, "participants/person_new.html", context)


def opening(request):
    """What the search found nobody for is handed on in the body: an address never holds a name or a number."""
    if "opening" in request.POST:
        return {"initial": typed(request.POST.get("q", ""))}
    return {"data": request.POST or None}


def typed(text):
    if any(character.isalpha() for character in text):
        return {"name": text}
    return {"phone" if phones.plain(text).startswith("0") else "nik": text}


def tell(request, form, person):
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
