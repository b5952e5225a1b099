"""Which kecamatan somebody may choose: where they work, and where people may live."""

import re
from collections.abc import Collection, Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from okoce.accounts.models import User
from okoce.accounts.roles import Power
from programs.models import Kecamatan
from programs.scoping import works_in

# Stands for a residence outside Jakarta wherever somebody chooses one.
OUTSIDE = "LUAR"
UNDOTTED = re.compile(r"(31)(\d\d)(\d\d)", re.ASCII)


def workplaces(user: User, power: Power = Power.LOG_TRAINING) -> QuerySet[Kecamatan]:
    """The kecamatan where the user writes with this power today; logs trainings, unless told."""
    return within(works_in(user, power))


def within(codes: Collection[str] | None) -> QuerySet[Kecamatan]:
    """The kecamatan of these codes; None is all of them."""
    places = Kecamatan.objects.select_related("city")
    return places if codes is None else places.filter(code__in=codes)


def by_city(places: Iterable[Kecamatan]) -> list:
    """Choices for a select: the kecamatan under their cities."""
    cities: dict[str, list] = {}
    for place in places:
        cities.setdefault(place.city.name, []).append((place.code, place.name))
    return list(cities.items())


def places() -> list[str]:
    """The codes of all kecamatan, and what stands for outside Jakarta."""
    return [*Kecamatan.objects.order_by("code").values_list("code", flat=True), OUTSIDE]


def residences() -> list:
    """Choices for a select: 44 kecamatan under their cities, and outside Jakarta."""
    return [*by_city(within(None)), (OUTSIDE, _("Outside Jakarta"))]


def residence(code: str) -> Kecamatan | None:
    """What a choice of `residences` stands for; None is outside Jakarta."""
    return None if code == OUTSIDE else Kecamatan.objects.get(pk=code)


def unknown(code: str) -> str:
    """A sentence about a code that is none, with the dotted one where that can be meant."""
    dotted = UNDOTTED.sub(r"\1.\2.\3", code)
    if dotted != code and Kecamatan.objects.filter(pk=dotted).exists():
        sentence = gettext(
            "Unknown kecamatan “%(word)s”. Write %(dotted)s if that is the one you mean: without dots the same digits are"
            " other places in other lists."
        )
        return sentence % {"word": code, "dotted": dotted}
    return gettext("Unknown kecamatan “%(word)s”. Write the dotted code, for example 31.74.01.") % {"word": code[:40]}
