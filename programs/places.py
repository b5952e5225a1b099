"""Which kecamatan somebody may choose: where they work, and where people may live."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from okoce.accounts.models import User
from programs.models import Kecamatan
from programs.scoping import assigned_to

# Stands for a residence outside Jakarta wherever somebody chooses one.
OUTSIDE = "LUAR"


def workplaces(user: User) -> QuerySet[Kecamatan]:
    """The kecamatan where the user logs trainings today."""
    return Kecamatan.objects.select_related("city").filter(code__in=assigned_to(user))


def residences() -> list:
    """Choices for a select: 44 kecamatan under their cities, and outside Jakarta."""
    cities: dict[str, list] = {}
    for place in Kecamatan.objects.select_related("city"):
        cities.setdefault(place.city.name, []).append((place.code, place.name))
    return [*cities.items(), (OUTSIDE, _("Outside Jakarta"))]


def residence(code: str) -> Kecamatan | None:
    """What a choice of `residences` stands for; None is outside Jakarta."""
    return None if code == OUTSIDE else Kecamatan.objects.get(pk=code)
