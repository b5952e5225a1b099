"""What the pages of records about a person have in common: who opens them, and who may change them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from okoce.accounts.roles import Power
from participants import records, verification
from participants.forms import WithdrawForm
from participants.models import Participant, State


def recorded_about(request, pk):
    """The person about whom something is recorded."""
    return get_object_or_404(Participant.objects.worked_by(request.user), pk=pk)


def opened(request, rows, pk):
    """(the record, whether the user may change it), out of rows that the user may open.

    A form is taken only from somebody who may change it.
    """
    may_record = request.user.may(Power.RECORD_PROGRESS)
    if request.method == "POST":
        if not may_record:
            raise PermissionDenied
        rows = rows.worked_by(request.user)
    record = get_object_or_404(rows, pk=pk)
    return record, may_record and rows.worked_by(request.user).filter(pk=pk).exists()


def checked(user, record, may_change):
    """What the page of a checked record says besides the record: its files, what came back, whether it can be changed.

    And what the user may decide about it, at the verifier's desk.
    """
    came_back = record.state in (State.RETURNED, State.REVOKED)
    return {
        "files": record.evidence.all(),
        "opens": user.may(Power.SEE_EVIDENCE),
        "answer": verification.decisions(record).first() if came_back else None,
        "may_change": may_change and record.state != State.REVOKED,
        "withdrawal": records.withdrawal(user, record) if may_change else "",
        "offered": verification.offered(record) if user.may(Power.VERIFY) else [],
    }


def withdrawn(request, rows, pk, *, page):
    """On to the person without the record; back to its page when it stays, with a sentence that says why."""
    record, _may_change = opened(request, rows, pk)
    form = WithdrawForm(request.POST, by=request.user, record=record)
    if person := form.act():
        messages.success(request, _("The record is withdrawn, with its photos and documents."))
        return redirect("participant", pk=person.pk)
    for sentence in form.non_field_errors():
        messages.warning(request, sentence)
    return redirect(page, pk=pk)


def on_to(request, name, **keys):
    """To another page. The form that htmx sent stays on the screen with its files until the browser is there."""
    return HttpResponseClientRedirect(resolve_url(name, **keys)) if request.htmx else redirect(name, **keys)
