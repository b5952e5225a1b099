"""The people of a number as lines of a file: their traits, and where somebody may and says why their names."""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from okoce.accounts import reads
from okoce.accounts.models import User
from participants.models import Participant
from programs.scoping import area_of
from reports.explaining.asked import Number
from reports.explaining.members import NEWEST, Sources, days_within

MASKED = ("month", "kecamatan", "kecamatan_name", "gender", "age_band", "value", "person")
NAMED = ("day", "name")
# What the log of reads calls it.
READ_AS = "export-people"
TRAITS = "to_char(month, 'YYYY-MM'), kecamatan, coalesce(place.name, %(outside)s), gender, age_band, value, source_id"
WITH_PLACES = "source LEFT JOIN programs_kecamatan place ON place.code = kecamatan"
OF_SOURCES = f"SELECT {TRAITS} FROM ({{sources}}) {WITH_PLACES} {NEWEST}"
# Who counts, and whom of these the user may open.
OPENED = "WITH source AS MATERIALIZED ({sources}), opened (id, name) AS MATERIALIZED ({opened})"
OF_OPENED = f"""
{{begin}}, scope AS (SELECT id AS source_id FROM opened), dated AS ({{days}})
SELECT {TRAITS}, dated.day, opened.name
FROM {WITH_PLACES}
LEFT JOIN opened ON opened.id = source_id
LEFT JOIN dated USING (source_id, month)
{NEWEST}
"""
NOBODY = "SELECT NULL::uuid, NULL WHERE false"


def columns_of(*, names: bool) -> tuple[str, ...]:
    return (*MASKED, *NAMED) if names else MASKED


def masked(number: Number, user: User) -> tuple[str, dict[str, Any]]:
    """A SELECT of who counts in the kecamatan whose entries the user sees, newest first, and what it is asked with."""
    sources = Sources(number, within=area_of(user))
    return OF_SOURCES.format(sources=sources.sql), sources.said | {"outside": _("outside Jakarta")}


def named(number: Number, user: User) -> tuple[str, dict[str, Any]]:
    """The same with day and name, once the log of reads says whose; inside one snapshot both are of the same people.

    Who is not the user's to open has neither.
    """
    sources = Sources(number, within=area_of(user))
    opened, whom = _opened(user)
    said = sources.said | whom | {"outside": _("outside Jakarta")}
    begin = OPENED.format(sources=sources.sql, opened=opened)
    reads.keep_selected(f"{begin} SELECT id FROM opened", said, user=user, name=READ_AS)
    return OF_OPENED.format(begin=begin, days=days_within(number)), said


def _opened(user: User) -> tuple[str, dict[str, Any]]:
    """A SELECT of key and name of those in the relation `source` whom the user may open, and what it is asked with."""
    counted = RawSQL("SELECT source_id FROM source", [])
    people = Participant.objects.looked_after_by(user, among=counted).filter(pk__in=counted).order_by()
    try:
        sql, said = people.values_list("pk", "name").query.sql_with_params()
    except EmptyResultSet:
        return NOBODY, {}
    whom = {f"opened_{place}": value for place, value in enumerate(said)}
    return sql % tuple(f"%({name})s" for name in whom), whom
