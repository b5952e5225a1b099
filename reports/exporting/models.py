"""What was asked for as a file, by whom and why, and what became of it (docs/exports.md)."""

import uuid

from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from okoce.accounts.models import User
from okoce.accounts.roles import Power


class ExportQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "ExportQuerySet":
        """One's own; whoever reads the trails sees who asked for what, and downloads nothing of it."""
        return self if user.may(Power.READ_TRAILS) else self.filter(by=user)


class Export(models.Model):
    """One file. The row stays for good; the file is there when it is complete, and for a week."""

    class Kind(models.TextChoices):
        COUNTS = "counts", _("counts")
        LEDGER = "ledger", _("entries of the ledger")
        PEOPLE = "people", _("people")

    class Format(models.TextChoices):
        CSV = "csv", _("CSV, for any program")
        XLSX = "xlsx", _("Excel")

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("export", "waits")
        RUNNING = "running", pgettext_lazy("export", "is being written")
        COMPLETE = "complete", pgettext_lazy("export", "complete")
        FAILED = "failed", pgettext_lazy("export", "failed")

    LONGEST = 500

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="exports")
    kind = models.CharField(max_length=10, choices=Kind)
    format = models.CharField(max_length=4, choices=Format)
    with_names = models.BooleanField(default=False)
    # The question, as exporting/questions.py writes it down: codes, months and revisions alone.
    parameters = models.JSONField()
    reason = models.CharField(_("reason"), max_length=LONGEST, blank=True)
    language = models.CharField(max_length=5)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    # How often it was begun. Whoever ends it has to be the one who began it last.
    begun = models.PositiveSmallIntegerField(default=0)
    rows = models.PositiveBigIntegerField(null=True)
    size = models.PositiveBigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    # Of which kecamatan it may hold records, as far as whoever asked saw them when it was written; none is the whole city.
    within = models.JSONField(null=True)
    # Of which revision the numbers are.
    revision = models.PositiveBigIntegerField(null=True)
    # Empty again once it is deleted.
    file = models.CharField(max_length=60, blank=True)
    error = models.CharField(max_length=400, blank=True)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        indexes = [models.Index(name="exports_of_somebody", fields=["by", "-asked_at"])]
        constraints = [
            CheckConstraint(name="export_kind_is_known", condition=Q(kind__in=["counts", "ledger", "people"])),
            CheckConstraint(name="export_format_is_known", condition=Q(format__in=["csv", "xlsx"])),
            CheckConstraint(
                name="export_state_is_known", condition=Q(state__in=["waiting", "running", "complete", "failed"])
            ),
            CheckConstraint(
                name="names_are_of_people_and_have_a_reason",
                condition=Q(with_names=False) | Q(kind="people") & ~Q(reason=""),
            ),
            CheckConstraint(
                name="a_complete_export_is_whole",
                condition=Q(state="complete", rows__isnull=False, size__isnull=False, sha256__regex="^[0-9a-f]{64}$")
                | ~Q(state="complete") & Q(file="", sha256=""),
            ),
            CheckConstraint(
                name="an_export_ends_at_a_time",
                condition=Q(state__in=["complete", "failed"], finished_at__isnull=False)
                | Q(state__in=["waiting", "running"], finished_at=None),
            ),
        ]

    @property
    def under_way(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)
