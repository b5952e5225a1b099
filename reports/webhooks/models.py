"""Who listens, and what each of them is told (docs/webhooks.md)."""

import uuid
from typing import Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from okoce.accounts.models import User
from okoce.accounts.roles import Power, roles_with


class WebhookQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """The user's own: nobody else sees an address, and nobody's secret is shown twice."""
        return self.filter(user=user)

    def listening(self) -> Self:
        """Those that are told: switched on, of somebody who may still see counts."""
        return self.filter(active=True, user__is_active=True, user__roles__overlap=roles_with(Power.SEE_COUNTS))


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    fields=["id", "user", "name", "url", "events", "active"],
    model_name="WebhookEvent",
)
class Webhook(models.Model):
    """An address of somebody's own program that is told when numbers change (docs/webhooks.md)."""

    class Event(models.TextChoices):
        MONTH_CLOSED = "month.closed", _("A month is closed")
        REVISION_REACHED = "revision.reached", _("Numbers changed: a new revision")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="webhooks")
    name = models.CharField(_("name"), max_length=80)
    url = models.CharField(_("address"), max_length=500)
    events = ArrayField(models.CharField(max_length=20, choices=Event), verbose_name=_("events"))
    # Sealed: it is needed for every signature, so a digest would not do.
    secret = models.BinaryField()
    made_at = models.DateTimeField()
    active = models.BooleanField(default=True)
    # Tries that failed one after another, over all deliveries, and since when.
    failures = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    # What it is not told: the closings and revisions until these, the newest when it began to listen.
    closings_before = models.BigIntegerField(default=0)
    told_revision = models.BigIntegerField(default=0)
    told_revision_at = models.DateTimeField(null=True)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            CheckConstraint(
                name="webhook_events_are_known", condition=Q(events__contained_by=["month.closed", "revision.reached"])
            ),
            CheckConstraint(name="webhook_has_an_event", condition=Q(events__len__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One message to one webhook: what is sent stays the same over every try, and so does its id."""

    class State(models.TextChoices):
        WAITING = "waiting", _("on its way")
        SENT = "sent", _("arrived")
        FAILED = "failed", _("given up")
        REPLACED = "replaced", _("replaced by a newer one")

    PING = "ping"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=40)
    body = models.TextField()
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    # Of the job that sends it now. Whoever was killed leaves it behind, and when it is due again another takes it.
    claim = models.UUIDField(null=True)
    tried_at = models.DateTimeField(null=True)
    answered = models.PositiveSmallIntegerField(null=True)
    trouble = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["-made_at", "id"]
        indexes = [
            models.Index(name="delivery_due", fields=["due_at"], condition=Q(state="waiting")),
            models.Index(name="delivery_newest", fields=["webhook", "-made_at"]),
        ]
        constraints = [
            # However often a job runs, and however many run at once.
            UniqueConstraint(name="one_delivery_a_subject", fields=["webhook", "kind", "subject"]),
            CheckConstraint(
                name="delivery_state_is_known", condition=Q(state__in=["waiting", "sent", "failed", "replaced"])
            ),
            CheckConstraint(name="delivery_that_waits_is_due", condition=Q(state="waiting") ^ Q(due_at__isnull=True)),
        ]
