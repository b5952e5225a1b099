"""The rungs P4 to P7: a licence, a market event, a month of books, capital."""

import uuid

import pghistory
from django.db import models
from django.db.models import CheckConstraint, Expression, F, Func, Q, Value
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from participants.models.business import Business
from participants.models.checked import ANSWERED, Checked, as_it_was
from participants.models.people import Participant

NO_LICENCE = Q(licence_type="", number="", own_name=False, lapses_on=None)


def bare(number: str | Expression) -> Upper:
    """A number without what people put between its digits, however they wrote it."""
    return Upper(Func(number, Value(" .-"), Value(""), function="translate"))


@pghistory.track(*as_it_was())
class Milestone(Checked):
    """One step of a person, entered on one day and completed on another or not yet. Each kind has its own fields."""

    class Kind(models.TextChoices):
        LICENCE = "licence", _("licence")
        MARKET = "market", _("market event")
        BOOKS = "books", _("month of books")
        CAPITAL = "capital", _("capital")

    class LicenceType(models.TextChoices):
        NIB = "NIB", "NIB"
        IUMK = "IUMK", "IUMK"
        PIRT = "PIRT", "P-IRT"
        HALAL = "HALAL", _("halal certificate")
        SIUP = "SIUP", "SIUP"
        TDP = "TDP", "TDP"
        OTHER = "OTHER", _("other licence")

    # Of these kinds a verified one proves that the person trades.
    PROOFS = (Kind.BOOKS, Kind.CAPITAL)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="milestones")
    kind = models.CharField(max_length=8, choices=Kind)
    business = models.ForeignKey(
        Business, models.PROTECT, null=True, related_name="milestones", verbose_name=_("business")
    )
    entered_on = models.DateField(_("begun on"))
    completed_on = models.DateField(_("completed on"), null=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    licence_type = models.CharField(_("kind of licence"), max_length=6, choices=LicenceType, blank=True)
    number = models.CharField(_("number of the licence"), max_length=60, blank=True)
    own_name = models.BooleanField(_("in the person's own name"), default=False)
    lapses_on = models.DateField(_("valid until"), null=True)
    month = models.DateField(_("month of the books"), null=True)
    amount = models.BigIntegerField(_("amount in rupiah"), null=True)
    has_evidence = models.BooleanField(default=False)

    class Meta:
        ordering = ["completed_on", "entered_on"]
        indexes = [
            models.Index(name="milestone_of_a_person", fields=["participant", "kind"]),
            models.Index(name="milestone_queue", fields=["submitted_at"], condition=Q(state="submitted")),
            models.Index(name="milestone_answered", fields=["participant"], condition=ANSWERED),
            models.Index(bare("number"), name="milestone_of_a_number", condition=Q(kind="licence")),
        ]
        constraints = [
            *Checked.Meta.constraints,
            CheckConstraint(
                name="milestone_kind_is_known", condition=Q(kind__in=["licence", "market", "books", "capital"])
            ),
            CheckConstraint(
                name="milestone_days_in_order", condition=Q(completed_on=None) | Q(completed_on__gte=F("entered_on"))
            ),
            CheckConstraint(
                name="milestone_handed_in_is_completed",
                condition=Q(state__in=["draft", "returned", "revoked"])
                | Q(completed_on__isnull=False, has_evidence=True),
            ),
            CheckConstraint(
                name="licence_says_which",
                # One that was only applied for has no number yet.
                condition=Q(kind="licence") & ~Q(licence_type="") & (Q(completed_on=None) | ~Q(number=""))
                | ~Q(kind="licence") & NO_LICENCE,
            ),
            CheckConstraint(
                name="licence_type_is_known",
                condition=Q(licence_type__in=["", "NIB", "IUMK", "PIRT", "HALAL", "SIUP", "TDP", "OTHER"]),
            ),
            CheckConstraint(
                name="licence_lapses_after_its_issue",
                condition=Q(lapses_on=None) | Q(completed_on=None) | Q(lapses_on__gt=F("completed_on")),
            ),
            CheckConstraint(
                name="books_are_of_a_month",
                condition=Q(kind="books", month__day=1, month__isnull=False) | ~Q(kind="books") & Q(month=None),
            ),
            CheckConstraint(
                name="market_and_capital_are_named",
                condition=Q(kind__in=["market", "capital"]) & ~Q(name="")
                | ~Q(kind__in=["market", "capital"]) & Q(name=""),
            ),
            CheckConstraint(
                name="capital_is_an_amount",
                condition=Q(kind="capital", amount__isnull=False, amount__gt=0) | ~Q(kind="capital") & Q(amount=None),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number or self.name}".strip()

    @property
    def is_from_before(self):
        registered = self.participant.registered_on
        return self.kind == self.Kind.LICENCE and bool(
            registered and self.completed_on and self.completed_on < registered
        )
