"""Two rows of one person."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from participants.models.people import Participant, ParticipantQuerySet
from programs.scoping import Scoped


class MergeQuerySet(Scoped):
    @staticmethod
    def within(codes):
        """Both of the two are looked after there, also once they are two again."""
        there = Participant.objects.filter(ParticipantQuerySet.by_the_row(codes)).values("pk")
        return Q(kept__in=there, folded__in=there)


class Merge(models.Model):
    """Somebody found to be the person whom another row tells of already: from then on both are counted as the one kept.

    Nothing of theirs is moved, so that a merge that was a mistake is taken back whole; a row of it stays for good.
    """

    LONGEST = 500

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kept = models.ForeignKey(Participant, models.PROTECT, related_name="merges")
    folded = models.ForeignKey(Participant, models.PROTECT, related_name="merged")
    because = models.CharField(_("how you know that they are one"), max_length=LONGEST)
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    merged_at = models.DateTimeField()
    undone_because = models.CharField(_("how you know that they are two"), max_length=LONGEST, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-merged_at"]
        constraints = [
            CheckConstraint(name="merge_is_of_two", condition=~Q(kept=F("folded"))),
            CheckConstraint(name="merge_has_a_reason", condition=~Q(because="")),
            CheckConstraint(
                name="merge_is_taken_back_whole",
                condition=Q(undone_at=None, undone_by=None, undone_because="")
                | Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undone_because=""),
            ),
            UniqueConstraint(name="merged_into_one", fields=["folded"], condition=Q(undone_at=None)),
        ]
