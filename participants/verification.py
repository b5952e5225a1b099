"""Checking what others recorded. The checker is never a maker, and an approval holds for one version."""

import uuid
from typing import Any, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.utils.translation import gettext as _
from pghistory import context

from okoce.accounts.models import User
from okoce.core.reasons import refuse_numbers
from okoce.core.verbs import check, verb
from participants.models import Entrepreneur, JobReport, Milestone, State, Verification, Visit
from participants.records import hold_record
from programs.models import Training
from programs.trainings import hold

Record = Training | Visit | Milestone | JobReport | Entrepreneur
R = TypeVar("R", Training, Visit, Milestone, JobReport, Entrepreneur)

# The column of a decision that names the record.
COLUMNS: dict[Any, str] = {
    Training: "training",
    Milestone: "milestone",
    Visit: "visit",
    JobReport: "job_report",
    Entrepreneur: "entrepreneur",
}
OPEN = {State.SUBMITTED, State.VERIFIED}


def part_made_by(user: User, kind: type[Record]) -> Q:
    """Of records of that kind: those that the user recorded part of; of entrepreneurs, any fact of the person."""
    makers = cast("Any", kind).makers.through
    record = str(kind._meta.model_name)  # noqa: SLF001 - Django names it so
    made: Any = Exists(makers.objects.filter(user=user, **{record: OuterRef("pk")}))
    if kind is Entrepreneur:
        # The very question that the database asks before it keeps an approval.
        entered = Func(F("participant"), Value(user.pk), function="entered_a_fact_of", output_field=BooleanField())
        return made | entered
    return Q(made)


def made_by(user: User, record: Record) -> bool:
    """Whether the user recorded any of it."""
    return made(user, type(record), record.pk)


def made(user: User, kind: type[Record], key: uuid.UUID) -> bool:
    """The same of the record of that kind and key."""
    rows: QuerySet[Any] = cast("Any", kind).objects
    return rows.filter(part_made_by(user, kind), pk=key).exists()


def offered(record: Record) -> list[str]:
    """What somebody who made none of it may decide about the record as it is."""
    decision, state = Verification.Decision, record.state
    may = {
        # A person has one case for life: a revocation that was a mistake is answered by another approval.
        decision.APPROVED: state == State.SUBMITTED or (state == State.REVOKED and isinstance(record, Entrepreneur)),
        decision.RETURNED: state in OPEN,
        # What counts can be void: a visit does so without anybody's approval.
        decision.REVOKED: state == State.VERIFIED or (isinstance(record, Visit) and state != State.REVOKED),
    }
    return [one for one, open_now in may.items() if open_now]


def decisions(record: Record) -> QuerySet[Verification]:
    """What was decided about the record so far, newest first."""
    return record.verifications.select_related("checked_by").order_by("-checked_at", "-pk")


def with_answers(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Each row with the reason of the newest decision about it as its `answer`: one question for all of them."""
    newest = Verification.objects.standing().filter(**{COLUMNS[rows.model]: OuterRef("pk")}).order_by("-checked_at")
    return rows.annotate(answer=Subquery(newest.values("reason")[:1]))


def last_return(record: Record) -> Verification | None:
    """The return that its maker now has to answer; None when the record did not come back."""
    if record.state != State.RETURNED:
        return None
    return decisions(record).filter(decision=Verification.Decision.RETURNED).first()


@verb("record approved")
def approve(*, by: User, record: R, version: int, batch: uuid.UUID | None = None) -> R:
    """The record verified, for the version that the checker saw; a second tap gets the same answer."""
    record = held(record)
    if record.state == State.VERIFIED and record.version == version:
        return record
    # What was revoked is looked at by itself.
    again: set[State] = {State.REVOKED} if isinstance(record, Entrepreneur) and batch is None else set()
    _decide(by, record, version, Verification.Decision.APPROVED, allowed=OPEN | again, batch=batch)
    return _now(record, State.VERIFIED, by=by)


@verb("record returned")
def send_back(*, by: User, record: R, version: int, reason: str) -> R:
    """The record back with its maker, with the reason; what was verified counts no longer."""
    record = held(record)
    if record.state == State.RETURNED:
        return record
    if not reason.strip():
        raise ValidationError({"reason": _("Say what has to be mended, so that the facilitator can do it.")})
    refuse_numbers(reason)
    _decide(by, record, version, Verification.Decision.RETURNED, reason=reason.strip())
    return _now(record, State.RETURNED, by=by, reason=reason.strip())


@verb("record revoked")
def revoke(*, by: User, record: R, version: int, reason: str) -> R:
    """The record void from the start, for fraud or error: what it counted is posted back."""
    record = held(record)
    if record.state == State.REVOKED:
        return record
    if not reason.strip():
        raise ValidationError({"reason": _("Say why this is void: the reason stays on record.")})
    refuse_numbers(reason)
    # A visit counts without anybody's approval, also after it came back, so it can be void without one.
    unchecked: set[State] = {State.DRAFT, State.RETURNED} if isinstance(record, Visit) else set()
    _decide(by, record, version, Verification.Decision.REVOKED, reason=reason.strip(), allowed=OPEN | unchecked)
    return _now(record, State.REVOKED, by=by, reason=reason.strip())


def held(record: R) -> R:
    """The record as it is now, for this writer alone until the transaction ends."""
    if isinstance(record, Training):
        return hold(record.pk)
    return hold_record(record)


def _now(record: R, state: State, *, by: User, reason: str = "") -> R:
    record.state = state
    # What everybody's changes are told from has the reason too: that list asks no decisions.
    with context(user=by.pk, **({"reason": reason} if reason else {})):
        record.save(update_fields=["state"])
    return record


def _decide(
    by: User,
    record: Record,
    version: int,
    decision: str,
    *,
    reason: str = "",
    allowed: set[State] = OPEN,
    batch: uuid.UUID | None = None,
) -> None:
    if record.state not in allowed:
        raise ValidationError(_("This record is not waiting for verification."), "wrong_state")
    if record.version != version:
        sentence = _("The record changed while you looked at it: look again before you decide.")
        raise ValidationError(sentence, "version_stale")
    if made_by(by, record):
        raise ValidationError(_("You recorded part of this: somebody else has to check it."), "own_record")
    verification = Verification(
        version=version,
        decision=decision,
        reason=reason,
        was=record.state,
        batch=batch,
        made_by_id=record.submitted_by_id,
        checked_by=by,
        **{COLUMNS[type(record)]: record},
    )
    check(verification, "reason")
    verification.save()
