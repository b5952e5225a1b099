"""Where people live now."""

from typing import Any

from django.db.models import CharField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from participants.models import Residence
from programs.places import OUTSIDE


def with_homes(people: QuerySet[Any]) -> QuerySet[Any]:
    """Each with the code of the kecamatan where they live now as `home`, or LUAR."""
    newest = Residence.objects.filter(participant=OuterRef("pk")).order_by("-since")
    code = Subquery(newest.values("kecamatan")[:1], output_field=CharField())
    return people.annotate(home=Coalesce(code, Value(OUTSIDE)))
