"""How many: the queue of changed keys, the append-only ledger, its rollups and their guards (docs/counting.md, “From facts to rollups”)."""

import uuid
from collections.abc import Collection

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from okoce.accounts.models import User
from programs.models import Target
from programs.scoping import Scoped
from reports.exporting.models import Export, ExportQuerySet
from reports.mailing.models import MailPlan, MailPlanQuerySet, MailSent, MailSentQuerySet
from reports.planning.models import Plan, PlanQuerySet
from reports.sampling.models import Judgement, Sample, SampledRow
from reports.unchanged.models import FactChange
from reports.webhooks.models import Delivery, Webhook, WebhookQuerySet

# Where Django looks for the tables of this app.
__all__ = [
    "Delivery",
    "Export",
    "ExportQuerySet",
    "FactChange",
    "Judgement",
    "MailPlan",
    "MailPlanQuerySet",
    "MailSent",
    "MailSentQuerySet",
    "Plan",
    "PlanQuerySet",
    "Sample",
    "SampledRow",
    "Webhook",
    "WebhookQuerySet",
]


class Thresholds(models.Model):
    """A named set of thresholds. Each is its own series of metrics over all facts: the first one's have plain names.

    Never changed: what was counted by them would mean something else from one day to the next.
    """

    code = models.CharField(primary_key=True, max_length=20)
    suffix = models.CharField(max_length=21, unique=True, blank=True)
    attendance_percent = models.PositiveSmallIntegerField()
    visit_days = models.PositiveSmallIntegerField()
    licence_types = ArrayField(models.CharField(max_length=6))

    class Meta:
        ordering = ["suffix"]
        constraints = [
            CheckConstraint(
                name="suffix_names_the_thresholds", condition=Q(suffix__in=["", Concat(Value("@"), "code")])
            ),
            CheckConstraint(
                name="attendance_is_a_share", condition=Q(attendance_percent__gte=1, attendance_percent__lte=100)
            ),
            CheckConstraint(name="mentoring_is_a_visit", condition=Q(visit_days__gte=1)),
        ]

    def __str__(self):
        return self.code


class Definition(models.Model):
    """A named reading of the headline: which metric it is, less which other. Never changed: another is another."""

    code = models.CharField(primary_key=True, max_length=20)
    metric = models.CharField(max_length=50)
    less = models.CharField(max_length=50, blank=True)
    source = models.CharField(max_length=200)
    is_default = models.BooleanField(default=False)
    # Why it was added, which everybody reads; nothing of these three is known of those that were there from the beginning.
    reason = models.CharField(max_length=500, blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    revision = models.OneToOneField("Revision", models.PROTECT, null=True, related_name="definition")

    class Meta:
        ordering = ["code"]
        constraints = [
            UniqueConstraint(name="one_default_definition", fields=["is_default"], condition=Q(is_default=True))
        ]

    def __str__(self):
        return self.code


class Period(models.Model):
    """A month's standing. A month without a row is open; `first_closed_at` stays when a month is reopened.

    How it stood at an earlier revision: what was closed (`Closing`) and reopened (`Reopening`) by then, and before any
    closing provisional from `provisional_at` on (docs/counting.md, “Months”).
    """

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        PROVISIONAL = "provisional", _("provisional")
        FINAL = "final", _("final")

    month = models.DateField(primary_key=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.OPEN)
    provisional_at = models.DateTimeField(null=True)
    first_closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            CheckConstraint(name="period_is_a_month", condition=Q(month__day=1)),
            CheckConstraint(name="period_status_is_known", condition=Q(status__in=["open", "provisional", "final"])),
            CheckConstraint(name="final_was_closed", condition=~Q(status="final") | Q(first_closed_at__isnull=False)),
        ]


class Revision(models.Model):
    """One posting: a gapless number, and the time at which it was written under the lock."""

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    entries = models.PositiveIntegerField()
    # Whether it is that of a rebuild which changed no count; one without entries is otherwise named by what it was for.
    rebuilt = models.BooleanField(db_default=False, default=False)

    class Meta:
        ordering = ["-number"]


class Closing(models.Model):
    """One link of the chain, in order of closing: what a month stood at when it was closed. Never changed or deleted.

    Its digest is the SHA-256 of one text (docs/counting.md, “Months”): the digest before it, the month, the
    revisions, the frozen figures, and every entry that was published in the month by then.
    """

    number = models.BigIntegerField(primary_key=True)
    month = models.DateField()
    closed_at = models.DateTimeField()
    # Nobody, when a command closed it.
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)
    first_revision = models.BigIntegerField()
    last_revision = models.OneToOneField(Revision, models.PROTECT, related_name="closing")
    entries = models.BigIntegerField()
    # Records that waited for a verifier, and that whoever closed it knew of.
    waiting = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-number"]
        constraints = [
            CheckConstraint(name="closing_is_of_a_month", condition=Q(month__day=1)),
            CheckConstraint(
                name="closing_revisions_go_forward", condition=Q(last_revision_id__gte=F("first_revision"))
            ),
            CheckConstraint(
                name="closing_digests_are_sha256",
                condition=Q(previous__regex="^[0-9a-f]{64}$", digest__regex="^[0-9a-f]{64}$"),
            ),
        ]

    def __str__(self):
        return f"{self.number}: {self.month:%Y-%m}"


class Figure(models.Model):
    """What a closing published of a metric in a place: of its own month, or as an adjustment of an earlier one."""

    closing = models.ForeignKey(Closing, models.PROTECT, related_name="figures")
    month = models.DateField()
    metric = models.CharField(max_length=50)
    kecamatan = models.CharField(max_length=8)
    value = models.BigIntegerField()

    class Meta:
        constraints = [UniqueConstraint(name="one_figure_a_place", fields=["closing", "month", "metric", "kecamatan"])]


class Reopening(models.Model):
    """A closed month that somebody wants open again, with a public reason; a second person confirms it or declines."""

    LONGEST = 500

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    closing = models.ForeignKey(Closing, models.PROTECT, related_name="reopenings")
    reason = models.CharField(_("reason, which everybody reads"), max_length=LONGEST)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    confirmed = models.BooleanField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    revision = models.OneToOneField(Revision, models.PROTECT, null=True, related_name="reopening")

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            CheckConstraint(name="reopening_has_a_reason", condition=~Q(reason="")),
            CheckConstraint(name="reopening_takes_two", condition=~Q(confirmed=True) | ~Q(answered_by=F("asked_by"))),
            CheckConstraint(
                name="reopening_is_answered_whole",
                condition=Q(confirmed=None, answered_by=None, answered_at=None)
                | Q(confirmed__isnull=False, answered_by__isnull=False, answered_at__isnull=False),
            ),
            CheckConstraint(
                name="a_confirmed_reopening_is_a_revision",
                condition=Q(confirmed=True, revision__isnull=False)
                | Q(confirmed=False, revision=None)
                | Q(confirmed=None, revision=None),
            ),
            UniqueConstraint(name="one_reopening_waits", fields=["closing"], condition=Q(confirmed=None)),
            UniqueConstraint(name="a_closing_is_reopened_once", fields=["closing"], condition=Q(confirmed=True)),
        ]

    @property
    def taken_back(self) -> bool:
        """Whether whoever asked answered no."""
        return self.confirmed is False and self.answered_by_id == self.asked_by_id


class Naming(models.Model):
    """From which month the headline reads which definition, unless another is asked for. The newest of a month holds."""

    from_month = models.DateField()
    definition = models.ForeignKey(Definition, models.PROTECT, related_name="namings")
    reason = models.CharField(_("reason"), max_length=500)
    named_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    revision = models.OneToOneField(Revision, models.PROTECT, null=True, related_name="naming")

    class Meta:
        ordering = ["-from_month", "-pk"]
        constraints = [
            CheckConstraint(name="naming_begins_with_a_month", condition=Q(from_month__day=1)),
            CheckConstraint(name="naming_has_a_reason", condition=~Q(reason="")),
        ]


class TargetVersion(models.Model):
    """In which revision a target's version came; those that were there from the beginning have none. Never changed."""

    target = models.OneToOneField(Target, models.PROTECT, primary_key=True, related_name="came")
    revision = models.OneToOneField(Revision, models.PROTECT, related_name="target")


class ChangedKey(models.Model):
    """The key of a row that changed. Append-only and with no unique key, see the trigger's migration."""

    kind = models.CharField(max_length=24)
    key = models.UUIDField()
    reason = models.TextField()
    change = models.UUIDField(null=True)
    transaction = models.BigIntegerField(db_index=True)
    queued_at = models.DateTimeField()

    class Meta:
        db_table = "reports_queue"


# The columns that say what a value is a count of; the rollups have one row for each combination.
CELL = ["metric", "month", "posting_month", "kecamatan", "gender", "age_band", "vintage"]


class Vintage(models.TextChoices):
    """Whether an entry belongs to what its month first published. Said when it is posted, and the same for ever.

    A month that was closed before a series came has published nothing by it: all of that is counted backwards.
    """

    FIRST = "first", _("first published")
    ADJUSTMENT = "adjustment", _("adjustment")
    BACKCAST = "backcast", _("counted backwards")


class LedgerEntries(Scoped):
    @staticmethod
    def within(codes: Collection[str]) -> Q:
        """Those of these places; people from outside Jakarta are entries of the whole city alone."""
        return Q(kecamatan__in=codes)


class LedgerEntry(models.Model):
    """What one posting changed for one source in one cell. Never changed, never deleted; no personal datum."""

    source_kind = models.CharField(max_length=12)
    source_id = models.UUIDField()
    metric = models.CharField(max_length=50)
    month = models.DateField()
    posting_month = models.DateField()
    kecamatan = models.CharField(max_length=8)
    gender = models.CharField(max_length=8)
    age_band = models.CharField(max_length=8)
    vintage = models.CharField(max_length=10, choices=Vintage)
    delta = models.BigIntegerField()
    reason = models.TextField()
    change = models.UUIDField(null=True)
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="postings")

    objects = LedgerEntries.as_manager()

    class Meta:
        db_table = "reports_ledger"
        indexes = [
            models.Index(name="ledger_source", fields=["source_id"]),
            models.Index(name="ledger_cell", fields=["metric", "month"]),
            # A closed month, entry by entry.
            models.Index(name="ledger_published", fields=["posting_month", "id"]),
        ]
        constraints = [
            CheckConstraint(name="entry_changes_something", condition=~Q(delta=0)),
            CheckConstraint(name="entry_posts_in_its_month_or_later", condition=Q(posting_month__gte=F("month"))),
            CheckConstraint(name="entry_months_are_months", condition=Q(month__day=1, posting_month__day=1)),
        ]


class MonthlyCount(models.Model):
    """The ledger's sum for one cell; what every page and the API read."""

    metric = models.CharField(max_length=50)
    month = models.DateField()
    posting_month = models.DateField()
    kecamatan = models.CharField(max_length=8)
    gender = models.CharField(max_length=8)
    age_band = models.CharField(max_length=8)
    vintage = models.CharField(max_length=10, choices=Vintage)
    value = models.BigIntegerField()

    class Meta:
        constraints = [UniqueConstraint(name="one_row_a_cell", fields=CELL)]


class Quarantine(models.Model):
    """A source that could not be posted: the others go on, closing a month waits. `retry` queues it again as it was."""

    source_kind = models.CharField(max_length=12)
    source_id = models.UUIDField()
    error = models.CharField(max_length=200)
    reason = models.TextField()
    change = models.UUIDField(null=True)
    since = models.DateTimeField()

    class Meta:
        constraints = [UniqueConstraint(name="one_quarantine_a_source", fields=["source_kind", "source_id"])]


class Check(models.Model):
    """The result of one full recount against ledger and rollups."""

    at = models.DateTimeField()
    differences = models.PositiveIntegerField()
    revision = models.BigIntegerField()
    seconds = models.FloatField()

    class Meta:
        ordering = ["-at"]
        get_latest_by = "at"


class FacilitatorReport(models.Model):
    """What a facilitator says about a month beside what the log says of it: their own words, for nobody else."""

    LONGEST = 2000

    facilitator = models.ForeignKey(User, models.PROTECT, related_name="monthly_reports")
    month = models.DateField()
    remarks = models.CharField(_("What went well, what stood in the way"), max_length=LONGEST, blank=True)
    plan = models.CharField(_("Plan for the next month"), max_length=LONGEST, blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            UniqueConstraint(name="one_report_a_month", fields=["facilitator", "month"]),
            CheckConstraint(name="facilitator_report_is_of_a_month", condition=Q(month__day=1)),
        ]
