"""What looks wrong in the records, until somebody mends or explains it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

from programs.models import Kecamatan
from programs.scoping import Scoped


class FindingQuerySet(Scoped):
    @staticmethod
    def within(codes):
        return Q(kecamatan__in=codes)


class Finding(models.Model):
    """One thing that a detector found in one kecamatan (docs/quality.md). It names nobody: it holds keys and numbers."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        EXPLAINED = "explained", _("explained")
        MENDED = "mended", _("mended")
        GONE = "gone", _("no longer so")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # A word of participants/quality.
    detector = models.CharField(max_length=20)
    # Made of what it is about, so that the same thing is found once.
    key = models.UUIDField(unique=True)
    kecamatan = models.ForeignKey(Kecamatan, models.PROTECT, related_name="findings")
    # [kind, key] of each record that it is about, those of other kecamatan too: who may not open them is not shown them.
    subjects = models.JSONField()
    # The numbers and days of its sentence, of its own kecamatan alone.
    facts = models.JSONField()
    # What it stands on: an explanation holds until this is another.
    basis = models.TextField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="findings")
    due_on = models.DateField()
    found_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    state_since = models.DateTimeField()

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "found_at", "id"]
        indexes = [
            models.Index(name="finding_queue", fields=["kecamatan", "due_on"], condition=Q(state="open")),
            models.Index(name="finding_of_a_detector", fields=["detector", "state"]),
        ]
        constraints = [
            CheckConstraint(
                name="finding_state_is_known", condition=Q(state__in=["open", "explained", "mended", "gone"])
            )
        ]

    def __str__(self):
        return self.detector


class FindingAnswer(models.Model):
    """What somebody said to a finding, or whose it is from then on. Never changed: of several the newest one holds."""

    class Kind(models.TextChoices):
        EXPLAINED = "explained", _("explained")
        MENDED = "mended", _("mended")
        TAKEN = "taken", _("taken")
        HANDED_ON = "handed_on", _("handed on")

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=10, choices=Kind)
    word = models.CharField(_("how it comes to be so"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # Whose it is now, of one that was taken or handed on.
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-at"]
        constraints = [
            CheckConstraint(
                name="finding_answer_is_known", condition=Q(kind__in=["explained", "mended", "taken", "handed_on"])
            ),
            CheckConstraint(name="explanation_has_a_word", condition=~Q(kind="explained") | ~Q(word="")),
            CheckConstraint(
                name="finding_is_given_to_somebody",
                condition=Q(kind__in=["taken", "handed_on"], to__isnull=False)
                | Q(kind__in=["explained", "mended"], to=None),
            ),
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d}: {self.kind}"
