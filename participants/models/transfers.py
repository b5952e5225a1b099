"""Somebody who lives in another kecamatan from a day on."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from okoce.accounts.roles import Power
from participants.models.people import Noted, Participant, ParticipantQuerySet
from programs.models import Kecamatan
from programs.scoping import Scoped


class TransferQuerySet(Scoped):
    @staticmethod
    def within(codes):
        """Of whoever is looked after there."""
        there = Participant.objects.filter(ParticipantQuerySet.entrusted(codes)).values("pk")
        return Q(participant__in=there)

    def visible_to(self, user, **among):
        """And to whoever wrote it, until somebody there looks after the person: a mistake is seen when it is made."""
        mine = self.filter(transferred_by=user, taken_at=None)
        return super().visible_to(user, **among) | (mine if user.may(Power.TRANSFER_PEOPLE) else mine.none())


class Transfer(Noted):
    """A move with its reason: from which kecamatan to which one, and who looks after the person there.

    None is outside Jakarta. What it does is a home (`Residence`) of each row of the person; a transfer that was taken
    back has none, and stays for good.
    """

    LONGEST = 500

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="transfers")
    moved_from = models.ForeignKey(Kecamatan, models.PROTECT, null=True, related_name="+")
    moved_to = models.ForeignKey(Kecamatan, models.PROTECT, null=True, related_name="+")
    since = models.DateField(_("since"))
    because = models.CharField(_("how you know"), max_length=LONGEST)
    transferred_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    transferred_at = models.DateTimeField()
    # Who looked after the person until then, and again when it is taken back.
    looked_after_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    undone_because = models.CharField(_("what was wrong"), max_length=LONGEST, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        ordering = ["since", "transferred_at"]
        constraints = [
            CheckConstraint(
                name="transfer_leads_elsewhere",
                condition=~Q(moved_from=F("moved_to")),
            ),
            CheckConstraint(name="transfer_has_a_reason", condition=~Q(because="")),
            CheckConstraint(
                name="transfer_is_taken_by_somebody",
                condition=Q(taken_at=None, taken_by=None) | Q(taken_at__isnull=False, taken_by__isnull=False),
            ),
            CheckConstraint(
                name="transfer_is_taken_back_whole",
                condition=Q(undone_at=None, undone_by=None, undone_because="")
                | Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undone_because=""),
            ),
            UniqueConstraint(name="one_transfer_a_day", fields=["participant", "since"], condition=Q(undone_at=None)),
        ]
