"""Where and when: the city, its kecamatan, the programme with its targets, trainings and their sessions."""

import datetime
import uuid

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    DateRangeField,
    DateTimeRangeField,
    RangeBoundary,
    RangeOperators,
)
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, F, Func, Q, UniqueConstraint
from django.db.models.functions import Extract
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from okoce.accounts.roles import Power
from okoce.core.months import Month
from programs.scoping import Scoped


class City(models.Model):
    code = models.CharField(primary_key=True, max_length=5)
    name = models.CharField(max_length=60)

    def __str__(self):
        return self.name


class Kecamatan(models.Model):
    """One of 44, keyed by its dotted Kemendagri code. Undotted codes mean other places elsewhere."""

    code = models.CharField(primary_key=True, max_length=8)
    name = models.CharField(max_length=60, unique=True)
    city = models.ForeignKey(City, models.PROTECT, related_name="kecamatan")
    aliases = ArrayField(models.CharField(max_length=60), default=list)
    grid_row = models.PositiveSmallIntegerField()
    grid_col = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["code"]
        constraints = [
            CheckConstraint(name="kecamatan_code_is_dotted", condition=Q(code__regex=r"^31\.\d\d\.\d\d$")),
            UniqueConstraint(name="one_kecamatan_a_tile", fields=["grid_row", "grid_col"]),
        ]

    def __str__(self):
        return self.name


class Population(models.Model):
    """How many people live in a kecamatan by a count of a year, as it was loaded; a count that is corrected is loaded again.

    Never changed: shares of targets as of an earlier moment go by what was loaded until then.
    """

    kecamatan = models.ForeignKey(Kecamatan, models.PROTECT, related_name="populations")
    year = models.PositiveSmallIntegerField(validators=[MinValueValidator(1990), MaxValueValidator(2100)])
    people = models.PositiveIntegerField()
    source = models.CharField(max_length=200)
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ["-year", "-loaded_at", "kecamatan"]
        constraints = [
            UniqueConstraint(name="one_population_a_loading", fields=["kecamatan", "year", "loaded_at"]),
            CheckConstraint(name="somebody_lives_there", condition=Q(people__gt=0)),
            CheckConstraint(name="population_has_a_source", condition=~Q(source="")),
        ]

    def __str__(self):
        return f"{self.kecamatan_id} {self.year}"


@pghistory.track()
class Centre(models.Model):
    """The centre of entrepreneurship that each kecamatan has."""

    kecamatan = models.OneToOneField(Kecamatan, models.PROTECT, related_name="centre")
    name = models.CharField(max_length=100)
    address = models.CharField(max_length=200, blank=True)
    rooms = models.PositiveSmallIntegerField(null=True)
    seats = models.PositiveSmallIntegerField(null=True)
    equipment = models.TextField(blank=True)

    def __str__(self):
        return self.name


class Programme(models.Model):
    code = models.CharField(primary_key=True, max_length=20)
    name = models.CharField(max_length=100)
    first_month = models.DateField()
    months = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [CheckConstraint(name="programme_starts_a_month", condition=Q(first_month__day=1))]

    def __str__(self):
        return self.name

    @property
    def first(self) -> Month:
        return Month.of(self.first_month)

    @property
    def last(self) -> Month:
        return self.first + (self.months - 1)


@pghistory.track()
class Target(models.Model):
    """A dated row, never a constant: who said it, when it held, what replaced it and why (docs/counting.md, “Readings of a number”)."""

    class Period(models.TextChoices):
        MONTH = "month", _("month")
        YEAR = "year", _("year")
        PROGRAMME = "programme", _("programme")

    code = models.CharField(max_length=20)
    version = models.PositiveSmallIntegerField(default=1)
    metric = models.CharField(max_length=30)
    period = models.CharField(max_length=10, choices=Period)
    from_month = models.PositiveSmallIntegerField()
    to_month = models.PositiveSmallIntegerField()
    floor = models.BigIntegerField(null=True)
    ceiling = models.BigIntegerField(null=True)
    unit = models.CharField(max_length=20)
    source = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    valid_from = models.DateField()
    superseded_by = models.OneToOneField("self", models.PROTECT, null=True, related_name="supersedes")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["code", "version"]
        constraints = [
            UniqueConstraint(name="one_version_a_target", fields=["code", "version"]),
            CheckConstraint(name="target_months_in_order", condition=Q(to_month__gte=F("from_month"))),
            CheckConstraint(name="target_period_is_known", condition=Q(period__in=["month", "year", "programme"])),
            CheckConstraint(name="target_bounds_in_order", condition=Q(ceiling__gte=F("floor"))),
            CheckConstraint(name="target_has_a_bound", condition=Q(floor__isnull=False) | Q(ceiling__isnull=False)),
            CheckConstraint(name="new_version_has_a_reason", condition=Q(version=1) | ~Q(reason="")),
        ]

    def __str__(self):
        return f"{self.code} v{self.version}"


class AssignmentQuerySet(models.QuerySet):
    def on(self, day):
        """The assignments that hold on the day: from `starts_on` until before `ends_on`."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)


class DateRange(Func):
    function = "DATERANGE"
    output_field = DateRangeField()


@pghistory.track()
class Assignment(models.Model):
    """A user works in a kecamatan from one day until before another."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments")
    kecamatan = models.ForeignKey(Kecamatan, models.PROTECT, related_name="assignments")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            CheckConstraint(name="assignment_days_in_order", condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on"))),
            ExclusionConstraint(
                name="one_assignment_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("kecamatan", RangeOperators.EQUAL),
                    (DateRange("starts_on", "ends_on", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    @property
    def last_day(self):
        return self.ends_on and self.ends_on - datetime.timedelta(days=1)


@pghistory.track()
class Agency(models.Model):
    """The city department (SKPD) that pays for a training."""

    code = models.CharField(primary_key=True, max_length=20)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


@pghistory.track()
class Curriculum(models.Model):
    code = models.CharField(primary_key=True, max_length=20)
    name = models.CharField(max_length=80)
    topic = models.CharField(max_length=120)
    hours = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class TrainingQuerySet(Scoped):
    @staticmethod
    def within(codes):
        return Q(kecamatan__in=codes)


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(condition=pghistory.AnyChange(exclude=["version"])),
    pghistory.DeleteEvent(),
)
class Training(models.Model):
    """One curriculum given to one group by one agency, in one or more sessions.

    `version` grows with every change of a counted field, a session or the roster (the database sees to it),
    and an approval holds for one version only: a change afterwards returns the record to *submitted*.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("waiting for verification")
        RETURNED = "returned", _("returned")
        VERIFIED = "verified", _("verified")
        REVOKED = "revoked", _("revoked")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kecamatan = models.ForeignKey(Kecamatan, models.PROTECT, related_name="trainings", verbose_name=_("kecamatan"))
    curriculum = models.ForeignKey(Curriculum, models.PROTECT, verbose_name=_("curriculum"))
    agency = models.ForeignKey(Agency, models.PROTECT, verbose_name=_("agency"))
    place = models.CharField(_("place"), max_length=120)
    led_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="trainings_led")
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="trainings_logged")
    logged_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    # Whoever recorded any part of it, sessions and roster too: none of them may check it.
    makers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="trainings_made")

    objects = TrainingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(name="training_queue", fields=["state", "kecamatan", "submitted_at"])]
        constraints = [
            CheckConstraint(
                name="training_state_is_known",
                condition=Q(state__in=["draft", "submitted", "returned", "verified", "revoked"]),
            ),
            CheckConstraint(
                name="submitted_by_someone",
                condition=Q(state__in=["draft"]) | Q(submitted_by__isnull=False, submitted_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.curriculum}, {self.place}"


class SessionQuerySet(Scoped):
    @staticmethod
    def within(codes):
        return Q(training__kecamatan__in=codes)


class Moment(Func):
    """A local date and a local time on it."""

    template, arg_joiner = "(%(expressions)s)", " + "
    output_field = models.DateTimeField()


class MomentRange(Func):
    function = "TSRANGE"
    output_field = DateTimeRangeField()


@pghistory.track()
class TrainingSession(models.Model):
    """One meeting: a local date and two local times on it, in whole minutes, never across midnight.

    A training has one at a time: whoever sits there once is counted once, and the minutes of an hour are sixty.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        MOVED = "moved", _("moved")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    training = models.ForeignKey(Training, models.CASCADE, related_name="sessions")
    held_on = models.DateField(_("date"))
    starts_at = models.TimeField(_("starts"))
    ends_at = models.TimeField(_("ends"))
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    minutes = models.GeneratedField(
        expression=Extract(F("ends_at") - F("starts_at"), "epoch") / 60,
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["held_on", "starts_at"]
        indexes = [models.Index(name="session_day", fields=["held_on"])]
        constraints = [
            CheckConstraint(name="session_ends_the_day_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            CheckConstraint(
                name="session_state_is_known", condition=Q(state__in=["planned", "moved", "held", "cancelled"])
            ),
            CheckConstraint(
                name="session_times_are_whole_minutes",
                condition=Q(
                    Exact(Extract("starts_at", "microseconds"), 0), Exact(Extract("ends_at", "microseconds"), 0)
                ),
            ),
            CheckConstraint(name="session_lasts_a_quarter_hour", condition=Q(minutes__gte=15)),
            ExclusionConstraint(
                name="one_session_at_a_time",
                expressions=[
                    ("training", RangeOperators.EQUAL),
                    (
                        MomentRange(Moment("held_on", "starts_at"), Moment("held_on", "ends_at"), RangeBoundary()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=~Q(state="cancelled"),
            ),
        ]


class ExpenseQuerySet(Scoped):
    office_power = Power.RECORD_EXPENSES

    @staticmethod
    def within(codes):
        return Q(kecamatan__in=codes)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Expense(models.Model):
    """Money for one item in one kecamatan and month. What was struck out lives on in the trail, with its reason."""

    class Item(models.TextChoices):
        TRAINING = "training", _("training")
        MENTORING = "mentoring", _("mentoring")
        FACILITATORS = "facilitators", _("facilitators")
        ROOMS = "rooms", _("rooms")
        EQUIPMENT = "equipment", _("equipment")

    class Stage(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("expense", "planned")
        COMMITTED = "committed", pgettext_lazy("expense", "committed")
        PAID = "paid", pgettext_lazy("expense", "paid")

    # Twelve years of the whole budget: a longer number is a slip of the finger.
    MOST = 1_000_000_000_000

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    month = models.DateField(_("month"))
    kecamatan = models.ForeignKey(Kecamatan, models.PROTECT, related_name="expenses", verbose_name=_("kecamatan"))
    item = models.CharField(_("item"), max_length=12, choices=Item)
    rupiah = models.BigIntegerField(_("amount"), validators=[MinValueValidator(1), MaxValueValidator(MOST)])
    note = models.CharField(_("note"), max_length=200, blank=True)
    # What is not paid yet is spent by nobody: it counts nothing.
    stage = models.CharField(
        pgettext_lazy("expense", "stage"), max_length=9, choices=Stage, default=Stage.PAID, db_default=Stage.PAID
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="expenses_recorded")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ExpenseQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(name="expense_month", fields=["month", "kecamatan"])]
        constraints = [
            CheckConstraint(name="expense_month_is_whole", condition=Q(month__day=1)),
            CheckConstraint(
                name="expense_item_is_known",
                condition=Q(item__in=["training", "mentoring", "facilitators", "rooms", "equipment"]),
            ),
            CheckConstraint(name="expense_is_above_nothing", condition=Q(rupiah__gt=0)),
            CheckConstraint(name="expense_stage_is_known", condition=Q(stage__in=["planned", "committed", "paid"])),
        ]

    def __str__(self):
        return f"{self.kecamatan}, {self.get_item_display()}, {self.month:%m-%Y}"
