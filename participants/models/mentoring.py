"""Visits of a facilitator to a person."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

from participants.models.checked import ANSWERED, Checked, as_it_was
from participants.models.people import Participant
from programs.models import Kecamatan


@pghistory.track(*as_it_was())
class Visit(Checked):
    """A mentoring visit. It counts as one at once; one that confirms trading is checked, and then proves trading."""

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", _("in person")
        PHONE = "phone", _("by phone")
        ONLINE = "online", _("online")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="visits")
    facilitator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="visits")
    kecamatan = models.ForeignKey(Kecamatan, models.PROTECT, related_name="visits", verbose_name=_("kecamatan"))
    held_on = models.DateField(_("date"))
    mode = models.CharField(_("how"), max_length=10, choices=Mode)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    topic = models.CharField(_("topic"), max_length=120)
    finding = models.TextField(_("finding"), blank=True)
    next_action = models.CharField(_("next step"), max_length=200, blank=True)
    confirms_trading = models.BooleanField(_("the business is trading"), default=False)
    has_evidence = models.BooleanField(default=False)

    class Meta:
        ordering = ["held_on", "recorded_at"]
        indexes = [
            models.Index(name="visit_of_a_day", fields=["participant", "held_on"]),
            models.Index(name="visit_by_somebody", fields=["facilitator", "held_on"]),
            models.Index(name="visit_at_a_place", fields=["kecamatan", "held_on"]),
            models.Index(name="visit_queue", fields=["submitted_at"], condition=Q(state="submitted")),
            models.Index(name="visit_answered", fields=["participant"], condition=ANSWERED),
        ]
        constraints = [
            *Checked.Meta.constraints,
            CheckConstraint(name="visit_mode_is_known", condition=Q(mode__in=["in_person", "phone", "online"])),
            CheckConstraint(name="visit_takes_time", condition=Q(minutes__gt=0)),
            CheckConstraint(
                name="trading_is_seen_in_person", condition=Q(confirms_trading=False) | Q(mode="in_person")
            ),
            CheckConstraint(
                name="trading_is_shown_by_a_photo", condition=Q(confirms_trading=False) | Q(has_evidence=True)
            ),
            CheckConstraint(
                name="visit_is_checked_for_trading",
                condition=Q(confirms_trading=True) | Q(state__in=["draft", "revoked"]),
            ),
        ]

    def __str__(self):
        return f"{self.held_on} {self.topic}"
