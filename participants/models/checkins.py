"""The way by which people put themselves down at a session, and whoever came by it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from participants.models.people import Noted, Participant
from programs.models import TrainingSession


class Door(models.Model):
    """A session that people check in to by themselves: its token stands in the QR, its code on the wall."""

    session = models.OneToOneField(TrainingSession, models.CASCADE, related_name="door")
    token = models.CharField(max_length=22, unique=True)
    # Of a session that is over none is kept: six digits are few.
    code = models.CharField(max_length=6, unique=True, null=True)  # noqa: DJ001 - unique, and many have none
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    shut_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [CheckConstraint(name="door_code_has_six_digits", condition=Q(code__regex=r"^[0-9]{6}$"))]

    def __str__(self):
        return str(self.session_id)


class Arrival(Noted):
    """What somebody says of themselves at a door. It puts nobody on a list before a facilitator confirms it.

    Answered, it keeps nothing that says who it was but the person of the list (docs/privacy.md).
    """

    class Answer(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CONFIRMED = "confirmed", _("confirmed")
        DISMISSED = "dismissed", _("not here")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    session = models.ForeignKey(TrainingSession, models.CASCADE, related_name="arrivals")
    # The same for the same number with the same name at the same session (a family has one phone between them);
    # readable by nobody: one arrival each. Of whoever was dismissed it is let go of, so that they may come again.
    claim = models.BinaryField(max_length=32)
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=20, blank=True)
    nik_sealed = models.BinaryField(null=True)
    nik_fingerprint = models.BinaryField(null=True, max_length=32)
    nik_tail = models.CharField(max_length=4, blank=True)
    arrived_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.WAITING)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    participant = models.ForeignKey(Participant, models.PROTECT, null=True, related_name="arrivals")

    class Meta:
        ordering = ["arrived_at", "pk"]
        constraints = [
            UniqueConstraint(name="one_arrival_a_claim", fields=["session", "claim"]),
            CheckConstraint(
                name="arrival_answer_is_known", condition=Q(answer__in=["waiting", "confirmed", "dismissed"])
            ),
            CheckConstraint(
                name="arrival_is_answered_by_someone",
                condition=Q(answer="waiting", answered_at=None, answered_by=None)
                | ~Q(answer="waiting") & Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
            CheckConstraint(
                name="confirmed_arrival_is_somebody", condition=Q(answer="confirmed") ^ Q(participant__isnull=True)
            ),
            CheckConstraint(
                name="answered_arrival_says_nothing",
                condition=Q(answer="waiting")
                | Q(name="", phone="", nik_tail="", nik_sealed=None, nik_fingerprint=None),
            ),
            CheckConstraint(
                name="arrival_nik_has_a_fingerprint",
                condition=Q(nik_sealed=None, nik_fingerprint=None)
                | Q(nik_sealed__isnull=False, nik_fingerprint__isnull=False),
            ),
        ]

    def __str__(self):
        return str(self.pk)
