"""The rungs P4 to P7: entering one, completing it, and handing it in with its evidence."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.core.verbs import check, not_ready, squeezed, verb
from participants import evidence
from participants.evidence import Sent
from participants.models import Business, Milestone, Participant
from participants.records import hand_in_record, hold_record, keep_changes, keep_new, refuse_revoked
from programs.days import check_fact_day
from programs.trainings import UNFINISHED

STEPS = {
    Milestone.Kind.LICENCE: "P4",
    Milestone.Kind.MARKET: "P5",
    Milestone.Kind.BOOKS: "P6",
    Milestone.Kind.CAPITAL: "P7",
}
# What each kind has besides a business and its two days.
FIELDS = {
    Milestone.Kind.LICENCE: ("licence_type", "number", "own_name", "lapses_on"),
    Milestone.Kind.MARKET: ("name",),
    Milestone.Kind.BOOKS: ("month",),
    Milestone.Kind.CAPITAL: ("name", "amount"),
}


@dataclass(frozen=True)
class MilestoneFacts:
    """What is said about a milestone; what its kind does not have stays empty."""

    entered_on: datetime.date
    completed_on: datetime.date | None = None
    business: Business | None = None
    name: str = ""
    licence_type: str = ""
    number: str = ""
    own_name: bool = False
    lapses_on: datetime.date | None = None
    month: datetime.date | None = None
    amount: int | None = None


@verb("milestone entered")
def enter(
    *,
    by: User,
    id: uuid.UUID,
    participant: Participant,
    kind: str,
    said: MilestoneFacts,
    today: datetime.date,
    files: Iterable[Sent] = (),
) -> Milestone:
    """A draft of that kind. The same id again returns the milestone that it made the first time."""
    facts = columns(kind, said)
    milestone = Milestone(id=id, participant=participant, kind=kind, **facts)
    _check(milestone, today)
    milestone = keep_new(by, milestone, {"participant": participant, "kind": kind, **facts})
    if not milestone.evidence.exists():
        evidence.keep_all(by, milestone, files, field="files")
    return milestone


@verb("milestone changed")
def change(
    *, by: User, milestone: Milestone, said: MilestoneFacts, today: datetime.date, files: Iterable[Sent] = ()
) -> Milestone:
    """The milestone with other particulars; what was verified waits for verification again."""
    milestone = hold_record(milestone)
    facts = columns(milestone.kind, said)
    _check(Milestone(pk=milestone.pk, participant=milestone.participant, kind=milestone.kind, **facts), today)
    if milestone.state not in UNFINISHED and not said.completed_on:
        sentence = _("This was handed in as completed: the day cannot be taken away.")
        raise ValidationError({"completed_on": ValidationError(sentence, "wrong_state")})
    milestone = keep_changes(by, milestone, facts)
    evidence.keep_all(by, milestone, files, field="files")
    return milestone


@verb("milestone handed in")
def hand_in(*, by: User, milestone: Milestone, at: datetime.datetime) -> Milestone:
    """The milestone with the verifier; refuses, with each reason, one that is not ready. A second tap changes nothing."""
    milestone = hold_record(milestone)
    refuse_revoked(milestone)
    if milestone.state not in UNFINISHED:
        return milestone
    if sentences := missing(milestone):
        raise not_ready(sentences, "not_ready" if not milestone.completed_on else "evidence_missing")
    return hand_in_record(by, milestone, at)


def missing(milestone: Milestone) -> list[str]:
    """A sentence for each thing that keeps the milestone from being handed in; empty when it is ready."""
    sentences = []
    if not milestone.completed_on:
        sentences.append(_("It is not completed yet: enter the day on which it was."))
    if not milestone.has_evidence:
        sentences.append(_("There is no evidence yet: add a photo or a document."))
    return sentences


def columns(kind: str, said: MilestoneFacts) -> dict:
    """The facts as they are kept: those that the kind has."""
    mine = {"entered_on", "completed_on", "business", *FIELDS[Milestone.Kind(kind)]}
    told = vars(said) | {"name": squeezed(said.name), "number": squeezed(said.number)}
    return {name: value for name, value in told.items() if name in mine}


def check_facts(milestone: Milestone, today: datetime.date, first: datetime.date | None = None) -> None:
    """Raise a sentence beside the field for a milestone that cannot be; `first` is that day of the programme, if known."""
    within = milestone.kind != Milestone.Kind.LICENCE
    check_fact_day("completed_on", milestone.completed_on, today, within=within, first=first)
    check_fact_day("entered_on", milestone.entered_on, today, within=within, first=first)
    check(milestone, *(name for name in FIELDS[Milestone.Kind(milestone.kind)] if name != "lapses_on"))
    needed = set(FIELDS[Milestone.Kind(milestone.kind)]) - {"own_name", "lapses_on", "number"}
    if empty := [name for name in needed if getattr(milestone, name) in ("", None)]:
        raise ValidationError(dict.fromkeys(empty, _("This is needed: fill it in.")))
    if milestone.kind == Milestone.Kind.LICENCE and milestone.completed_on and not milestone.number:
        raise ValidationError({"number": _("The licence was issued: enter the number that stands on it.")})
    _check_days(milestone)
    if milestone.amount is not None and milestone.amount <= 0:
        raise ValidationError({"amount": _("Enter the amount in rupiah, more than 0.")})


def _check(milestone: Milestone, today: datetime.date) -> None:
    check_facts(milestone, today)
    if milestone.business and not milestone.business.owners.filter(pk__in=milestone.participant.rows).exists():
        raise ValidationError({"business": _("This business belongs to somebody else: choose one of this person.")})


def _check_days(milestone: Milestone) -> None:
    completed = milestone.completed_on
    if completed and completed < milestone.entered_on:
        raise ValidationError({"completed_on": _("It was completed before it began: look at both dates again.")})
    if milestone.lapses_on and completed and milestone.lapses_on <= completed:
        raise ValidationError({"lapses_on": _("The licence ends before it was issued: look at both dates again.")})
    if milestone.month:
        if milestone.month.day != 1:
            raise ValidationError({"month": _("Choose a whole month.")})
        following = (milestone.month.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
        if completed and completed < following - datetime.timedelta(days=1):
            raise ValidationError({"completed_on": _("The month of these books is not over on this day.")})
