"""What the verbs of all checked records have in common: one writer at a time, handing in, withdrawing."""

import datetime
import uuid
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from pghistory import context

from okoce.accounts.models import User
from okoce.core.verbs import set_changed, used_before, verb
from participants.models import Checked, JobReport, Milestone, Participant, State, Visit
from programs.models import Training

if TYPE_CHECKING:
    from django.db.models import QuerySet

R = TypeVar("R", bound=Checked)


def hold_record(record: R) -> R:
    """The record as it is now, for this writer alone until the transaction ends."""
    held: QuerySet[Any] = type(record).objects.select_for_update(no_key=True)
    if there := held.filter(pk=record.pk).first():
        return there
    sentence = _("This record was withdrawn by somebody who made it, while you looked at it.")
    raise ValidationError(sentence, "record_gone")


def keep_new(by: User, record: R, said: dict[str, Any]) -> R:
    """The record kept under its id; the same form again returns what it made the first time."""
    try:
        with transaction.atomic():
            record.save(force_insert=True)
            record.makers.add(by)
    except IntegrityError:
        # The same form twice, maybe in this very moment. What it made the first time is told to nobody else.
        mine: QuerySet[Any] = type(record).objects.filter(pk=record.pk, makers=by)
        made = mine.filter(**said).first()
        if not made:
            raise used_before() from None
        return made
    return record


def keep_changes(by: User, record: R, said: dict[str, Any]) -> R:
    """The held record with other particulars; what was verified waits for verification again (the database sees to it)."""
    refuse_settled(record)
    if changed := set_changed(record, said):
        record.save(update_fields=changed)
        record.makers.add(by)
        record.refresh_from_db()
    return record


def refuse_settled(record: Checked) -> None:
    """Refuse to change what nobody changes any more, or nobody alone."""
    refuse_revoked(record)
    # While it waited again it would speak against nobody, and whoever entered it would have raised a count alone.
    if record.state == State.VERIFIED and record.is_from_before:
        raise ValidationError(
            _("A verifier approved that this was so before the registration: ask for it to be sent back first."),
            "wrong_state",
        )


def refuse_revoked(record: Checked | Training) -> None:
    """Refuse to change or hand in what is void."""
    if record.state == State.REVOKED:
        sentence = _("This record was revoked: it stays as it is. Record it anew if it was a mistake.")
        raise ValidationError(sentence, "wrong_state")


def hand_in_record(by: User, record: R, at: datetime.datetime) -> R:
    """The held record with the verifier; whoever hands it in is one of its makers."""
    record.state, record.submitted_by, record.submitted_at = State.SUBMITTED, by, at
    record.save(update_fields=["state", "submitted_by", "submitted_at"])
    record.makers.add(by)
    return record


@verb("record withdrawn")
def withdraw(*, by: User, record: Visit | Milestone | JobReport) -> Participant:
    """The person without the record, and the record's files gone; the trail keeps that it was there."""
    record = hold_record(record)
    person = record.participant
    if record.verifications.exists():
        sentence = _("A verifier decided about this record: ask a verifier to revoke it instead.")
        raise ValidationError(sentence, "wrong_state")
    if not record.makers.filter(pk=by.pk).exists():
        raise ValidationError(_("Only somebody who recorded part of this withdraws it."))
    shown_by = list(record.evidence.all())
    with context(user=by.pk):
        record.delete()
    for one in shown_by:
        transaction.on_commit(one.remove_files, robust=True)
    return person


def was_withdrawn(*, by: User, kind: type[Visit | Milestone | JobReport], key: uuid.UUID) -> bool:
    """Whether the user withdrew a record of that kind and key."""
    events: Any = kind.events.rel.related_model  # type: ignore[union-attr]
    gone = events.objects.filter(pgh_obj_id=key, pgh_label="delete")
    return gone.filter(pgh_context__metadata__user=by.pk).exists()


def withdrawal(user: User, record: Visit | Milestone | JobReport) -> str:
    """Whether the user may withdraw the record: `open`, `decided` when somebody decided about it, or nothing."""
    if record.verifications.exists():
        return "decided"
    return "open" if record.makers.filter(pk=user.pk).exists() else ""
