"""Two people who look like one, until somebody says whether they are."""

import uuid

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from participants.models.people import Distinction, Participant, ParticipantQuerySet
from programs.scoping import Scoped


class LikenessQuerySet(Scoped):
    @staticmethod
    def within(codes):
        """Both of them are looked after there: whoever may open one alone is not told of the other."""
        there = _looked_after(codes)
        return Q(first__in=there, second__in=there)

    def of(self, code):
        """Those of whom one at least is of that kecamatan."""
        there = _looked_after([code])
        return self.filter(Q(first__in=there) | Q(second__in=there))

    def waiting(self):
        """Those that nobody answered yet."""
        one = Q(first__merged_into=None, second__merged_into=None, gone_at=None)
        return self.filter(one & ~models.Exists(_distinctions()))

    def told_apart(self):
        """Those of whom somebody said that they are two, the newest answer first, unless they were merged since."""
        said = models.Subquery(_distinctions().values("said_at")[:1])
        pairs = self.filter(first__merged_into=None, second__merged_into=None).annotate(said_at=said)
        return pairs.filter(said_at__isnull=False).order_by("-said_at", "pk")


def _distinctions():
    return Distinction.objects.filter(first=models.OuterRef("first"), second=models.OuterRef("second"))


def _looked_after(codes):
    return Participant.objects.filter(ParticipantQuerySet.entrusted(codes)).values("pk")


class Likeness(models.Model):
    """In what two people look like one; found by a job (docs/duplicates.md). It holds two keys and nothing of theirs."""

    class How(models.TextChoices):
        NAME_AND_BIRTH = "birth", _("the same name and date of birth")
        NEARLY = "nearly", _("nearly the same name, and the same date of birth")
        DATE = "date", _("the same name, and nearly the same date of birth")
        PHONE = "phone", _("the same phone")
        NAME = "name", _("the same name in one kecamatan")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    first = models.ForeignKey(Participant, models.CASCADE, related_name="+")
    second = models.ForeignKey(Participant, models.CASCADE, related_name="+")
    how = models.CharField(max_length=6, choices=How)
    # Of a hundred: how much speaks for one person.
    score = models.PositiveSmallIntegerField()
    found_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)

    objects = LikenessQuerySet.as_manager()

    class Meta:
        ordering = ["-score", "found_at", "id"]
        constraints = [
            UniqueConstraint(name="one_likeness_of_two", fields=["first", "second"]),
            CheckConstraint(name="likeness_is_in_order", condition=Q(first__lt=F("second"))),
            CheckConstraint(
                name="likeness_is_known", condition=Q(how__in=["birth", "nearly", "date", "phone", "name"])
            ),
        ]

    def __str__(self):
        return self.get_how_display()
