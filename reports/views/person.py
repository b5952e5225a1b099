"""One person: how far they have come, what is still missing to count, what happened, and what is next."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from okoce.accounts.gate import requires
from okoce.accounts.roles import Power
from okoce.core.months import now
from participants import entrepreneurs, transfers
from participants.models import Entrepreneur, Merge, Participant
from participants.reconciling.registers import registers_of
from programs.models import Training
from reports.explaining.posted import posted_about
from reports.person import standing_of
from reports.timeline import timeline_of

# What stands on the page at once; the rest of a long story unfolds.
NEWEST = 10


@requires(Power.SEE_RECORDS)
def participant(request, pk):
    people = Participant.objects.looked_after_by(request.user)
    person = get_object_or_404(people.select_related("registered_in", "facilitator", "registered_by"), pk=pk)
    if person.merged_into_id:
        return redirect("participant", pk=person.merged_into_id)
    standing = standing_of(person)
    events = timeline_of(standing.facts)
    powers = powers_over(request.user, person)
    context = {
        "person": person,
        "standing": standing,
        "residences": standing.facts.residences[::-1],
        "newest": events[:NEWEST],
        "older": events[NEWEST:],
        "posted": posted_about(person),
        "powers": powers,
        "may_register": Power.REGISTER_PEOPLE in powers,
        "may_record": Power.RECORD_PROGRESS in powers,
        "shut": shut_to(request.user, standing),
        "registers": registers_of(person, request.user),
        "merges": merges_for(request.user, standing.facts),
        "may_transfer": request.user.may(Power.TRANSFER_PEOPLE) and {Power.REGISTER_PEOPLE, Power.VERIFY} & powers,
        "moves": moves_for(request.user, standing.facts),
        "arrived": transfers.waiting(request.user).filter(participant__in=person.rows).first(),
    }
    return render(request, "reports/person.html", context)


@requires(Power.SEE_RECORDS)
def participant_conditions(request, pk):
    """What is met and what is missing, to stand beside something else: without what the reader could do about it."""
    person = get_object_or_404(Participant.objects.looked_after_by(request.user), pk=pk)
    standing = standing_of(person.kept)
    context = {
        "standing": standing,
        # Whoever checks sees first what is not met.
        "conditions": sorted(standing.conditions, key=lambda one: one.met),
        "beside": True,
        "powers": set(),
        "shut": shut_to(request.user, standing),
    }
    return render(request, "reports/_person_conditions.html", context)


@require_POST
@requires(Power.RECORD_PROGRESS)
def entrepreneur_submit(request, pk):
    case = get_object_or_404(Entrepreneur.objects.worked_by(request.user), pk=pk)
    try:
        entrepreneurs.hand_in_again(by=request.user, entrepreneur=case, at=now())
        messages.success(request, _("The case is handed in again: a verifier checks it now."))
    except ValidationError as refusal:
        # It was revoked while its page lay open.
        messages.warning(request, " ".join(refusal.messages))
    return redirect("participant", pk=case.participant_id)


def powers_over(user, person):
    """What the user may do about this person today: record where they are assigned, check where they see."""
    writes = Participant.objects.worked_by(user).filter(pk=person.pk).exists()
    asked = [Power.REGISTER_PEOPLE, Power.RECORD_PROGRESS] if writes else []
    return {power for power in [*asked, Power.VERIFY] if user.may(power)}


def merges_for(user, facts):
    """The merges that stand, and that the user may take back."""
    stand = [one.pk for one in facts.merges if not one.undone_at]
    if not (stand and user.may(Power.MERGE_PEOPLE)):
        return []
    return Merge.objects.visible_to(user).filter(pk__in=stand).select_related("folded", "merged_by")


def moves_for(user, facts):
    """The transfers that stand, and that the user may take back; the newest first."""
    if not user.may(Power.TRANSFER_PEOPLE):
        return []
    return [one for one in reversed(facts.transfers) if not one.undone_at and transfers.may_take_back(user, one)]


def shut_to(user, standing):
    """What is named on the page and opened by others: trainings elsewhere, and evidence without the power to see it."""
    keys = {training.pk for training in standing.facts.trainings}
    trainings = keys - set(Training.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    if user.may(Power.SEE_EVIDENCE):
        return trainings
    lines = [line for stage in standing.stages for line in stage.lines] + standing.workers
    return trainings | {file.pk for line in lines for file in line.files}
