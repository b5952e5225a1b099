"""Lists of other offices: loading one, its three piles, and one line beside whoever it may be of."""

import datetime
import re

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRefresh

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.keys import key_of
from okoce.core.months import now
from okoce.core.paging import page_of
from participants.forms.reconciling import ListColumnsForm, ListForm, MatchForm
from participants.models import ListLine, Match, OfficialList, Participant
from participants.reconciling import deciding, loading, piles, withdrawing
from participants.reconciling.kinds import KINDS
from participants.reconciling.shared import shared_with
from participants.views.importing import Held

Pile = ListLine.Pile
State = OfficialList.State
# Of matched lines so many are confirmed with one tap.
LINES = 100
LISTS = 20
NUMBER = re.compile(r"\d{1,7}", re.ASCII)
# So long whoever decided about a line takes it back with no reason of their own.
AT_ONCE = datetime.timedelta(minutes=5)
DONE = {
    Match.State.CONFIRMED: gettext_lazy("Confirmed: the line is this person's."),
    Match.State.REFUSED: gettext_lazy("Noted: the line is somebody else's."),
    Match.State.UNDONE: gettext_lazy(
        "Taken back: the line is nobody's again, and if it counted anything, that is posted back."
    ),
}


# The handler must be there before anybody looks into the form, as the check of its token does: that comes after.
@csrf_exempt
@requires(Power.LOAD_LISTS)
def reconcile(request):
    if request.method == "POST":
        refuse_a_part(request)
    request.upload_handlers = [Held(request)]
    return reconcile_page(request)


@csrf_protect
def reconcile_page(request):
    """The lists that are here, and a form for another one to whoever sees the whole city."""
    whole = piles.sees_all(request.user)
    form = ListForm(request.POST or None, request.FILES or None, by=request.user, at=now()) if whole else None
    if form and (official := form.act()):
        return redirect("reconcile-list", official=official.pk)
    there = shown(request).select_related("loaded_by")
    # Of a list that was not read only whoever loads lists can make something.
    lists = page_of(request, there if whole else there.exclude(state__in=[State.SENT, State.FAILED]), LISTS)
    counts = piles.counts_of_each(request.user, list(lists))
    rows = [{"list": one, "counts": counts[one.pk]} for one in lists]
    return render(request, "participants/reconcile.html", {"form": form, "page": lists, "rows": rows})


@requires(Power.LOAD_LISTS)
def reconcile_list(request, official):
    one = get_object_or_404(shown(request).select_related("loaded_by", "withdrawn_by"), pk=official)
    if request.htmx:
        return progress(request, one)
    if one.state == State.SENT:
        return columns_page(request, one)
    if one.state in OfficialList.GONE:
        return withdrawn_page(request, one)
    return piles_page(request, one)


@require_POST
@requires(Power.LOAD_LISTS)
def reconcile_columns(request, official):
    refuse_a_part(request)
    one = own(request, official)
    form = ListColumnsForm(request.POST, by=request.user, spreadsheet=one, kind=KINDS[one.kind], at=now())
    return redirect("reconcile-list", official=one.pk) if form.act() else columns_page(request, one, form)


@require_POST
@requires(Power.LOAD_LISTS)
def reconcile_give_up(request, official):
    one = own(request, official)
    try:
        loading.give_up(by=request.user, official=one)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("reconcile-list", official=one.pk)
    messages.success(request, _("The list is gone: nothing of it is kept here."))
    return redirect("reconcile")


@requires(Power.LOAD_LISTS)
def reconcile_match(request, match):
    """One line and one person, beside each other."""
    rows = Match.objects.looked_after_by(request.user).select_related(
        "line__list__loaded_by", "participant", "milestone", "decided_by"
    )
    one = get_object_or_404(rows, pk=match)
    get_object_or_404(ListLine.objects.visible_to(request.user), pk=one.line_id)
    if request.method == "POST" and not request.user.may(Power.VERIFY):
        raise PermissionDenied
    # After a line was taken back it goes on where it lay.
    pile = one.line.pile if one.line.pile != Pile.UNMATCHED else Pile.DOUBTFUL
    form = MatchForm(said(request, one), by=request.user, match=one, at=now())
    if done := form.act():
        return decided(request, done, pile)
    candidates = piles.candidates_of(request.user, one.line)
    context = {
        "match": one,
        "line": one.line,
        "told": piles.are_told(request.user, candidates),
        "list": one.line.list,
        "person": one.participant,
        "records": deciding.records_of(one.participant),
        "registered_on": deciding.registered_on(one.participant),
        "before": deciding.is_from_before(one),
        # Of everybody else no list says anything that is not known.
        "new": one.participant.registration.baseline == Participant.Baseline.NO_BUSINESS,
        "otherwise": deciding.dated_otherwise(one) if one.state == Match.State.PROPOSED else None,
        "shared": shared_with(request.user, one),
        "others": [other for other in candidates if other.pk != one.pk],
        "form": form,
        "may": request.user.may(Power.VERIFY) and one.line.list.state not in OfficialList.GONE,
        "mine": one.loaded_by_id == request.user.pk,
        "walk": piles.around(request.user, one, pile),
        "last": last_of(request),
    }
    return render(request, "participants/reconcile_match.html", context)


def said(request, match):
    """What the form sends; taken back by whoever confirmed it right after they did, the reason is that."""
    if request.method != "POST":
        return None
    if "at_once" not in request.POST or not just_decided(request.user).filter(pk=match.pk).exists():
        return request.POST
    told = request.POST.copy()
    told["because"] = _("It was confirmed by mistake, and taken back at once.")
    return told


def decided(request, match, pile):
    """On to the next line of the pile that waits; where there is none, or after something was taken back, it stays here."""
    official = match.line.list
    following = piles.around(request.user, match, pile).following or piles.first_waiting(request.user, official, pile)
    if match.state == Match.State.UNDONE or not following:
        messages.success(request, DONE[match.state])
        return redirect("reconcile-match", match=match.pk)
    return redirect(f"{following}?after={match.pk}")


def last_of(request):
    """The match that the user decided about right before this one, as long as it says what they decided."""
    rows = just_decided(request.user).select_related("line", "participant")
    return rows.filter(
        pk=key_of(request.GET.get("after")), state__in=(Match.State.CONFIRMED, Match.State.REFUSED)
    ).first()


def just_decided(user):
    """What the user decided in the last minutes."""
    return Match.objects.looked_after_by(user).filter(decided_by=user, decided_at__gt=now() - AT_ONCE)


def shown(request):
    return OfficialList.objects.visible_to(request.user)


def refuse_a_part(request):
    """Lists are loaded and withdrawn by whoever sees the whole city: who chooses its lines learns whose they are."""
    if not piles.sees_all(request.user):
        raise PermissionDenied


def own(request, key):
    """A list whose columns its loader names: its first cells are of strangers, and shown to nobody else."""
    return get_object_or_404(shown(request), pk=key, loaded_by=request.user)


def columns_page(request, one, form=None):
    one = own(request, one.pk)
    refuse_a_part(request)
    form = form or ListColumnsForm(by=request.user, spreadsheet=one, kind=KINDS[one.kind], at=now())
    context = {"list": one, "form": form, "before": loading.named_before(one)}
    return render(request, "participants/reconcile_columns.html", context)


def withdrawn_page(request, one):
    """Who withdrew the list and why; of its lines nothing is shown any more."""
    left = withdrawing.left(one) if one.state == State.LEAVING else 0
    whole = piles.sees_all(request.user)
    context = {"list": one, "left": left, "whole": whole, "still": withdrawing.counting_still(one) if whole else 0}
    return render(request, "participants/reconcile_withdrawn.html", context)


def piles_page(request, one):
    pile = request.GET.get("pile", Pile.MATCHED)
    pile = pile if pile in Pile.values else Pile.MATCHED
    page = page_of(request, piles.lines_of(request.user, one, pile), LINES)
    for line in page:
        line.told = piles.are_told(request.user, line.matches.all())
    context = {
        "list": one,
        "counts": piles.counts_of(request.user, one),
        "pile": pile,
        "page": page,
        "ticked": ticked_before(request),
        "whole": piles.sees_all(request.user),
        "mine": one.loaded_by_id == request.user.pk,
        "may": request.user.may(Power.VERIFY) and one.loaded_by_id != request.user.pk,
        "first": piles.first_waiting(request.user, one, pile) if request.user.may(Power.VERIFY) else "",
        "may_withdraw": piles.sees_all(request.user) and one.state == State.READ,
        # What one tap ticks: lines that nothing speaks against.
        "agreeing": sum(match.state == Match.State.PROPOSED and not match.disagrees for match in matches_on(page)),
    }
    return render(request, "participants/reconcile_list.html", context)


def ticked_before(request):
    """The rows that were ticked when somebody looked at what confirming them does, and left it."""
    return {int(row) for row in request.GET.get("ticked", "").split(".")[:LINES] if NUMBER.fullmatch(row)}


def matches_on(page):
    return [match for line in page for match in line.matches.all()]


def progress(request, one):
    """How far the reading is, or the taking back; what is over is another page."""
    whole = piles.sees_all(request.user)
    match one.state:
        case State.READING:
            return render(request, "participants/_reconcile_progress.html", {"list": one, "whole": whole})
        case State.LEAVING:
            context = {"list": one, "left": withdrawing.left(one), "whole": whole}
            return render(request, "participants/_reconcile_leaving.html", context)
    return HttpResponseClientRefresh()
