"""What the pages of records about a person have in common: who opens them, and who may change them."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django_htmx.http import HttpResponseClientRedirect

from okoce.accounts.roles import Power
from participants import verification
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
        "offered": verification.offered(record) if user.may(Power.VERIFY) else [],
    }


def on_to(request, name, **keys):
    """To another page. The form that htmx sent stays on the screen with its files until the browser is there."""
    return HttpResponseClientRedirect(resolve_url(name, **keys)) if request.htmx else redirect(name, **keys)
