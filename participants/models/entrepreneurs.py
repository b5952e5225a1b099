"""People whose facts meet the rule of new entrepreneurs, and whether somebody approved it."""

import uuid

import pghistory
from django.db import models

from participants.models.checked import ANSWERED, Checked
from participants.models.people import Participant


@pghistory.track()
class Entrepreneur(Checked):
    """At most one a person, opened by the system; counts when somebody approves who entered none of the facts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    participant = models.OneToOneField(Participant, models.PROTECT, related_name="entrepreneur")

    class Meta:
        indexes = [
            models.Index(name="entrepreneur_queue", fields=["submitted_at"], condition=models.Q(state="submitted")),
            models.Index(name="entrepreneur_answered", fields=["participant"], condition=ANSWERED),
        ]
        constraints = [*Checked.Meta.constraints]

    def __str__(self):
        return str(self.participant)
