from functools import cached_property

import pghistory
from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken

from okoce.accounts.roles import ONE_FACTOR, Power, Role, powers_of


@pghistory.track(fields=["username", "name", "roles", "is_active"], model_name="UserEvent")
class User(AbstractUser):
    """Someone who signs in. What they may do comes from `roles` alone; where, from their assignments."""

    first_name = None
    last_name = None
    name = models.CharField(_("full name"), max_length=150)
    roles = ArrayField(models.CharField(max_length=20, choices=Role), verbose_name=_("roles"))
    must_change_password = models.BooleanField(default=False)

    REQUIRED_FIELDS = ["name"]

    # Kept by programs.scoping for as long as a request lasts: the kecamatan of today, None is the whole city.
    assigned: list[str]
    area: list[str] | None
    # Set by a token that is of these kecamatan only; None: wherever its user works.
    narrowed_to: list[str] | None = None

    class Meta:
        constraints = [
            CheckConstraint(name="roles_are_known", condition=Q(roles__contained_by=Role.values)),
            CheckConstraint(name="user_has_a_role", condition=Q(roles__len__gt=0)),
            # Signing in takes a name in any case; two that differ by nothing else would lock each other out.
            UniqueConstraint(
                Lower("username"),
                name="one_user_a_name",
                violation_error_message=_("Somebody has this user name already."),
            ),
        ]

    def __str__(self):
        return self.name

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name

    @cached_property
    def powers(self) -> set[Power]:
        return powers_of(self.roles)

    def may(self, power: Power) -> bool:
        return power in self.powers

    @property
    def needs_second_factor(self) -> bool:
        return not set(self.roles) <= ONE_FACTOR


class OneTimeLinkQuerySet(models.QuerySet):
    def open_at(self, moment):
        """The links that still open the door then."""
        return self.filter(used_at=None, withdrawn_at=None, expires_at__gt=moment)


@pghistory.track(exclude=["digest"])
class OneTimeLink(models.Model):
    """Opens once, for whoever holds it, to choose the user's password; a digest alone is kept of it."""

    user = models.ForeignKey(User, models.PROTECT, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    resets_second_factor = models.BooleanField(default=False)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = OneTimeLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            CheckConstraint(
                name="second_factor_reset_with_a_reason", condition=Q(resets_second_factor=False) | ~Q(reason="")
            ),
            UniqueConstraint(
                name="one_open_link_a_user", fields=["user"], condition=Q(used_at=None, withdrawn_at=None)
            ),
        ]

    def is_open(self, moment):
        return self.used_at is None and self.withdrawn_at is None and self.expires_at > moment


class Scope(models.TextChoices):
    SUMMARY = "summary", _("Summary: counts only")
    DETAILS = "details", _("Details: ledger entries, masked people")
    RECORDS = "records", _("Records: read and write as the user")


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.DeleteEvent(),
    fields=["handle", "user", "name", "scope", "kecamatan", "addresses", "expiry"],
    model_name="TokenEvent",
)
class Token(AbstractAuthToken):
    """An API token: a digest, what it may reach, and whose it is. A token never exceeds its user."""

    # What addresses call it by: its key is the digest.
    handle = models.UUIDField(db_default=RandomUUID(), unique=True)
    name = models.CharField(_("name"), max_length=80)
    scope = models.CharField(_("scope"), max_length=10, choices=Scope)
    # None: wherever its user works. Counts are of the whole city, whoever reads them.
    kecamatan = ArrayField(models.CharField(max_length=8), default=list, verbose_name=_("kecamatan"))
    # Networks such as 203.0.113.0/24 that it may be sent from; none: from everywhere.
    addresses = ArrayField(models.CharField(max_length=43), default=list, verbose_name=_("addresses"))
    # Of the minute, written by a job: a read never writes.
    last_used_at = models.DateTimeField(null=True)

    @property
    def has_expired(self) -> bool:
        return self.expiry <= timezone.now()

    class Meta:
        constraints = [
            CheckConstraint(name="token_scope_is_known", condition=Q(scope__in=Scope.values)),
            CheckConstraint(name="token_ends", condition=Q(expiry__isnull=False)),
            CheckConstraint(
                name="token_for_counts_is_of_the_city", condition=~Q(scope="summary") | Q(kecamatan__len=0)
            ),
        ]


class Sent(models.Model):
    """What a client sent under an id that it made: sent again it is the same record, and nothing else takes the id."""

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    # Keyed: without the site's secret key nobody finds the content that it is of by trying.
    digest = models.CharField(max_length=64)
    # Mostly the id itself; another one where the content was of a row that existed.
    record = models.UUIDField()
    # Of what a browser sent: the page that it was led to, on this site.
    leads_to = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(name="sent_about", fields=["record"])]


class Read(models.Model):
    """An answer showed these people to somebody. No row is changed, or deleted by the application (docs/privacy.md, “Who read whom”)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="reads", db_index=False)
    # The handle of the token that asked, when it was one.
    token = models.UUIDField(null=True)
    # The clock of the database, whatever is written.
    at = models.DateTimeField(db_default=Now(), editable=False)
    # What the address is called, or the job: the address itself holds more.
    name = models.CharField(max_length=60)
    method = models.CharField(max_length=8)
    people = ArrayField(models.UUIDField())
    # What was read, where that is not people: the log itself, or the evidence of a month.
    about = models.CharField(max_length=60, blank=True, db_default="")

    class Meta:
        ordering = ["-at", "-pk"]
        # People are many in one row, and rows are many: no key of theirs is unique.
        indexes = [
            models.Index(name="reads_of_a_user", fields=["user", "at"]),
            GinIndex(name="reads_of_a_person", fields=["people"]),
            BrinIndex(name="reads_by_time", fields=["at"]),
        ]
        constraints = [CheckConstraint(name="read_is_of_something", condition=Q(people__len__gt=0) | ~Q(about=""))]

    def __str__(self):
        return f"{self.at} {self.name}"
