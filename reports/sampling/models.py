"""Who was drawn for the random audit, to whom each was given, and what was found (docs/sampling.md)."""

import uuid

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from okoce.accounts.models import User


class Sample(models.Model):
    """What was drawn of one closing. Never changed: the closing's digest is its seed, and anybody can draw it again."""

    closing = models.OneToOneField("reports.Closing", models.PROTECT, primary_key=True, related_name="sample")
    # How many it was drawn from, and how many were to be drawn if there are as many.
    people = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    drawn_at = models.DateTimeField()

    class Meta:
        # By the number: the closing's own order is the other way round.
        ordering = ["-closing_id"]


class SampledRow(models.Model):
    """One person of a sample, in the order of the digests, and the verifier whose turn it is. Nothing else ever changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sample = models.ForeignKey(Sample, models.PROTECT, related_name="rows")
    place = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    entry = models.ForeignKey("reports.LedgerEntry", models.PROTECT, related_name="+")
    participant = models.ForeignKey("participants.Participant", models.PROTECT, related_name="+")
    # Nobody, while there is no verifier of elsewhere who had nothing to do with the person.
    verifier = models.ForeignKey(User, models.PROTECT, null=True, related_name="sampled_rows")
    given_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["sample_id", "place"]
        constraints = [
            UniqueConstraint(name="one_row_a_place", fields=["sample", "place"]),
            UniqueConstraint(name="a_person_is_drawn_once", fields=["sample", "participant"]),
            CheckConstraint(
                name="row_is_given_at_a_time",
                condition=Q(verifier=None, given_at=None) | Q(verifier__isnull=False, given_at__isnull=False),
            ),
            CheckConstraint(name="row_digest_is_sha256", condition=Q(digest__regex="^[0-9a-f]{64}$")),
        ]


class Judgement(models.Model):
    """What a verifier found. Never changed: another person may judge once more, and the newest holds."""

    LONGEST = 500

    class Verdict(models.TextChoices):
        RIGHT = "right", _("right: it counts as it should")
        WRONG = "wrong", _("wrong: it should not count")
        UNKNOWN = "unknown", _("not to be found out")

    class Failing(models.TextChoices):
        IDENTITY = "identity", _("identity")
        LICENCE = "licence", _("licence")
        TRADING = "trading", _("proof of trading")
        HELP = "help", _("help by the programme before")
        NEW = "new", _("new: no business and no licence before")
        RESIDENCE = "residence", _("residence")

    row = models.ForeignKey(SampledRow, models.PROTECT, related_name="judgements")
    number = models.PositiveSmallIntegerField()
    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict)
    # Which condition of the rule is not met.
    failing = models.CharField(_("what is wrong"), max_length=10, choices=Failing, blank=True)
    because = models.CharField(_("why"), max_length=LONGEST)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["row_id", "-number"]
        constraints = [
            UniqueConstraint(name="judgements_follow_one_another", fields=["row", "number"]),
            UniqueConstraint(name="judged_once_by_one", fields=["row", "by"]),
            CheckConstraint(name="verdict_is_known", condition=Q(verdict__in=["right", "wrong", "unknown"])),
            CheckConstraint(
                name="wrong_says_what",
                condition=Q(verdict="wrong", failing__in=["identity", "licence", "trading", "help", "new", "residence"])
                | (~Q(verdict="wrong") & Q(failing="")),
            ),
            CheckConstraint(name="judgement_has_a_reason", condition=~Q(because="")),
        ]
