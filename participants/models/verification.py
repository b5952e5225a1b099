"""Decisions about records."""

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

from participants.models.entrepreneurs import Entrepreneur
from participants.models.evidence import exactly_one
from participants.models.jobs import JobReport
from participants.models.mentoring import Visit
from participants.models.milestones import Milestone
from programs.models import Training

# A record of exactly one of these kinds.
CHECKED = ["training", "visit", "milestone", "job_report", "entrepreneur"]


class Verification(models.Model):
    """One decision about one version of a record, by someone who did not make it. Rows are never changed."""

    class Decision(models.TextChoices):
        APPROVED = "approved", _("approved")
        RETURNED = "returned", _("returned")
        REVOKED = "revoked", _("revoked")

    training = models.ForeignKey(Training, models.PROTECT, null=True, related_name="verifications")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="verifications")
    milestone = models.ForeignKey(Milestone, models.PROTECT, null=True, related_name="verifications")
    job_report = models.ForeignKey(JobReport, models.PROTECT, null=True, related_name="verifications")
    entrepreneur = models.ForeignKey(Entrepreneur, models.PROTECT, null=True, related_name="verifications")
    version = models.PositiveIntegerField()
    decision = models.CharField(max_length=10, choices=Decision)
    reason = models.TextField(blank=True)
    # Nobody, when the system opened the record.
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="verifications")
    checked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["checked_at"]
        constraints = [
            CheckConstraint(name="verification_of_one_record", condition=exactly_one(*CHECKED)),
            CheckConstraint(name="checker_is_not_maker", condition=~Q(checked_by=F("made_by"))),
            CheckConstraint(
                name="a_return_has_a_reason", condition=~Q(decision__in=["returned", "revoked"]) | ~Q(reason="")
            ),
            CheckConstraint(name="decision_is_known", condition=Q(decision__in=["approved", "returned", "revoked"])),
        ]
