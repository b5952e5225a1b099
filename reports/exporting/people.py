"""The people of a number as lines of a file: their traits, and where somebody may and says why their names."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from okoce.accounts import reads
from okoce.accounts.models import User
from okoce.core.months import Month
from programs.models import Kecamatan
from programs.scoping import area_of
from reports.contributions import OUTSIDE
from reports.explaining.asked import Number
from reports.explaining.members import NEWEST, Known, Source, Sources

MASKED = ("month", "kecamatan", "kecamatan_name", "gender", "age_band", "value", "person")
NAMED = ("day", "name")
# What the log of reads calls it.
READ_AS = "export-people"
OF_SOURCES = """
SELECT to_char(month, 'YYYY-MM'), kecamatan, coalesce(place.name, %(outside)s), gender, age_band, value, source_id
FROM ({sources}) source
LEFT JOIN programs_kecamatan place ON place.code = source.kecamatan
{newest}
"""


def columns_of(*, names: bool) -> tuple[str, ...]:
    return (*MASKED, *NAMED) if names else MASKED


def masked(number: Number, user: User) -> tuple[str, dict[str, Any]]:
    """A SELECT of who counts in the kecamatan whose entries the user sees, newest first, and what it is asked with."""
    sources = Sources(number, within=area_of(user))
    sql = OF_SOURCES.format(sources=sources.sql, newest=NEWEST)
    return sql, sources.said | {"outside": _("outside Jakarta")}


def named(number: Number, user: User, *, size: int) -> Iterator[list[list[Any]]]:
    """The same in parts of that size, with day and name; the log of reads says whose.

    Who is not the user's to open has neither.
    """
    places = dict(Kecamatan.objects.values_list("code", "name")) | {OUTSIDE: _("outside Jakarta")}
    for sources in Sources(number, within=area_of(user)).in_parts(size):
        with reads.on_behalf_of(user, READ_AS):
            known = Known(number, sources, user)
        yield [[*_traits(source, places), *_told(source, known)] for source in sources]


def _traits(source: Source, places: dict[str, str]) -> list[Any]:
    where = [source.kecamatan, places.get(source.kecamatan, source.kecamatan)]
    return [str(Month.of(source.month)), *where, source.gender, source.age_band, source.value, str(source.key)]


def _told(source: Source, known: Known) -> list[Any]:
    if not (person := known.people.get(source.key)):
        return [None, ""]
    return [known.days.get((source.key, source.month)), person.name]
