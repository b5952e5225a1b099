"""What people trade in."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

from participants.models.checked import as_it_was
from participants.models.people import Participant, ParticipantQuerySet
from programs.models import Kecamatan
from programs.scoping import Scoped


class BusinessQuerySet(Scoped):
    @staticmethod
    def within(codes):
        """A business one of whose owners lives or was registered there."""
        owners = Participant.objects.filter(ParticipantQuerySet.entrusted(codes)).values("pk")
        owned = Business.owners.through.objects.filter(participant__in=owners)
        return Q(pk__in=owned.values("business"))


@pghistory.track(*as_it_was())
class Business(models.Model):
    """A business of one or more people; its sector is a section of KBLI 2020."""

    class Sector(models.TextChoices):
        A = "A", _("Agriculture, forestry and fishing")
        B = "B", _("Mining and quarrying")
        C = "C", _("Manufacturing (food, clothes, crafts)")
        D = "D", _("Electricity and gas")
        E = "E", _("Water and waste")
        F = "F", _("Construction")
        G = "G", _("Trade (shops, stalls) and repair of vehicles")
        H = "H", _("Transport and storage")
        I = "I", _("Lodging, food and drink")  # noqa: E741 - the letter of the section
        J = "J", _("Information and communication")
        K = "K", _("Finance and insurance")
        L = "L", _("Real estate")
        M = "M", _("Professional and technical services")
        N = "N", _("Rental and other business services")
        O = "O", _("Government and social security")  # noqa: E741 - the letter of the section
        P = "P", _("Education")
        Q = "Q", _("Health and social work")
        R = "R", _("Arts and recreation")
        S = "S", _("Other services (salon, laundry, repair)")
        T = "T", _("Households as employers")
        U = "U", _("International organisations")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(_("name of the business"), max_length=120)
    owners = models.ManyToManyField(Participant, related_name="businesses")
    sector = models.CharField(_("sector (KBLI)"), max_length=1, choices=Sector)
    kecamatan = models.ForeignKey(Kecamatan, models.PROTECT, related_name="businesses", verbose_name=_("kecamatan"))
    kelurahan = models.CharField(_("kelurahan"), max_length=60)
    started_on = models.DateField(_("trading since"), null=True)
    closed_on = models.DateField(_("closed on"), null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = BusinessQuerySet.as_manager()

    class Meta:
        ordering = ["recorded_at"]
        constraints = [
            CheckConstraint(name="sector_is_a_section_of_kbli", condition=Q(sector__regex=r"^[A-U]$")),
            CheckConstraint(
                name="business_closes_after_it_starts",
                condition=Q(closed_on=None) | Q(started_on=None) | Q(closed_on__gte=F("started_on")),
            ),
        ]

    def __str__(self):
        return self.name
