"""Files that show what a record says."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q

from participants.models.checked import OfAPerson
from participants.models.jobs import JobReport
from participants.models.mentoring import Visit
from participants.models.milestones import Milestone
from participants.models.people import Participant

# A record of exactly one of these kinds.
RECORDS = ["milestone", "visit", "job_report"]


def exactly_one(*names: str) -> Q:
    """A condition: one of the fields is set, and no other."""
    whole = Q(pk__in=[])
    for name in names:
        whole |= Q(**{f"{other}__isnull": other != name for other in names})
    return whole


class Evidence(models.Model):
    """A photo or a document. Its name on disk says nothing, and it is served to whoever may open the person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="evidence")
    milestone = models.ForeignKey(Milestone, models.CASCADE, null=True, related_name="evidence")
    visit = models.ForeignKey(Visit, models.CASCADE, null=True, related_name="evidence")
    job_report = models.ForeignKey(JobReport, models.CASCADE, null=True, related_name="evidence")
    file = models.FileField(upload_to="evidence/", max_length=120)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = OfAPerson.as_manager()

    class Meta:
        ordering = ["uploaded_at"]
        indexes = [models.Index(name="evidence_of_a_content", fields=["sha256"])]
        constraints = [
            CheckConstraint(name="evidence_of_one_record", condition=exactly_one(*RECORDS)),
            CheckConstraint(
                name="evidence_is_a_picture_or_a_document",
                condition=Q(content_type__in=["image/jpeg", "image/png", "image/webp", "application/pdf"]),
            ),
        ]

    def __str__(self):
        return str(self.pk)
