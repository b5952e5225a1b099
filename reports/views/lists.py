"""What many lines of an official list, or the whole of it, will change in the counts: shown before it is done."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.keys import is_key
from okoce.core.months import now
from participants.forms.reconciling import ConfirmEachForm, WithdrawForm
from participants.models import ListLine, Match, OfficialList
from participants.reconciling import deciding, piles, withdrawing
from participants.views.reconciling import LINES, NUMBER, refuse_a_part, shown
from reports import foreseen_lists


@requires(Power.VERIFY)
def reconcile_confirm(request, official):
    """The ticked lines of a page of matched ones: what confirming them changes and, once just that was seen, done."""
    one = get_object_or_404(shown(request), pk=official)
    # Another language was chosen, or somebody came back to the address: what was ticked is not in it.
    if request.method != "POST":
        return redirect("reconcile-list", official=one.pk)
    matches = ticked_on(request, one)
    waiting = [match for match in matches if match.state == Match.State.PROPOSED]
    if not waiting or one.state in OfficialList.GONE:
        # Sent a second time, it is told once more.
        done = [match for match in matches if match.state == Match.State.CONFIRMED]
        return confirmed(request, one, done if "sure" in request.POST else [])
    changes = foreseen_lists.of_confirmations(by=request.user, matches=waiting, at=now())
    shown_now = foreseen_lists.shown(by=request.user, matches=waiting, changes=changes)
    if "sure" in request.POST:
        seen = request.POST.get("shown", "")
        if constant_time_compare(seen, shown_now):
            return confirmed(request, one, waiting)
        if seen:
            messages.warning(request, _("What this does changed meanwhile: look at it again."))
    context = {
        "list": one,
        "matches": waiting,
        "before": [match for match in waiting if deciding.is_from_before(match)],
        "changes": changes,
        "shown": shown_now,
        "back": left_at(request, one, waiting),
    }
    return render(request, "reports/reconcile_confirm.html", context)


@requires(Power.LOAD_LISTS)
def reconcile_withdraw(request, official):
    """What a withdrawal takes back, and why it is done; to whoever may not, why that is."""
    refuse_a_part(request)
    one = get_object_or_404(shown(request).select_related("loaded_by"), pk=official)
    if one.state != OfficialList.State.READ:
        return redirect("reconcile-list", official=one.pk)
    form = WithdrawForm(request.POST or None, by=request.user, official=one, at=now())
    context = {"list": one, "form": form, "refused": refusal(request.user, one)}
    if not context["refused"]:
        said = {"by": request.user, "official": one}
        changes = foreseen_lists.of_a_withdrawal(**said, at=now())
        shown_now = foreseen_lists.shown_of_a_withdrawal(**said, changes=changes)
        seen = constant_time_compare(request.POST.get("shown", ""), shown_now)
        if seen and form.act():
            return redirect("reconcile-list", official=one.pk)
        if form.is_bound and not seen:
            messages.warning(request, _("What this does changed meanwhile: look at it again."))
        context |= {"staying": withdrawing.foreseen(one).staying, "changes": changes, "shown": shown_now}
    return render(request, "reports/reconcile_withdraw.html", context)


def ticked_on(request, official):
    """The ticked matches, of lines that the reader sees."""
    lines = piles.lines_of(request.user, official, ListLine.Pile.MATCHED)
    ticked = [key for key in request.POST.getlist("match")[:LINES] if is_key(key)]
    rows = Match.objects.looked_after_by(request.user).filter(pk__in=ticked, line__in=lines.values("pk"))
    return list(rows.select_related("line__list", "participant__merged_into"))


def confirmed(request, official, matches):
    """Each is confirmed by itself; those that cannot be are told with why."""
    said = {"match": [str(match.pk) for match in matches]}
    done = ConfirmEachForm(said, by=request.user, matches=matches, at=now()).act()
    if done and done.many:
        text = ngettext("%(many)s line confirmed.", "%(many)s lines confirmed.", done.many)
        messages.success(request, text % {"many": done.many})
    for match, sentence in done.refused[:5] if done else []:
        messages.error(request, _("Row %(row)s: %(why)s") % {"row": match.line.number, "why": sentence})
    if done is None:
        messages.error(request, _("No line is ticked that waits to be confirmed."))
    return redirect("reconcile-list", official=official.pk)


def left_at(request, official, matches):
    """The page of lines as it was left, its ticks included."""
    page = request.POST.get("page", "")
    rows = ".".join(str(match.line.number) for match in matches)
    there = reverse("reconcile-list", args=[official.pk])
    return f"{there}?page={page if NUMBER.fullmatch(page) else 1}&ticked={rows}#lines"


def refusal(user, official):
    """Why the user may not withdraw the list; empty where they may."""
    try:
        withdrawing.check_withdrawer(user, official)
    except ValidationError as refused:
        return " ".join(refused.messages)
    return ""
