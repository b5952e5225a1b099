"""Whom a person pays."""

import uuid

import pghistory
from django.db import models

from participants.models.checked import ANSWERED, Checked, as_it_was
from participants.models.people import Participant


@pghistory.track(*as_it_was())
class JobReport(Checked):
    """Paid workers on a day, the owner not among them: declared, and once somebody else checked it, verified."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="job_reports")
    reported_on = models.DateField()
    full_time = models.PositiveSmallIntegerField()
    part_time = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["reported_on", "recorded_at"]
        indexes = [
            models.Index(name="job_report_of_a_person", fields=["participant", "reported_on"]),
            models.Index(name="job_report_queue", fields=["submitted_at"], condition=models.Q(state="submitted")),
            models.Index(name="job_report_answered", fields=["participant"], condition=ANSWERED),
        ]
        constraints = [*Checked.Meta.constraints]

    def __str__(self):
        return f"{self.reported_on}: {self.workers}"

    @property
    def workers(self):
        return self.full_time + self.part_time

    @property
    def is_from_before(self):
        registered = self.participant.registered_on
        return bool(registered and self.reported_on < registered)
