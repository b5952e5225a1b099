"""Somebody moves to another kecamatan: given away here, taken over there, and taken back when it was a mistake."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import now, today
from participants import transfers
from participants.forms import TakeBackTransferForm, TransferForm
from participants.homes import home_of
from participants.models import Participant, Transfer
from reports import foreseen


@requires(Power.TRANSFER_PEOPLE)
def participant_transfer(request, pk):
    person = get_object_or_404(transfers.people_for(request.user), pk=pk)
    if person.merged_into_id:
        return redirect("participant-transfer", pk=person.merged_into_id)
    form = TransferForm(request.POST or None, by=request.user, participant=person, at=now())
    moved = what_moves(form)
    if moved and not form.is_seen:
        # Who is shown it for the first time did nothing wrong.
        if form.cleaned_data["shown"]:
            form.add_error("seen", _("Look at what the move changes, and tick this."))
    elif made := form.act():
        messages.success(request, recorded(made, home_of(person, today())))
        return redirect(*page_after(request.user, made))
    home = home_of(person, today())
    # Only whoever can look at what waits has it wait.
    waits = request.user.may(Power.LOG_TRAINING)
    context = {"person": person, "home": home, "form": form, "moved": moved, "waits": waits}
    return render(request, "reports/transfer.html", context)


@require_POST
@requires(Power.REGISTER_PEOPLE)
def transfer_take(request, pk):
    transfer = get_object_or_404(transfers.waiting(request.user), pk=pk)
    transfers.take_over(by=request.user, transfer=transfer, at=now())
    person = transfer.participant.kept
    messages.success(request, _("You look after %(name)s now.") % {"name": person.name})
    return redirect("participant", pk=person.pk)


@requires(Power.TRANSFER_PEOPLE)
def transfer_undo(request, pk):
    rows = Transfer.objects.visible_to(request.user)
    rows = rows.select_related("participant", "moved_from", "moved_to", "transferred_by", "taken_by", "undone_by")
    transfer = get_object_or_404(rows, pk=pk)
    form = TakeBackTransferForm(request.POST or None, by=request.user, transfer=transfer, at=now())
    if form.act():
        messages.success(request, _("The move is taken back: the person lives where they lived before."))
        return redirect(*page_after(request.user, transfer))
    context = {
        "transfer": transfer,
        "form": form,
        "opens": opens(request.user, transfer),
        "may_take_back": transfers.may_take_back(request.user, transfer),
    }
    return render(request, "reports/transfer_undo.html", context)


def recorded(made, home):
    """What became of it; of a home that is over by today where the person lives."""
    if home and home.since > made.since:
        place = home.kecamatan or _("outside Jakarta")
        text = _("The earlier home is recorded. Since %(day)s the person lives in another one, as before: %(place)s.")
        return text % {"day": date_format(home.since, "DATE_FORMAT"), "place": place}
    return _("The move is recorded.")


def what_moves(form):
    """What the transfer would change in the counts; what would refuse it stands in the form."""
    if not form.is_valid():
        return []
    try:
        return foreseen.of_a_transfer(by=form.by, participant=form.participant, at=form.at, **form.said)
    except ValidationError as refusal:
        form.show(refusal)
        return []


def opens(user, transfer):
    return (
        Participant.objects.looked_after_by(user, among=[transfer.participant_id])
        .filter(pk=transfer.participant_id)
        .exists()
    )


def page_after(user, transfer):
    """The person's page, or the transfer's own for whoever does not see the person any more."""
    return ("participant", transfer.participant_id) if opens(user, transfer) else ("transfer-undo", transfer.pk)
