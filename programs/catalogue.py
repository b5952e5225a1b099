"""What trainings are chosen from: agencies and curricula; and the centre of each kecamatan."""

import re
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pghistory import context

from okoce.accounts.models import User
from okoce.core.verbs import check, squeezed, verb
from programs.models import Agency, Centre, Curriculum

Coded = TypeVar("Coded", Agency, Curriculum)
Row = TypeVar("Row", Agency, Curriculum, Centre)

CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{1,19}")


@verb("agency added")
def add_agency(*, by: User, code: str, name: str) -> Agency:
    """Its code is its key from then on: records and files hold on to it."""
    return _add(by, Agency(code=code.upper(), name=squeezed(name)), "name")


@verb("agency changed")
def change_agency(*, by: User, agency: Agency, name: str) -> Agency:
    agency.name = squeezed(name)
    return _change(by, agency, "name")


@verb("curriculum added")
def add_curriculum(*, by: User, code: str, name: str, topic: str, hours: int) -> Curriculum:
    """Its code is its key from then on: records and files hold on to it."""
    curriculum = Curriculum(code=code.upper(), name=squeezed(name), topic=squeezed(topic), hours=hours)
    return _add(by, curriculum, "name", "topic", "hours")


@verb("curriculum changed")
def change_curriculum(*, by: User, curriculum: Curriculum, name: str, topic: str, hours: int) -> Curriculum:
    """Other words and hours; what was counted of its trainings stays, because sessions have minutes of their own."""
    curriculum.name, curriculum.topic, curriculum.hours = squeezed(name), squeezed(topic), hours
    return _change(by, curriculum, "name", "topic", "hours")


@verb("centre changed")
def change_centre(
    *, by: User, centre: Centre, name: str, address: str, rooms: int | None, seats: int | None, equipment: str
) -> Centre:
    centre.name, centre.address, centre.equipment = squeezed(name), squeezed(address), equipment.strip()
    centre.rooms, centre.seats = rooms, seats
    return _change(by, centre, "name", "address", "rooms", "seats", "equipment")


def _add(by: User, row: Coded, *fields: str) -> Coded:
    if not CODE.fullmatch(row.code):
        raise ValidationError({"code": _("A code has 2 to 20 capital letters, digits and dashes.")})
    check(row, *fields)
    with context(user=by.pk):
        if type(row).objects.filter(pk=row.code).exists():
            raise ValidationError({"code": _("This code is taken: choose another one.")})
        row.save(force_insert=True)
    return row


def _change(by: User, row: Row, *fields: str) -> Row:
    check(row, *(name for name in fields if getattr(row, name) is not None))
    with context(user=by.pk):
        row.save(update_fields=fields)
    return row
