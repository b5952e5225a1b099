"""Whether those who counted as new entrepreneurs still trade."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from participants.models.people import Noted, Participant, ParticipantQuerySet
from programs.scoping import Scoped


class FollowUpQuerySet(Scoped):
    @staticmethod
    def within(codes):
        people = Participant.objects.filter(ParticipantQuerySet.entrusted(codes))
        return Q(participant__in=people.values("pk"))


class FollowUp(Noted):
    """What somebody said 6 or 12 months after they counted. Never changed: of one mark the newest answer holds."""

    class Mark(models.IntegerChoices):
        HALF_A_YEAR = 6, _("6 months")
        A_YEAR = 12, _("12 months")

    class Outcome(models.TextChoices):
        TRADING = "trading", _("still trades")
        CLOSED = "closed", pgettext_lazy("business", "closed")
        UNREACHABLE = "unreachable", pgettext_lazy("person", "not reached")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="follow_ups")
    months = models.PositiveSmallIntegerField(choices=Mark)
    # The first day after so many whole months: nobody is asked before.
    due_on = models.DateField()
    asked_on = models.DateField()
    outcome = models.CharField(max_length=11, choices=Outcome)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at"]
        indexes = [models.Index(name="follow_up_of_a_person", fields=["participant", "months", "-recorded_at"])]
        constraints = [
            CheckConstraint(name="follow_up_mark_is_known", condition=Q(months__in=[6, 12])),
            CheckConstraint(
                name="follow_up_outcome_is_known", condition=Q(outcome__in=["trading", "closed", "unreachable"])
            ),
            CheckConstraint(name="follow_up_not_before_its_mark", condition=Q(asked_on__gte=F("due_on"))),
        ]

    def __str__(self):
        return f"{self.asked_on}: {self.outcome}"
