"""Checking what others recorded. The checker is never a maker, and an approval holds for one version."""

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.core.verbs import check, verb
from participants.models import Verification
from programs.models import Training
from programs.trainings import hold


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


def decisions(training: Training) -> QuerySet[Verification]:
    """What was decided about the training so far, newest first."""
    return training.verifications.select_related("checked_by").order_by("-checked_at")


def last_return(training: Training) -> Verification | None:
    """The return that its maker now has to answer; None when the training did not come back."""
    if training.state != Training.State.RETURNED:
        return None
    return decisions(training).filter(decision=Verification.Decision.RETURNED).first()


def made_by(user: User, training: Training) -> bool:
    """Whether the user recorded any of it: particulars, a session, a mark, or that it was handed in."""
    return training.makers.filter(pk=user.pk).exists()


@verb("training approved")
def approve(*, by: User, training: Training, version: int) -> Training:
    """The training verified, for the version that the checker saw; a second tap gets the same answer."""
    training = hold(training.pk)
    if training.state == Training.State.VERIFIED and training.version == version:
        return training
    _decide(by, training, version, Verification.Decision.APPROVED)
    training.state = Training.State.VERIFIED
    training.save(update_fields=["state"])
    return training


@verb("training returned")
def send_back(*, by: User, training: Training, version: int, reason: str) -> Training:
    """The training back with its maker, with the reason; what was verified counts no longer."""
    training = hold(training.pk)
    if training.state == Training.State.RETURNED:
        return training
    if not reason.strip():
        raise ValidationError({"reason": _("Say what has to be mended, so that the facilitator can do it.")})
    _decide(by, training, version, Verification.Decision.RETURNED, reason=reason.strip())
    training.state = Training.State.RETURNED
    training.save(update_fields=["state"])
    return training


def _decide(by: User, training: Training, version: int, decision: str, reason: str = "") -> None:
    if training.state not in (Training.State.SUBMITTED, Training.State.VERIFIED):
        raise ValidationError(_("This training is not waiting for verification."))
    if training.version != version:
        raise ValidationError(_("The training changed while you looked at it: look again before you decide."))
    if made_by(by, training):
        raise ValidationError(_("You recorded part of this training: somebody else has to check it."))
    verification = Verification(
        training=training,
        version=version,
        decision=decision,
        reason=reason,
        made_by=training.submitted_by,
        checked_by=by,
    )
    check(verification, "reason")
    verification.save()
