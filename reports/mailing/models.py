"""Who wants the report by mail, and what was sent to them (docs/mail.md)."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from okoce.accounts.models import User


class MailPlanQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "MailPlanQuerySet":
        """One's own: an address is nobody else's business."""
        return self.filter(user=user)


class MailSentQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "MailSentQuerySet":
        """What was sent to oneself."""
        return self.filter(plan__user=user)


class MailPlan(models.Model):
    """One's own: the report of each month, to this address. Switched off it stays, for what was sent hangs on it."""

    user = models.OneToOneField(User, models.PROTECT, primary_key=True, related_name="mail_plan")
    address = models.EmailField(_("mail address"), max_length=200)
    language = models.CharField(max_length=5)
    active = models.BooleanField(default=True)
    # What was due before is not sent afterwards.
    since = models.DateTimeField()

    objects = MailPlanQuerySet.as_manager()


class MailSent(models.Model):
    """One message. By itself each month goes to somebody once, which the database sees to; asked for, as often as asked."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("mail", "waits")
        # Whoever was killed here leaves it so: nobody knows whether it went out, and by itself it never goes again.
        SENDING = "sending", pgettext_lazy("mail", "on its way")
        SENT = "sent", pgettext_lazy("mail", "sent")
        FAILED = "failed", pgettext_lazy("mail", "not sent")

    plan = models.ForeignKey(MailPlan, models.PROTECT, related_name="messages")
    month = models.DateField()
    asked = models.BooleanField(default=False)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    # The kind of error alone: a server's own words may repeat the address.
    error = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = MailSentQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            UniqueConstraint(name="a_report_by_itself_once", fields=["plan", "month"], condition=Q(asked=False)),
            CheckConstraint(name="mail_is_of_a_month", condition=Q(month__day=1)),
            CheckConstraint(
                name="mail_state_is_known", condition=Q(state__in=["waiting", "sending", "sent", "failed"])
            ),
        ]
