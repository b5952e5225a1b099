"""Check-in by phone: what whoever comes sees, and what the facilitator sees of them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.addresses import client_address
from okoce.core.months import now
from participants import arrivals, doors
from participants.forms import ArrivalsForm, CheckInForm, CodeForm
from participants.views.roster import session_of
from participants.views.training import arriving, seen
from programs.views import to_session

# Of a door that is there and not open.
GONE = 410


@login_not_required
def checkin(request):
    """Six digits from the wall lead to the page of their session."""
    address, at = client_address(request), now()
    if not request.POST:
        return public(request, "participants/checkin_code.html", {"form": CodeForm()})
    if not doors.may_try(address, at):
        sentence = _("Many wrong codes were typed: wait a minute, or scan the picture beside the code.")
        return too_often(request, "participants/checkin_code.html", {"form": CodeForm(request.POST), "wait": sentence})
    form = CodeForm(request.POST)
    if form.is_valid():
        return redirect("checkin-door", token=form.door.token)
    if form.door is None:
        doors.count_wrong(address, at)
    return public(request, "participants/checkin_code.html", {"form": form})


@login_not_required
def checkin_door(request, token):
    """A name and a number. What comes back is the same whoever it is."""
    door, at = doors.by_token(token), now()
    if not door:
        return public(request, "participants/checkin_closed.html", {}, status=404)
    state, context = doors.state(door, at), {"session": door.session, "hours": doors.hours(door.session, at.tzinfo)}
    if state != doors.State.OPEN:
        status = 200 if state == doors.State.EARLY else GONE
        return public(request, "participants/checkin_closed.html", context | {"state": state}, status=status)
    form = CheckInForm(request.POST or None, session=door.session, at=at)
    if form.act():
        return public(request, "participants/checkin_done.html", context | {"name": form.cleaned_data["name"]})
    answer = too_often if form.too_often else public
    return answer(request, "participants/checkin.html", context | {"form": form})


def public(request, template, context, status=200):
    answer = render(request, template, context, status=status)
    answer["X-Robots-Tag"] = "noindex"
    return answer


def too_often(request, template, context):
    answer = public(request, template, context, status=429)
    answer["Retry-After"] = "60"
    return answer


@requires(Power.LOG_TRAINING)
def door(request, pk, session):
    """What is shown to the hall: the picture, the six digits, how many came. It opens, shuts and renews the door."""
    session = session_of(request, pk, session)
    at, refused = now(), None
    if request.method == "POST":
        try:
            act = {"shut": doors.shut_door, "renew": doors.renew_door}.get(request.POST.get("do"), doors.open_door)
            act(by=request.user, session=session, at=at)
            return redirect("door", pk=pk, session=session.pk)
        except ValidationError as refusal:
            refused = refusal.messages
    there = doors.of(session)
    if request.GET.get("seen") == seen(there, session, at):
        return HttpResponse(status=204)
    context = {"session": session, "refused": refused, **board(request, there, session, at)}
    page = "participants/_door_board.html" if "seen" in request.GET else "participants/door.html"
    return render(request, page, context)


def board(request, there, session, at):
    link = request.build_absolute_uri(reverse("checkin-door", args=[there.token])) if there else ""
    return {
        "door": there,
        "state": doors.state(there, at) if there else None,
        "may_open": not doors.why_not(session, at),
        "hours": doors.hours(session, at.tzinfo),
        "qr": doors.picture(link) if there else "",
        "site": request.get_host(),
        "here_alone": request.get_host().partition(":")[0] in ("localhost", "127.0.0.1"),
        "arrived": arrivals.arrived(session),
        "seen": seen(there, session, at),
    }


@requires(Power.LOG_TRAINING)
def arrivals_of(request, pk, session):
    """Who came by the door, when anything of it has changed; and what is said of them."""
    session = session_of(request, pk, session)
    at = now()
    if request.method != "POST":
        there = doors.of(session)
        if request.GET.get("seen") == seen(there, session, at):
            return HttpResponse(status=204)
        return render(request, "participants/_arrivals.html", arriving(request.user, there, session, at))
    form = ArrivalsForm(request.POST, by=request.user, session=session, at=at)
    done = form.act()
    if done is None:
        for sentence in form.non_field_errors():
            messages.warning(request, sentence)
    else:
        tell(request, done)
    return redirect(f"{to_session(session)}#{'arrivals' if arrivals.waiting_in_all(session) else 'call'}")


def tell(request, done):
    if done["confirmed"]:
        said = ngettext(
            "%(people)s person is marked as here.", "%(people)s people are marked as here.", done["confirmed"]
        )
        messages.success(request, said % {"people": done["confirmed"]})
    if done["dismissed"]:
        said = ngettext("%(people)s was sent away.", "%(people)s were sent away.", done["dismissed"])
        messages.info(request, said % {"people": done["dismissed"]})
    if not any(done.values()):
        messages.info(request, _("Nothing was chosen, or somebody else answered it a moment ago."))
