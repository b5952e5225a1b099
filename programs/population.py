"""How many people live where: by which a target of the city is shared out (docs/where.md, “Its own target”)."""

import csv
import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Subquery
from django.utils.translation import gettext as _

from okoce.core.verbs import check, squeezed, verb
from programs.models import Kecamatan, Population

COLUMNS = ["code", "people"]


@dataclass(frozen=True)
class Counted:
    """A count of the people of all kecamatan, by code: of which year, and who counted them."""

    year: int
    source: str
    people: Mapping[str, int]


def newest(*, until: datetime.datetime | None = None, year: int | None = None) -> Counted | None:
    """The count of the latest year, or of that year, of several the one loaded last; of those loaded until that moment.

    One question; None where nothing is loaded.
    """
    known = Population.objects.all()
    if until is not None:
        known = known.filter(loaded_at__lte=until)
    if year is not None:
        known = known.filter(year=year)
    # A loading is of all kecamatan and of one moment.
    last = {name: Subquery(known.values(name)[:1]) for name in ("year", "loaded_at")}
    rows = list(Population.objects.filter(**last))
    if not rows:
        return None
    return Counted(rows[0].year, rows[0].source, {row.kecamatan_id: row.people for row in rows})


def rows_of(lines: Iterable[str]) -> dict[str, int]:
    """The people by code of a CSV with the columns code and people; raises a sentence for what is none."""
    table = csv.DictReader(lines)
    if sorted(table.fieldnames or []) != COLUMNS:
        raise ValidationError(_("The first line of the file has to be: code,people."))
    people: dict[str, int] = {}
    for row in table:
        code, written = (row["code"] or "").strip(), (row["people"] or "").strip()
        if not (written.isascii() and written.isdigit() and int(written)):
            raise ValidationError(_("%(code)s: write how many people as a whole number above 0.") % {"code": code})
        if code in people:
            raise ValidationError(_("%(code)s is there twice.") % {"code": code})
        people[code] = int(written)
    return people


@verb("population loaded")
def load_population(*, people: Mapping[str, int], year: int, source: str, at: datetime.datetime) -> bool:
    """Keep the count of a year, of all kecamatan or none; False where the same is what holds of that year already."""
    source = squeezed(source)
    check(Population(year=year, source=source), "year", "source")
    codes = set(Kecamatan.objects.values_list("code", flat=True))
    if missing := sorted(codes - people.keys()):
        raise ValidationError(_("Of these kecamatan nothing is there: %(codes)s.") % {"codes": ", ".join(missing)})
    if unknown := sorted(people.keys() - codes):
        raise ValidationError(_("These are no codes of kecamatan: %(codes)s.") % {"codes": ", ".join(unknown)})
    if Counted(year, source, dict(people)) == newest(year=year):
        return False
    Population.objects.bulk_create(
        Population(kecamatan_id=code, year=year, people=many, source=source, loaded_at=at)
        for code, many in people.items()
    )
    return True
