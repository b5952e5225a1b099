"""What looks wrong in the records: the queue, and one finding with the records behind it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import now, today
from okoce.core.paging import page_of
from participants.forms import ExplainForm, FindingsShown, HandOnForm, MendForm, TakeForm
from participants.models import Finding
from participants.quality import answering
from participants.quality.detectors import DETECTORS
from participants.quality.queue import behind, findings_of, told


@requires(Power.SEE_FINDINGS)
def finding_list(request):
    form = FindingsShown(request.GET, user=request.user)
    said = form.said()
    page = page_of(request, [] if said is None else findings_of(request.user, **said))
    context = {
        "form": form,
        "page": page,
        "params": request.GET,
        "rows": told(request.user, page.object_list, on=today()),
        "narrowed": any(request.GET.get(name) for name in form.fields),
    }
    return render(request, "participants/findings.html", context)


@requires(Power.SEE_FINDINGS)
def finding(request, pk):
    return shown(request, finding_for(request, pk))


@require_POST
@requires(Power.MEND_FINDINGS)
def finding_take(request, pk):
    return answered(request, pk, TakeForm, _("It is yours now, until the same day."), stays=True)


@require_POST
@requires(Power.MEND_FINDINGS)
def finding_hand_on(request, pk):
    return answered(request, pk, HandOnForm, _("Handed on: it is theirs now, until the same day."), name="hand_on")


@require_POST
@requires(Power.MEND_FINDINGS)
def finding_explain(request, pk):
    done = _("Explained: it stays quiet until something else is found there.")
    return answered(request, pk, ExplainForm, done, name="explain")


@require_POST
@requires(Power.MEND_FINDINGS)
def finding_mend(request, pk):
    return answered(request, pk, MendForm, _("Mended: it was looked at again, and it is no longer so."))


def answered(request, pk, make, done, *, name="pressed", stays=False):
    """What the form says is done and told, on the page of the finding if it `stays`; refused, it is shown there with why."""
    there = answerable_for(request, pk)
    form = make(request.POST, finding=there, at=now(), by=request.user)
    if not form.act():
        return shown(request, there, **{name: form})
    messages.success(request, done)
    return redirect("finding", pk=pk) if stays else redirect("findings")


def finding_for(request, pk):
    rows = Finding.objects.visible_to(request.user).select_related("kecamatan", "owner")
    return get_object_or_404(rows, pk=pk)


def answerable_for(request, pk):
    there = finding_for(request, pk)
    if not request.user.may(DETECTORS[there.detector].answered_with):
        raise PermissionDenied
    return there


def shown(request, there, *, explain=None, hand_on=None, pressed=None):
    """`pressed`: the form of a button that was refused."""
    (row,) = told(request.user, [there], on=today())
    is_open = there.state == Finding.State.OPEN
    why_not = answering.why_not(request.user, there) if is_open and request.user.may(Power.MEND_FINDINGS) else ""
    answerable = is_open and not why_not and request.user.may(row.detector.answered_with)
    context = {
        "told": row,
        "finding": there,
        "behind": behind(request.user, there),
        "answers": there.answers.select_related("by", "to"),
        "answerable": answerable,
        "why_not": why_not,
        "explain": explain or ExplainForm(finding=there, at=None, by=request.user),
        "hand_on": hand_on or (HandOnForm(finding=there, at=now(), by=request.user) if answerable else None),
        "theirs": there.owner_id == request.user.pk,
        "pressed": pressed,
    }
    return render(request, "participants/finding.html", context)
