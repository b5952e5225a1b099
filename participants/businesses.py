"""Businesses and their owners."""

import datetime
import uuid
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.core.verbs import check, set_changed, squeezed, used_before, verb
from participants.models import Business, Participant
from programs.days import check_fact_day
from programs.models import Kecamatan


@dataclass(frozen=True)
class BusinessFacts:
    """What is said about a business."""

    name: str
    sector: str
    kecamatan: Kecamatan
    kelurahan: str
    started_on: datetime.date | None = None
    closed_on: datetime.date | None = None


def of(person: Participant) -> QuerySet[Business]:
    """Those that the person owns, by whatever row."""
    return Business.objects.filter(owners__in=person.rows).distinct()


@verb("business recorded")
def record_business(
    *, by: User, id: uuid.UUID, owner: Participant, said: BusinessFacts, today: datetime.date
) -> Business:
    """A business of the person. The same id again returns the business that it made the first time."""
    facts = _facts(said, today)
    business = Business(id=id, recorded_by=by, **facts)
    check(business, "name", "sector", "kelurahan")
    try:
        with transaction.atomic():
            business.save(force_insert=True)
            business.owners.add(owner)
    except IntegrityError:
        made = Business.objects.filter(pk=id, recorded_by=by, owners=owner, **facts).first()
        if not made:
            raise used_before() from None
        return made
    return business


@verb("business changed")
def change_business(*, by: User, business: Business, said: BusinessFacts, today: datetime.date) -> Business:
    """The business with other particulars. That it closed takes no count away."""
    facts = _facts(said, today)
    business = Business.objects.select_for_update(no_key=True).get(pk=business.pk)
    changed = set_changed(business, facts)
    check(business, "name", "sector", "kelurahan")
    if changed:
        business.save(update_fields=changed)
    return business


@verb("owner added")
def add_owner(*, by: User, business: Business, owner: Participant) -> Business:
    """One more owner; a second tap changes nothing, nor does another row of somebody who owns it already."""
    if not business.owners.filter(pk__in=owner.rows).exists():
        business.owners.add(owner)
    return business


def _facts(said: BusinessFacts, today: datetime.date) -> dict:
    for field in ("started_on", "closed_on"):
        check_fact_day(field, getattr(said, field), today, within=False)
    if said.started_on and said.closed_on and said.closed_on < said.started_on:
        raise ValidationError({"closed_on": _("The business closed before it started: look at both dates again.")})
    return vars(said) | {"name": squeezed(said.name), "kelurahan": squeezed(said.kelurahan)}
