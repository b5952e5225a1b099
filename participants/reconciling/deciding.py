"""Whether a line is somebody's: confirmed or refused by whoever sees the person and did not load the list, and taken back."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Min, QuerySet
from django.utils.translation import gettext as _
from pghistory import context

from okoce.accounts.models import User
from okoce.core.reasons import for_the_record
from okoce.core.verbs import verb
from participants import milestones, verification
from participants.milestones import MilestoneFacts
from participants.models import ListLine, Match, Milestone, OfficialList, Participant, State, Verification
from participants.models.milestones import bare
from participants.reconciling.shared import hold_numbers, refuse_shared

Pile = ListLine.Pile
HOLD_LIST = """
SELECT FROM participants_officiallist WHERE id = (SELECT list_id FROM participants_listline WHERE id = %s) FOR SHARE
"""
# A record of what a list says is one of this kind.
MAKES = {OfficialList.Kind.LICENCES: Milestone.Kind.LICENCE, OfficialList.Kind.BANK: Milestone.Kind.CAPITAL}


class Confirmed(NamedTuple):
    """How many are confirmed, and each of the others with why."""

    many: int
    refused: list[tuple[Match, str]]


@verb("match confirmed")
def confirm(*, by: User, match: Match, at: datetime.datetime) -> Match:
    """The line is the person's: it counts from now on. A second tap changes nothing.

    What the list says of a day since the registration becomes a verified record of the person, unless it is one already;
    whoever loaded the list is its maker. Raises a sentence for whoever loaded it or recorded part of that.
    """
    hold_numbers([match])
    match = _held(by, match)
    if match.state == Match.State.CONFIRMED:
        return match
    if match.line.matches.filter(state=Match.State.CONFIRMED).exists():
        raise ValidationError(_("This line was confirmed for somebody else meanwhile: look at it again."))
    match.milestone, match.made_it = _shown(by, match, at)
    _decide(by, match, Match.State.CONFIRMED, at)
    for other in match.line.matches.filter(state=Match.State.PROPOSED):
        _decide(by, other, Match.State.REFUSED, at)
    _lay(match.line)
    return match


def confirm_each(*, by: User, matches: Iterable[Match], at: datetime.datetime) -> Confirmed:
    """Those that can be are confirmed, each by itself, and the others are told with why.

    A licence number that is somebody else's here too is looked at by itself.
    """
    many, refused = 0, []
    for match in matches:
        try:
            with transaction.atomic():
                hold_numbers([match])
                refuse_shared(match)
                confirm(by=by, match=match, at=at)
            many += 1
        except ValidationError as refusal:
            refused.append((match, " ".join(refusal.messages)))
    return Confirmed(many, refused)


@verb("match refused")
def refuse(*, by: User, match: Match, at: datetime.datetime) -> Match:
    """The line is somebody else's. A second tap changes nothing."""
    match = _held(by, match)
    if match.state == Match.State.REFUSED:
        return match
    if match.state != Match.State.PROPOSED:
        raise ValidationError(_("This was decided meanwhile: look at it again."))
    _decide(by, match, Match.State.REFUSED, at)
    _lay(match.line)
    return match


@verb("match taken back")
def undo(*, by: User, match: Match, because: str, at: datetime.datetime) -> Match:
    """The line is nobody's again: what it counted is posted back. A second tap changes nothing.

    The record that was made of it is void; one that was there before goes back to whoever recorded it.
    """
    match = _held(by, match)
    if match.state == Match.State.UNDONE:
        return match
    if match.state != Match.State.CONFIRMED:
        raise ValidationError(_("This was never confirmed, so there is nothing to take back."))
    ask = _("Say why this is no match: the reason stays on record.")
    because = for_the_record(because, beside="because", ask=ask)
    if len(because) > Match.LONGEST:
        raise ValidationError(
            {"because": _("This is longer than %(most)d letters: shorten it.") % {"most": Match.LONGEST}}
        )
    void(by, match, because)
    return taken_back(by, match, because, at)


def taken_back(by: User, match: Match, because: str, at: datetime.datetime) -> Match:
    """The match itself as it is without its confirmation; what it made is another matter."""
    match.because = because
    _decide(by, match, Match.State.UNDONE, at)
    _lay(match.line)
    return match


def registered_on(person: Participant) -> datetime.date | None:
    """The day of registration, the earlier one of somebody who was registered twice."""
    return person.kept.rows.aggregate(first=Min("registered_on"))["first"]


def records_of(person: Participant) -> QuerySet[Milestone]:
    """Licences and capital of the person, by whichever row."""
    kinds = list(MAKES.values())
    return Milestone.objects.filter(participant__in=person.kept.rows, kind__in=kinds).order_by("completed_on")


def is_from_before(match: Match) -> bool:
    """Whether the line says of a day before the person registered: a licence of then says that they are not new."""
    first = registered_on(match.participant)
    return bool(first and match.line.day and match.line.day < first)


def dated_otherwise(match: Match) -> Milestone | None:
    """The person's licence of that number, as far as it is recorded with another day of issue."""
    if match.line.list.kind != OfficialList.Kind.LICENCES or not match.line.licence_number:
        return None
    there = _there(match, Milestone.Kind.LICENCE)
    return next((one for one in there if one.completed_on and one.completed_on != match.line.day), None)


def _shown(by: User, match: Match, at: datetime.datetime) -> tuple[Milestone | None, bool]:
    """The verified record that the line shows, and whether it was made of the line; none of a day before the registration."""
    line, kind = match.line, MAKES.get(OfficialList.Kind(match.line.list.kind))
    # What is recorded of another day than a line from before the registration is not shown by it.
    if kind is None or is_from_before(match):
        return None, False
    facts = _facts(line, kind)
    there = _there(match, kind)
    if verified := next((one for one in there if one.state == State.VERIFIED), None):
        return verified, False
    agreeing = [one for one in there if all(getattr(one, name) == value for name, value in _told(facts, kind).items())]
    made = not agreeing
    record = agreeing[0] if agreeing else _made(match, kind, facts, at)
    if not record.has_evidence:
        # The match is what shows it: it names the list and the line.
        record.has_evidence = True
        record.save(update_fields=["has_evidence"])
    record = milestones.hand_in(by=match.loaded_by, milestone=record, at=at)
    return verification.approve(by=by, record=record, version=record.version, batch=match.pk), made


def _there(match: Match, kind: str) -> list[Milestone]:
    """Records of the person, by whichever row, of the very thing that the line says."""
    whose = match.participant.kept.rows
    records = Milestone.objects.filter(participant__in=whose, kind=kind).exclude(state=State.REVOKED)
    if kind == Milestone.Kind.LICENCE:
        records = records.annotate(bare=bare("number")).filter(bare=match.line.licence_number)
    else:
        records = records.filter(amount=match.line.amount, completed_on=match.line.day)
    return list(records.order_by("recorded_at"))


def _facts(line: ListLine, kind: str) -> MilestoneFacts:
    said: dict[str, Any] = {"entered_on": line.day, "completed_on": line.day}
    if kind == Milestone.Kind.LICENCE:
        return MilestoneFacts(**said, licence_type=line.licence_type, number=line.licence_number, own_name=True)
    return MilestoneFacts(**said, name=line.list.issuer, amount=line.amount)


def _told(facts: MilestoneFacts, kind: str) -> dict[str, object]:
    """What a record says in the same words when it is of the same thing."""
    names = (
        ("completed_on", "licence_type", "own_name") if kind == Milestone.Kind.LICENCE else ("completed_on", "amount")
    )
    return {name: getattr(facts, name) for name in names}


def _made(match: Match, kind: str, facts: MilestoneFacts, at: datetime.datetime) -> Milestone:
    return milestones.enter(
        by=match.loaded_by,
        id=uuid.uuid4(),
        participant=match.participant,
        kind=kind,
        said=facts,
        today=at.date(),
    )


def void(by: User, match: Match, because: str) -> None:
    """What the confirmation approved counts no longer; what another line shows too stays, and what was decided about since."""
    record = match.milestone
    if not record or record.matches.filter(state=Match.State.CONFIRMED).exclude(pk=match.pk).exists():
        return
    newest = verification.decisions(record).first()
    if record.state not in verification.OPEN or not newest or newest.decision != Verification.Decision.APPROVED:
        return
    if not (newest.batch and record.matches.filter(pk=newest.batch).exists()):
        return
    # By whichever line: of several that show it the last one takes it along.
    if record.matches.filter(made_it=True).exists():
        verification.revoke(by=by, record=record, version=record.version, reason=because)
    else:
        verification.send_back(by=by, record=record, version=record.version, reason=because)


def _held(by: User, match: Match) -> Match:
    """The match for this writer alone, and its line; of somebody whom the user opens, and not of a list that they loaded."""
    _hold_list(match.line_id)
    # Two candidates of one line are decided about one after the other.
    line = ListLine.objects.select_for_update(no_key=True, of=("self",)).filter(pk=match.line_id).first()
    seen = ListLine.objects.visible_to(by).filter(pk=match.line_id)
    held = (
        Match.objects.looked_after_by(by).select_for_update(no_key=True, of=("self",)).filter(pk=match.pk).first()
        if line
        else None
    )
    if not (line and held and seen.exists()):
        raise ValidationError(_("This line is gone: open the list again."))
    if held.loaded_by_id == by.pk:
        raise ValidationError(_("You loaded this list: somebody else has to decide about its lines."), "own_record")
    held.line = line
    if line.list.state in OfficialList.GONE:
        raise ValidationError(_("This list was withdrawn: nothing is decided about its lines any more."))
    return held


def _hold_list(line: int) -> None:
    """Nobody withdraws the list until the transaction ends: before the line, as whoever withdraws it locks them too."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD_LIST, [line])


def _decide(by: User, match: Match, state: str, at: datetime.datetime) -> None:
    match.state, match.decided_by, match.decided_at = state, by, at
    with context(user=by.pk):
        match.save(update_fields=["state", "decided_by", "decided_at", "because", "milestone", "made_it"])


def _lay(line: ListLine) -> None:
    """The line where it belongs after a decision; its name stays as long as somebody has to look at it."""
    states = set(line.matches.values_list("state", flat=True))
    if Match.State.CONFIRMED in states:
        line.pile = Pile.MATCHED
    elif Match.State.PROPOSED not in states:
        line.pile = Pile.UNMATCHED
    if line.pile != Pile.DOUBTFUL:
        line.name = ""
    line.save(update_fields=["pile", "name"])
