"""People, where they live, and which sessions they attended."""

import uuid

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Case, CheckConstraint, Exists, F, Func, OuterRef, Q, UniqueConstraint, Value, When
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from okoce.accounts import reads
from programs.models import Kecamatan, Training, TrainingSession
from programs.scoping import Scoped

# Of a fact, the person for whom it counts (docs/counting.md, “One person once”).
PERSON = Coalesce("participant__merged_into", "participant")


class OfTheWhole(Func):
    """Whether a column names the person, or a row that tells of the same: as `rows`, where a question asks of many."""

    arg_joiner = " = ANY (ARRAY(SELECT member FROM whole_of("
    template = "%(expressions)s) member))"
    output_field = models.BooleanField()


class ParticipantQuerySet(Scoped):
    @staticmethod
    def within(codes, among=None):
        """Someone who lives, was registered or sits on a roster there (docs/privacy.md, “Who sees whom”)."""
        attends = _of(among, Attendance.objects.filter(session__training__kecamatan__in=codes)).values("participant")
        enrolled = _of(among, Enrolment.objects.filter(training__kecamatan__in=codes)).values("participant")
        lives, registered = ParticipantQuerySet._at_home(codes, among)
        # A list shows the row that is on it, and leads to no other row of the same person.
        merged = ParticipantQuerySet._merged(codes, among)
        folded = ParticipantQuerySet._folded(codes, among)
        # Sets put together, each from its own index: asked of every person in turn, they take seconds.
        return Q(pk__in=registered.union(lives, attends, enrolled, merged, folded))

    @classmethod
    def by_the_row(cls, codes):
        """Who lives or was registered there by this very row, whatever another one that tells of them says."""
        lives, registered = cls._at_home(codes, None)
        return Q(pk__in=registered.union(lives))

    @classmethod
    def entrusted(cls, codes, among=None):
        """Someone who lives or was registered there: a roster alone shows a name, and opens nobody's page."""
        lives, registered = cls._at_home(codes, among)
        return Q(pk__in=registered.union(lives, cls._merged(codes, among), cls._folded(codes, among)))

    @staticmethod
    def _at_home(codes, among):
        newest = Residence.objects.filter(participant=OuterRef("participant")).order_by("-since")
        lives = Residence.objects.filter(pk=models.Subquery(newest.values("pk")[:1]), kecamatan__in=codes)
        registered = Participant.objects.filter(registered_in__in=codes)
        return _of(among, lives).values("participant"), _of(among, registered, key="pk").values("pk")

    @staticmethod
    def _merged(codes, among):
        """Whoever somebody was merged into who is there: of few, so that each of them may be asked about by itself."""
        there = ParticipantQuerySet._is_there(codes)
        merged = _of(among, Participant.objects.filter(there, merged_into__isnull=False), key="merged_into")
        return merged.values("merged_into")

    @staticmethod
    def _folded(codes, among):
        """Whoever was merged into somebody who is there by another row: a person is opened whole, or not at all."""
        rows = Participant.objects.filter(Q(pk=OuterRef("merged_into")) | Q(merged_into=OuterRef("merged_into")))
        merged = _of(among, Participant.objects.filter(merged_into__isnull=False), key="pk")
        return merged.filter(Exists(rows.filter(ParticipantQuerySet._is_there(codes)))).values("pk")

    @staticmethod
    def _is_there(codes):
        """Of one person at a time: whether they live or were registered there."""
        newest = Residence.objects.filter(participant=OuterRef(OuterRef("pk"))).order_by("-since")
        lives = Residence.objects.filter(pk=models.Subquery(newest.values("pk")[:1]), kecamatan__in=codes)
        return Q(registered_in__in=codes) | Q(Exists(lives))

    def rows_of(self, people):
        """Every row that tells of one of these people, who are kept: facts of theirs are asked for by it."""
        return self.filter(Q(pk__in=people) | Q(merged_into__in=people)).order_by()

    def registrations_of(self, person):
        """The rows by which the person registered, the first one first: that one counts (“One person once”)."""
        rows = self.filter(OfTheWhole("pk", person), registered_on__isnull=False)
        return rows.order_by("registered_on", F("merged_into").asc(nulls_first=True), "pk")

    def whole(self):
        """Everybody once: without the rows that were merged into others."""
        return self.filter(merged_into=None)

    def as_told(self):
        """Of those `telling`: everybody once, and whoever a list alone shows by each row that is on one."""
        return self.filter(Q(merged_into=None) | Q(opens=False))

    def telling(self, user, *, among=None):
        """Each with `opens`: whether the user may open the person's own page; and with how far the `whole` person is."""
        opened = Participant.objects.looked_after_by(user, among=among)
        return self.with_whole().annotate(opens=Exists(opened.filter(pk=OuterRef("pk"))))

    def with_whole(self):
        """Each with what `is_calon` asks of every row of the person."""
        rows = Participant.objects.filter(OfTheWhole("pk", OuterRef("pk"))).order_by()
        return self.annotate(
            whole_identified=Exists(rows.filter(identity_verified=True)),
            whole_registered=Exists(rows.filter(registered_on__isnull=False)),
        )


def _of(among, rows, key="participant"):
    """The rows of these people; of all when there are none named."""
    return rows if among is None else rows.filter(**{f"{key}__in": among})


class Noted(models.Model):
    """Whoever reads a row reads of its person: the log of reads has them (docs/privacy.md, “Who read whom”)."""

    # The column that says whose it is.
    noted_by = "participant_id"

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db, field_names, values):
        row = super().from_db(db, field_names, values)
        # What was not asked for says of nobody, and is not asked for on account of this.
        reads.note(row.__dict__.get(cls.noted_by))
        return row


# What the trail of people keeps; and what it only tells the change of, with who did it and why.
KEPT = [
    "sex",
    "birth_year",
    "ktp_seen",
    "registered_on",
    "consent_version",
    "baseline",
    "baseline_workers",
    "registered_in",
    "registered_by",
    "facilitator",
]
TOLD = ["name", "phone", "birth_date", "nik_fingerprint"]


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(condition=pghistory.AnyChange(*KEPT, *TOLD)),
    fields=KEPT,
    model_name="ParticipantEvent",
)
class Participant(Noted):
    """A person. Before the identity is verified a *calon*: may attend, climbs no rung.

    The identity number is kept sealed with its fingerprint beside it; an erasure empties the seal and keeps the
    fingerprint, so that nobody is counted again. Counting reads only what survives an erasure
    (docs/privacy.md, “What is kept”).
    """

    noted_by = "id"

    class Sex(models.TextChoices):
        FEMALE = "female", _("woman")
        MALE = "male", _("man")
        UNKNOWN = "unknown", _("unknown")

    class Baseline(models.TextChoices):
        NO_BUSINESS = "no_business", _("no business yet")
        UNLICENSED = "unlicensed", _("a business without licence")
        LICENSED = "licensed", _("a business with a licence")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    sex = models.CharField(_("sex"), max_length=10, choices=Sex, default=Sex.UNKNOWN)
    birth_date = models.DateField(_("date of birth"), null=True)
    birth_year = models.PositiveSmallIntegerField(null=True)
    nik_sealed = models.BinaryField(null=True)
    nik_fingerprint = models.BinaryField(null=True, max_length=32, unique=True)
    nik_tail = models.CharField(max_length=4, blank=True)
    ktp_seen = models.BooleanField(_("identity card seen"), default=False)
    identity_verified = models.GeneratedField(
        expression=Case(
            When(Q(nik_fingerprint__isnull=False) | Q(ktp_seen=True), then=Value(True)), default=Value(False)
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    registered_on = models.DateField(_("consent and baseline taken on"), null=True)
    consent_version = models.CharField(max_length=20, blank=True)
    baseline = models.CharField(_("business at registration"), max_length=12, choices=Baseline, blank=True)
    baseline_workers = models.PositiveSmallIntegerField(_("paid workers at registration"), default=0)
    registered_in = models.ForeignKey(Kecamatan, models.PROTECT, related_name="registrations")
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="registrations")
    # Who looks after the person now: whoever registered them, until a handover.
    facilitator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="people", db_index=False)
    # Whoever entered something of the registration: none of them may approve the person as a new entrepreneur.
    makers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="people_made")
    # The row that tells of the same person, and for which everything of this one counts (`Merge`).
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="folded", db_index=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        # By name, because they came to a large table: built beside its use.
        indexes = [
            models.Index(name="people_of_a_facilitator", fields=["facilitator"]),
            models.Index(name="merged_people", fields=["merged_into"], condition=Q(merged_into__isnull=False)),
            GinIndex(OpClass("name", "gin_trgm_ops"), name="names_written_nearly_so"),
        ]
        constraints = [
            CheckConstraint(
                name="sealed_nik_has_a_fingerprint", condition=Q(nik_sealed=None) | Q(nik_fingerprint__isnull=False)
            ),
            CheckConstraint(
                name="registration_is_whole",
                condition=Q(registered_on=None)
                | (Q(registered_on__isnull=False) & ~Q(consent_version="") & ~Q(baseline="")),
            ),
            CheckConstraint(name="merged_into_another", condition=~Q(merged_into=F("id"))),
            CheckConstraint(name="sex_is_known_word", condition=Q(sex__in=["female", "male", "unknown"])),
            CheckConstraint(
                name="baseline_is_known_word", condition=Q(baseline__in=["", "no_business", "unlicensed", "licensed"])
            ),
            CheckConstraint(
                name="workers_at_registration_have_a_business",
                condition=Q(baseline_workers=0) | Q(baseline__in=["unlicensed", "licensed"]),
            ),
            CheckConstraint(
                name="birth_year_goes_with_the_date",
                condition=Q(birth_date=None) | Q(birth_year__isnull=False, birth_year=F("birth_date__year")),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def kept(self):
        """The row that the person is told by: this one, unless it was merged into another."""
        return self.merged_into or self

    @property
    def kept_id(self):
        return self.merged_into_id or self.pk

    @property
    def rows(self):
        """Each row that tells of this person, whichever of them this is: what facts are asked for by."""
        return Participant.objects.rows_of([self.kept_id]).values("pk")

    @cached_property
    def registration(self):
        """The row by which the person registered first; this one as long as none did."""
        rows = Participant.objects.registrations_of(Value(self.pk)).defer("nik_sealed")
        return rows.first() or self

    @property
    def nik_masked(self):
        return f"{'*' * 12}{self.nik_tail}" if self.nik_tail else ""

    @property
    def is_calon(self):
        """Attends, and counts nowhere yet: identity, consent or baseline is missing on every row of the person."""
        if self.identity_verified and self.registered_on:
            return False
        if self._state.adding:
            return True
        # A list asks it of everybody at once (`with_whole`).
        whole = self if "whole_registered" in vars(self) else Participant.objects.with_whole().get(pk=self.pk)
        return not (whole.whole_identified and whole.whole_registered)


# To correct a home moves a count: the trail keeps both, and one that was taken back.
@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Residence(Noted):
    """Where someone lives from a day on; no kecamatan is outside Jakarta."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="residences")
    kecamatan = models.ForeignKey(Kecamatan, models.PROTECT, null=True, related_name="residents")
    since = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # By which it came; none came with the registration. Asked by it only when it is taken back: that needs no index.
    transfer = models.ForeignKey("Transfer", models.PROTECT, null=True, related_name="residences", db_index=False)

    class Meta:
        ordering = ["since"]
        constraints = [UniqueConstraint(name="one_residence_a_day", fields=["participant", "since"])]


class AttendanceQuerySet(Scoped):
    @staticmethod
    def within(codes):
        return Q(session__training__kecamatan__in=codes)


class Attendance(Noted):
    """One person at one session."""

    class Status(models.TextChoices):
        PRESENT = "present", _("present")
        LATE = "late", _("late")
        EXCUSED = "excused", _("excused")
        SICK = "sick", _("sick")
        ABSENT = "absent", _("absent")

    # Late counts as present.
    CAME = (Status.PRESENT, Status.LATE)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    session = models.ForeignKey(TrainingSession, models.CASCADE, related_name="attendances")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="attendances")
    status = models.CharField(max_length=8, choices=Status)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # When it was tapped, which a phone without a line tells only later: the later tap holds, whichever arrives first.
    recorded_at = models.DateTimeField()
    # Present by being put on the list or among the rest: what somebody says of the person holds, also if said before.
    assumed = models.BooleanField(default=False, db_default=False)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(name="one_attendance_a_session", fields=["session", "participant"]),
            CheckConstraint(
                name="attendance_status_is_known",
                condition=Q(status__in=["present", "late", "excused", "sick", "absent"]),
            ),
        ]


class Enrolment(Noted):
    """Somebody on the list of a training, whether or not they came to a session yet. It counts nowhere."""

    training = models.ForeignKey(Training, models.CASCADE, related_name="enrolments")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="enrolments")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [UniqueConstraint(name="one_enrolment_a_training", fields=["training", "participant"])]


class Distinction(models.Model):
    """Two people who look like one and are not, and how somebody knows."""

    class Because(models.TextChoices):
        CARDS = "cards", _("I saw two identity cards")
        KNOWN = "known", _("I know both of them")
        SAID = "said", _("the person says so")

    first = models.ForeignKey(Participant, models.PROTECT, related_name="+")
    second = models.ForeignKey(Participant, models.PROTECT, related_name="+")
    because = models.CharField(max_length=8, choices=Because)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    said_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            UniqueConstraint(name="one_distinction_of_two", fields=["first", "second"]),
            CheckConstraint(name="distinction_is_in_order", condition=Q(first__lt=F("second"))),
            CheckConstraint(name="distinction_reason_is_known", condition=Q(because__in=["cards", "known", "said"])),
        ]
