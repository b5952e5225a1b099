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


class VerificationQuerySet(models.QuerySet):
    def standing(self):
        """The decisions that their checkers did not take back."""
        return self.filter(undoes=None, undone_by=None)


class Verification(models.Model):
    """One decision about one version of a record, by someone who did not make it. Rows are never changed.

    Who takes a decision back in its first seconds decides that it is *undone*: another row, which names the first.
    """

    class Decision(models.TextChoices):
        APPROVED = "approved", _("approved")
        RETURNED = "returned", _("returned")
        REVOKED = "revoked", _("revoked")
        UNDONE = "undone", _("taken back")

    training = models.ForeignKey(Training, models.PROTECT, null=True, related_name="verifications")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="verifications")
    milestone = models.ForeignKey(Milestone, models.PROTECT, null=True, related_name="verifications")
    job_report = models.ForeignKey(JobReport, models.PROTECT, null=True, related_name="verifications")
    entrepreneur = models.ForeignKey(Entrepreneur, models.PROTECT, null=True, related_name="verifications")
    version = models.PositiveIntegerField()
    decision = models.CharField(max_length=10, choices=Decision)
    # The state of the record before; nothing in decisions from before it was kept.
    was = models.CharField(max_length=10, blank=True, default="", db_default="")
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    # What was approved in one go has one.
    batch = models.UUIDField(null=True)
    reason = models.TextField(blank=True)
    # Nobody, when the system opened the record.
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="verifications")
    checked_at = models.DateTimeField(auto_now_add=True)

    objects = VerificationQuerySet.as_manager()

    class Meta:
        ordering = ["checked_at"]
        indexes = [models.Index(name="decisions_by_time", fields=["checked_at", "checked_by"])]
        constraints = [
            CheckConstraint(name="verification_of_one_record", condition=exactly_one(*CHECKED)),
            CheckConstraint(name="checker_is_not_maker", condition=~Q(checked_by=F("made_by"))),
            CheckConstraint(
                name="a_return_has_a_reason", condition=~Q(decision__in=["returned", "revoked"]) | ~Q(reason="")
            ),
            CheckConstraint(
                name="decision_is_known", condition=Q(decision__in=["approved", "returned", "revoked", "undone"])
            ),
            CheckConstraint(
                name="undone_names_what_it_undoes",
                condition=Q(decision="undone", undoes__isnull=False) | ~Q(decision="undone") & Q(undoes=None),
            ),
        ]

    @property
    def column(self):
        """The column that names the record."""
        return next(name for name in CHECKED if getattr(self, f"{name}_id"))
