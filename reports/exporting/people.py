"""The people of a number as lines of a file: their traits, and where somebody may and says why their names."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from okoce.accounts import reads
from okoce.accounts.models import User
from programs.models import Kecamatan
from programs.scoping import area_of
from reports.contributions import OUTSIDE
from reports.explaining.asked import Number
from reports.explaining.members import Known, Source, Sources

MASKED = ("month", "kecamatan", "kecamatan_name", "gender", "age_band", "value", "person")
NAMED = ("day", "name")
# What the log of reads calls it.
READ_AS = "export-people"


def columns_of(*, names: bool) -> tuple[str, ...]:
    return (*MASKED, *NAMED) if names else MASKED


def lines_of(number: Number, user: User, *, names: bool, size: int) -> Iterator[list[list[Any]]]:
    """In parts of that size, newest first: who counts in the kecamatan whose entries the user sees.

    With names the log of reads says whose; who is not the user's to open has none here either.
    """
    places = dict(Kecamatan.objects.values_list("code", "name")) | {OUTSIDE: _("outside Jakarta")}
    for sources in Sources(number, within=area_of(user)).in_parts(size):
        told = _named(number, sources, user) if names else [[] for _source in sources]
        yield [_masked(source, places) + more for source, more in zip(sources, told, strict=True)]


def _masked(source: Source, places: dict[str, str]) -> list[Any]:
    place = places.get(source.kecamatan, source.kecamatan)
    traits = [source.kecamatan, place, source.gender, source.age_band]
    return [f"{source.month:%Y-%m}", *traits, source.value, str(source.key)]


def _named(number: Number, sources: list[Source], user: User) -> list[list[Any]]:
    with reads.on_behalf_of(user, READ_AS):
        known = Known(number, sources, user)
    return [
        [known.days.get((source.key, source.month)), person.name]
        if (person := known.people.get(source.key))
        else [None, ""]
        for source in sources
    ]
