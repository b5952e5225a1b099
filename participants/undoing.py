"""Taking a decision back in its first seconds: another decision, by the same checker, and the record as it was before."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.core.verbs import verb
from participants.entrepreneurs import close_cases
from participants.models import PERSON, Attendance, Entrepreneur, JobReport, Milestone, State, Verification, Visit
from participants.verification import COLUMNS, Record, held, made_by
from participants.waiting import turn, word_of
from programs.models import Training

# How long a page offers it; and how long it is taken, because a line takes its time.
OFFERED = datetime.timedelta(seconds=10)
TAKEN = datetime.timedelta(seconds=15)
LEADS_TO = {
    Verification.Decision.APPROVED: State.VERIFIED,
    Verification.Decision.RETURNED: State.RETURNED,
    Verification.Decision.REVOKED: State.REVOKED,
}


@dataclass(frozen=True)
class Undoable:
    """A decision that may still be taken back, of how many records, and for how many seconds more."""

    decision: Verification
    record: Record
    many: int
    seconds: int

    @property
    def kind(self) -> str:
        return word_of(self.record)

    @property
    def too_late(self) -> str:
        return too_late(self.decision)


@dataclass(frozen=True)
class Undone:
    """The records that are as they were; and each that is not, with why."""

    records: list[Record]
    refused: list[tuple[Record, str]]


def undoable(user: User, *, at: datetime.datetime) -> Undoable | None:
    """The user's newest decision, while it may be taken back; of a bulk approval, the whole of it."""
    mine = Verification.objects.standing().filter(checked_by=user, checked_at__gt=at - OFFERED)
    newest = mine.select_related(*COLUMNS.values()).order_by("-checked_at", "-pk").first()
    if newest is None:
        return None
    many = mine.filter(batch=newest.batch).count() if newest.batch else 1
    seconds = (newest.checked_at + OFFERED - at).total_seconds()
    return Undoable(newest, record_of(newest), many, max(1, min(round(seconds), OFFERED.seconds)))


def own(user: User, key: int) -> Verification | None:
    """The user's decision of that key."""
    return Verification.objects.filter(checked_by=user, undoes=None, pk=key).first()


def record_of(decision: Verification) -> Record:
    """What the decision is about."""
    return getattr(decision, decision.column)


def too_late(decision: Verification) -> str:
    """What to do once the seconds are over, when the decision was wrong."""
    match decision.decision:
        case Verification.Decision.APPROVED if decision.batch:
            return _("Too late to take them back: open one that was wrong by itself, and send it back or revoke it.")
        case Verification.Decision.APPROVED:
            return _("Too late to take it back: if it was wrong, open it and send it back or revoke it.")
        case Verification.Decision.RETURNED:
            return _("Too late to take it back: it comes here again when the facilitator hands it in again.")
        case _ if decision.column == COLUMNS[Entrepreneur]:
            return _("Too late to take it back: if it was wrong, open it and approve it again.")
        case _:
            return _("Too late to take it back: if it was wrong, the facilitator records it anew.")


@verb("decision taken back")
def undo(*, by: User, decision: Verification, at: datetime.datetime) -> Undone:
    """The records of the decision as they were before it: that one, or all of a bulk approval; each by itself."""
    whole: dict[str, Any] = {"batch": decision.batch} if decision.batch else {"pk": decision.pk}
    decisions = Verification.objects.filter(**whole, checked_by=by, undoes=None).select_related(*COLUMNS.values())
    done = Undone([], [])
    records = [(one, record_of(one)) for one in decisions]
    for one, record in sorted(records, key=lambda pair: turn(word_of(pair[1]), pair[1].pk)):
        try:
            with transaction.atomic():
                done.records.append(_take_back(by, one, record, at))
        except ValidationError as refusal:
            done.refused.append((record, " ".join(refusal.messages)))
        except IntegrityError:
            # Whoever takes it back recorded part of it since, or the seconds ran out in this very moment.
            done.refused.append((record, _("It changed in this very moment: it stays as it is now.")))
    return done


def _take_back(by: User, decision: Verification, record: Record, at: datetime.datetime) -> Record:
    record = held(record)
    newest = record.verifications.order_by("-pk").first()
    if newest and newest.undoes_id == decision.pk:
        return record
    if at > decision.checked_at + TAKEN:
        raise ValidationError(too_late(decision), "too_late")
    as_decided = (record.state, record.version) == (LEADS_TO[decision.decision], decision.version)
    if newest != decision or not as_decided:
        raise ValidationError(_("Somebody changed it or decided about it since: it stays as it is now."), "wrong_state")
    Verification.objects.create(
        decision=Verification.Decision.UNDONE,
        undoes=decision,
        version=decision.version,
        was=record.state,
        batch=decision.batch,
        made_by_id=decision.made_by_id,
        checked_by=by,
        **{COLUMNS[type(record)]: record},
    )
    record.state = decision.was
    if record.state == State.VERIFIED and _approved_by_a_maker(record):
        # That approval holds no longer: as if its checker had entered it while the record was verified.
        record.state, record.version = State.SUBMITTED, record.version + 1
    record.save(update_fields=["state", "version"])
    if decision.decision == Verification.Decision.APPROVED and not isinstance(record, Entrepreneur):
        close_cases(_people_of(record), since=decision.checked_at)
    return record


def _people_of(record: Training | Visit | Milestone | JobReport) -> Iterable[uuid.UUID]:
    if isinstance(record, Training):
        return Attendance.objects.filter(session__training=record).values_list(PERSON, flat=True).distinct()
    return [record.participant.kept_id]


def _approved_by_a_maker(record: Record) -> bool:
    """Whether the checker whose approval stands again recorded part of the record since."""
    approval = record.verifications.standing().order_by("-pk").first()
    return approval is not None and made_by(approval.checked_by, record)
