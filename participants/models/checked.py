"""What every record has that somebody else checks: a state, a version, and who made it."""

from typing import TYPE_CHECKING

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q

from participants.models.people import Noted, Participant, ParticipantQuerySet
from programs.models import Training
from programs.scoping import Scoped

if TYPE_CHECKING:
    import uuid
    from collections.abc import Collection


def as_it_was() -> tuple[pghistory.UpdateEvent, pghistory.DeleteEvent]:
    """What the trail of facts about a person keeps: how a row was before it changed. What it is now is the row itself."""
    return pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent()


class OfAPerson(Scoped):
    """Facts about one person: seen, opened and changed by whoever may do so with the person."""

    @staticmethod
    def within(codes: "Collection[str]", among: "Collection[uuid.UUID] | None" = None) -> Q:
        """Of the people named in `among` alone, where some are: quick for a few."""
        entrusted = Participant.objects.filter(ParticipantQuerySet.entrusted(codes, among))
        return Q(participant__in=entrusted.values("pk"))


# The words of a training, which is checked in the same way.
State = Training.State
# What a verifier did not leave standing: few, and asked for on the first page of every facilitator.
ANSWERED = Q(state__in=["returned", "revoked"])


class Checked(Noted):
    """A record that counts when somebody who made no part of it approves it.

    `version` grows with every change of a counted field (the database sees to it), and an approval holds for one
    version only: a change afterwards returns the record to *submitted*. *Revoked* is void from the start.
    """

    State = State
    # Whether it says how things stood before the registration: verified, it keeps something from being counted.
    is_from_before = False

    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    makers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="%(class)ss_made")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = OfAPerson.as_manager()

    class Meta:
        abstract = True
        constraints = [
            CheckConstraint(
                name="%(class)s_state_is_known",
                condition=Q(state__in=["draft", "submitted", "returned", "verified", "revoked"]),
            ),
            CheckConstraint(
                name="%(class)s_handed_in_at_a_time",
                condition=Q(state__in=["draft", "revoked"]) | Q(submitted_at__isnull=False),
            ),
        ]
