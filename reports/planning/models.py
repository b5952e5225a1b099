"""Plans that somebody keeps: what they were reckoned from, and what was assumed (docs/planner.md)."""

import uuid
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from okoce.accounts.models import User
from programs.models import Kecamatan


class PlanQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """The user's own: what somebody tries out is nobody else's business."""
        return self.filter(user=user)


class Plan(models.Model):
    """One answer of the planner under a name. It keeps its numbers, so that it says the same for ever."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="plans")
    name = models.CharField(_("name of the plan"), max_length=80)
    month = models.DateField()
    definition = models.ForeignKey("reports.Definition", models.PROTECT, related_name="+")
    # None is the whole city.
    kecamatan = models.ForeignKey(Kecamatan, models.PROTECT, null=True, related_name="+")
    # What was counted and asked for then (`Basis`), and by link of the chain what was assumed otherwise, as it was typed.
    basis = models.JSONField()
    assumed = models.JSONField()
    revision = models.BigIntegerField()
    saved_at = models.DateTimeField()

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at", "id"]
        constraints = [
            UniqueConstraint(name="one_plan_a_name", fields=["user", "name"]),
            CheckConstraint(name="plan_has_a_name", condition=~Q(name="")),
            CheckConstraint(name="plan_is_of_a_month", condition=Q(month__day=1)),
        ]

    def __str__(self) -> str:
        return self.name
