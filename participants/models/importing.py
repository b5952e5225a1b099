"""A spreadsheet on its way in, what each of its rows says, and what its columns are called."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from programs.models import Kecamatan


class SpreadsheetQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A file is its sender's alone: it holds what no list shows."""
        return self.filter(sent_by=user)


class Spreadsheet(models.Model):
    """One file that somebody sent. The file lies sealed, and goes with its rows when it is done or given up."""

    class Kind(models.TextChoices):
        PEOPLE = "people", _("people")
        TRAININGS = "trainings", _("trainings")
        ROSTERS = "rosters", _("rosters")
        VISITS = "visits", _("visits")
        MILESTONES = "milestones", _("milestones")
        EXPENSES = "expenses", _("expenses")

    class State(models.TextChoices):
        SENT = "sent", _("columns to be named")
        JUDGING = "judging", _("being looked through")
        JUDGED = "judged", _("looked through")
        WRITING = "writing", _("being taken in")
        DONE = "done", _("taken in")
        FAILED = "failed", _("not taken in")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=12, choices=Kind)
    # Where the rows belong that do not say it themselves.
    kecamatan = models.ForeignKey(Kecamatan, models.PROTECT, null=True, related_name="+")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    # As its sender calls it, without digits that may be somebody's.
    name = models.CharField(max_length=120)
    file = models.FileField(upload_to="spreadsheets/", max_length=120, blank=True)
    # Keyed, of the content: the same file is known again.
    fingerprint = models.BinaryField(max_length=32)
    # In whose words its rows are judged.
    language = models.CharField(max_length=5)
    # The one that was read of a file with several; empty where there was one.
    sheet = models.CharField(max_length=60, blank=True)
    # What stands above each column and in its first cells, without digits that may be somebody's.
    headings = models.JSONField(default=list)
    # Column -> where it stands, as its sender said; empty until then.
    columns = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.SENT)
    # Rows of the file, and how many of them the work at hand has passed.
    rows = models.PositiveIntegerField(default=0)
    passed = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    # Rows, new ones or others, that deserve a second look and are taken in as they are.
    warned = models.PositiveIntegerField(default=0)
    judged_at = models.DateTimeField(null=True)
    # Why it was not taken in, in the words for its sender.
    refusal = models.CharField(max_length=400, blank=True)
    finished_at = models.DateTimeField(null=True)

    objects = SpreadsheetQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at"]
        indexes = [models.Index(name="spreadsheets_of_somebody", fields=["sent_by", "-sent_at"])]
        constraints = [
            CheckConstraint(
                name="spreadsheet_kind_is_known",
                condition=Q(kind__in=["people", "trainings", "rosters", "visits", "milestones", "expenses"]),
            ),
            CheckConstraint(
                name="spreadsheet_state_is_known",
                condition=Q(state__in=["sent", "judging", "judged", "writing", "done", "failed"]),
            ),
            CheckConstraint(
                name="finished_spreadsheet_keeps_no_file",
                condition=~Q(state="done") | Q(file="", finished_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.name


class SpreadsheetRow(models.Model):
    """What one row says, and what is to become of it. It lives as long as the file."""

    class Verdict(models.TextChoices):
        NEW = "new", _("new")
        SAME = "same", _("there already")
        WRONG = "wrong", _("to be mended")

    id = models.BigAutoField(primary_key=True)
    spreadsheet = models.ForeignKey(Spreadsheet, models.CASCADE, related_name="staged")
    # The one that the spreadsheet shows.
    number = models.PositiveIntegerField()
    verdict = models.CharField(max_length=5, choices=Verdict)
    # The record that it makes, or is.
    record = models.UUIDField(null=True)
    # As it was read, without identity numbers.
    said = models.JSONField(default=dict)
    # Column -> sentence; what is of no column alone stands under none.
    mistakes = models.JSONField(default=dict)
    warnings = models.JSONField(default=dict)
    nik_sealed = models.BinaryField(null=True)
    nik_fingerprint = models.BinaryField(null=True, max_length=32)
    nik_tail = models.CharField(max_length=4, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            UniqueConstraint(name="one_row_a_number", fields=["spreadsheet", "number"]),
            CheckConstraint(name="row_verdict_is_known", condition=Q(verdict__in=["new", "same", "wrong"])),
        ]

    def __str__(self):
        return str(self.number)


class ColumnName(models.Model):
    """What somebody calls a column: said once, known from then on."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)
    heading = models.CharField(max_length=120)
    column = models.CharField(max_length=40)

    class Meta:
        constraints = [UniqueConstraint(name="one_column_a_heading", fields=["user", "kind", "heading"])]

    def __str__(self):
        return self.heading
