"""Files that show what a record says."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q

from participants.models.checked import OfAPerson
from participants.models.jobs import JobReport
from participants.models.mentoring import Visit
from participants.models.milestones import Milestone
from participants.models.people import Noted, Participant
from programs.models import Training
from programs.scoping import Scoped

# A record of exactly one of these kinds.
RECORDS = ["milestone", "visit", "job_report", "training"]


def exactly_one(*names: str) -> Q:
    """A condition: one of the fields is set, and no other."""
    whole = Q(pk__in=[])
    for name in names:
        whole |= Q(**{f"{other}__isnull": other != name for other in names})
    return whole


class EvidenceQuerySet(Scoped):
    @staticmethod
    def within(codes):
        return OfAPerson.within(codes) | Q(training__kecamatan__in=codes)


class UploadQuerySet(models.QuerySet):
    def visible_to(self, user):
        """What the user sent: it belongs to no record yet, so to nobody else."""
        return self.filter(uploaded_by=user)


class StoredFile(models.Model):
    """A picture or a document, as it lies on the disk under names that say nothing."""

    file = models.FileField(upload_to="evidence/", max_length=120)
    # Of a picture alone; what was kept before there were any has none.
    thumbnail = models.FileField(upload_to="evidence/", max_length=120, blank=True)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    @property
    def files(self):
        return [one for one in (self.file, self.thumbnail) if one]

    def remove_files(self):
        """From the disk, at once; what is not there any more is removed."""
        for one in self.files:
            one.storage.delete(one.name)


class Upload(StoredFile):
    """A file that was sent before the record that it shows. Under its own id it becomes that record's evidence."""

    id = models.UUIDField(primary_key=True)

    objects = UploadQuerySet.as_manager()

    def __str__(self):
        return str(self.pk)


class Evidence(Noted, StoredFile):
    """What shows a record about a person, or a training; served to whoever may open that."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    participant = models.ForeignKey(Participant, models.PROTECT, null=True, related_name="evidence")
    milestone = models.ForeignKey(Milestone, models.CASCADE, null=True, related_name="evidence")
    visit = models.ForeignKey(Visit, models.CASCADE, null=True, related_name="evidence")
    job_report = models.ForeignKey(JobReport, models.CASCADE, null=True, related_name="evidence")
    training = models.ForeignKey(Training, models.CASCADE, null=True, related_name="evidence")

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["uploaded_at"]
        indexes = [models.Index(name="evidence_of_a_content", fields=["sha256"])]
        constraints = [
            CheckConstraint(name="evidence_of_one_record", condition=exactly_one(*RECORDS)),
            CheckConstraint(
                name="evidence_of_a_person_unless_of_a_training",
                condition=Q(training__isnull=True, participant__isnull=False)
                | Q(training__isnull=False, participant__isnull=True),
            ),
            CheckConstraint(
                name="evidence_is_a_picture_or_a_document",
                condition=Q(content_type__in=["image/jpeg", "image/png", "image/webp", "application/pdf"]),
            ),
        ]

    def __str__(self):
        return str(self.pk)
