"""Checking what others recorded. The checker is never a maker, and an approval holds for one version."""

from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.core.verbs import check, verb
from participants.models import Entrepreneur, JobReport, Milestone, State, Verification, Visit
from participants.records import hold_record
from programs.models import Training

Record = Training | Visit | Milestone | JobReport | Entrepreneur
R = TypeVar("R", Training, Visit, Milestone, JobReport, Entrepreneur)

# The column of a decision that names the record, and the word in addresses.
COLUMNS: dict[type, str] = {
    Training: "training",
    Visit: "visit",
    Milestone: "milestone",
    JobReport: "job_report",
    Entrepreneur: "entrepreneur",
}
OPEN = {State.SUBMITTED, State.VERIFIED}


def waiting(user: User) -> QuerySet[Training]:
    """What waits for a verifier and lies in the user's scope, oldest first."""
    return Training.objects.visible_to(user).filter(state=Training.State.SUBMITTED).order_by("submitted_at")


def queue(user: User) -> QuerySet[Training]:
    """What waits, with its last day, the people who came, and whether the user made part of it (`mine`)."""
    held = ~Q(sessions__state="cancelled")
    present = held & Q(sessions__attendances__status__in=["present", "late"])
    made = Training.makers.through.objects.filter(training=OuterRef("pk"), user=user)
    rows = waiting(user).select_related("curriculum", "kecamatan", "submitted_by")
    return rows.annotate(
        last_day=Max("sessions__held_on", filter=held),
        people=Count("sessions__attendances__participant", filter=present, distinct=True),
        mine=Exists(made),
    )


def decisions(record: Record) -> QuerySet[Verification]:
    """What was decided about the record so far, newest first."""
    return record.verifications.select_related("checked_by").order_by("-checked_at")


def last_return(record: Record) -> Verification | None:
    """The return that its maker now has to answer; None when the record did not come back."""
    if record.state != State.RETURNED:
        return None
    return decisions(record).filter(decision=Verification.Decision.RETURNED).first()


def made_by(user: User, record: Record) -> bool:
    """Whether the user recorded any of it; of an entrepreneur, whether they entered any fact of the person."""
    if isinstance(record, Entrepreneur):
        with connection.cursor() as cursor:
            # The very question that the database asks before it keeps a decision.
            cursor.execute("SELECT entered_a_fact_of(%s, %s)", [record.participant_id, user.pk])
            return bool(cursor.fetchone()[0])
    return record.makers.filter(pk=user.pk).exists()


@verb("record approved")
def approve(*, by: User, record: R, version: int) -> R:
    """The record verified, for the version that the checker saw; a second tap gets the same answer."""
    record = _held(record)
    if record.state == State.VERIFIED and record.version == version:
        return record
    # A person has one case for life: a revocation that was a mistake is answered by another approval.
    again = isinstance(record, Entrepreneur) and record.state == State.REVOKED
    _decide(by, record, version, Verification.Decision.APPROVED, allowed=OPEN | ({State.REVOKED} if again else set()))
    return _now(record, State.VERIFIED)


@verb("record returned")
def send_back(*, by: User, record: R, version: int, reason: str) -> R:
    """The record back with its maker, with the reason; what was verified counts no longer."""
    record = _held(record)
    if record.state == State.RETURNED:
        return record
    if not reason.strip():
        raise ValidationError({"reason": _("Say what has to be mended, so that the facilitator can do it.")})
    _decide(by, record, version, Verification.Decision.RETURNED, reason=reason.strip())
    return _now(record, State.RETURNED)


@verb("record revoked")
def revoke(*, by: User, record: R, version: int, reason: str) -> R:
    """The record void from the start, for fraud or error: what it counted is posted back."""
    record = _held(record)
    if record.state == State.REVOKED:
        return record
    if not reason.strip():
        raise ValidationError({"reason": _("Say why this is void: the reason stays on record.")})
    # A visit counts without anybody's approval, so it can be void without one.
    plain = isinstance(record, Visit) and not record.confirms_trading
    allowed = OPEN | ({State.DRAFT} if plain else set())
    _decide(by, record, version, Verification.Decision.REVOKED, reason=reason.strip(), allowed=allowed)
    return _now(record, State.REVOKED)


def _held(record: R) -> R:
    if isinstance(record, Training):
        return Training.objects.select_for_update(no_key=True).get(pk=record.pk)
    return hold_record(record)


def _now(record: R, state: State) -> R:
    record.state = state
    record.save(update_fields=["state"])
    return record


def _decide(
    by: User, record: Record, version: int, decision: str, *, reason: str = "", allowed: set[State] = OPEN
) -> None:
    if record.state not in allowed:
        raise ValidationError(_("This record is not waiting for verification."))
    if record.version != version:
        raise ValidationError(_("The record changed while you looked at it: look again before you decide."))
    if made_by(by, record):
        raise ValidationError(_("You recorded part of this: somebody else has to check it."))
    verification = Verification(
        version=version,
        decision=decision,
        reason=reason,
        made_by=record.submitted_by,
        checked_by=by,
        **{COLUMNS[type(record)]: record},
    )
    check(verification, "reason")
    verification.save()
