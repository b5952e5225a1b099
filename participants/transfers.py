"""Somebody lives in another kecamatan from a day on, and is looked after there (docs/counting.md, “Transfers”)."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.accounts.roles import Power
from okoce.core.months import JAKARTA
from okoce.core.verbs import check, verb
from participants import wholes
from participants.correction import how_known
from participants.homes import home_on
from participants.involved import made_any
from participants.models import JobReport, Milestone, Participant, Residence, Transfer, Visit
from participants.registration import OLDEST
from programs.days import check_fact_day
from programs.models import Assignment, Kecamatan
from programs.scoping import area_of, assigned_to

APPROVED_BY = """
SELECT EXISTS (
    SELECT FROM participants_entrepreneur opened WHERE state = 'verified' AND participant_id IN (SELECT whole_of(%s))
    AND (SELECT checked_by_id FROM standing_decision('entrepreneur_id', opened.id)) = %s)
"""


@verb("person moved")
def transfer(
    *,
    by: User,
    participant: Participant,
    to: Kecamatan | None,
    since: datetime.date,
    because: str,
    at: datetime.datetime,
) -> Transfer:
    """Where the person lives from that day on, with the reason; no kecamatan is outside Jakarta. The past stays as it was.

    Of somebody who is several rows it is written of each. The same transfer again returns the one that is there. Raises
    ValidationError with a sentence for what is wrong.
    """
    rows = _held(participant)
    person = rows[0]
    _check_day(person, since, at)
    reason = how_known(because)
    homes = list(Residence.objects.filter(participant__in=rows).select_related("kecamatan", "transfer"))
    home = home_on(since, homes, person)
    on_the_day = bool(home and home.since == since)
    if home and on_the_day and home.transfer and home.kecamatan == to:
        return home.transfer
    if home and home.kecamatan == to:
        raise ValidationError(
            {"lives_in": _("The person lives there on this day already: choose where they moved to.")}
        )
    if on_the_day:
        raise ValidationError({"since": _("From this day on another home is recorded already: enter another day.")})
    moved_from = home.kecamatan if home else None
    _refuse_stranger(by, person, moved_from, to)
    _refuse_settled(by, person, since, moved_from, to)
    _refuse_own_approval(by, person)
    made = Transfer(participant=person, moved_from=moved_from, moved_to=to, since=since, because=reason)
    made.looked_after_by, made.transferred_by, made.transferred_at = person.facilitator, by, at
    if _works_in(person.facilitator, to, at):
        made.taken_by, made.taken_at = person.facilitator, at
    check(made, "because")
    made.save(force_insert=True)
    Residence.objects.bulk_create(
        Residence(participant=one, kecamatan=to, since=since, recorded_by=by, transfer=made) for one in rows
    )
    return made


@verb("person taken over")
def take_over(*, by: User, transfer: Transfer, at: datetime.datetime) -> Transfer:
    """From now on `by` looks after the person; somebody else was quicker, or it was taken back: it stays so."""
    rows = _held(transfer.participant)
    transfer = Transfer.objects.select_for_update().get(pk=transfer.pk)
    if transfer.taken_at or transfer.undone_at:
        return transfer
    transfer.taken_by, transfer.taken_at = by, at
    transfer.save(update_fields=["taken_by", "taken_at"])
    Participant.objects.filter(pk__in=[one.pk for one in rows]).update(facilitator=by)
    return transfer


@verb("transfer taken back")
def take_back(*, by: User, transfer: Transfer, because: str, at: datetime.datetime) -> Transfer:
    """It was a mistake: the person lives where they lived before, and who looked after them does so again."""
    # Its homes may be of rows that were told apart since then.
    rows = _held(transfer.participant, *Participant.objects.filter(residences__transfer=transfer))
    transfer = Transfer.objects.select_for_update().get(pk=transfer.pk)
    if transfer.undone_at:
        return transfer
    if not may_take_back(by, transfer):
        raise ValidationError(
            _("Whoever wrote a transfer takes it back, or a verifier of both kecamatan or of the city.")
        )
    transfer.undone_because, transfer.undone_by, transfer.undone_at = how_known(because), by, at
    check(transfer, "undone_because")
    # First the homes: whoever wrote them made them, and nothing else of what counts.
    written = list(Residence.objects.filter(transfer=transfer).select_related("participant__merged_into"))
    Residence.objects.filter(transfer=transfer).delete()
    # Of rows that were told apart since then each is a person.
    for person in {rows[0], *(home.participant.kept for home in written)}:
        _refuse_own_later_move(by, person, transfer)
        _refuse_settled(by, person, transfer.since, transfer.moved_from, transfer.moved_to)
    transfer.save(update_fields=["undone_because", "undone_by", "undone_at"])
    if transfer.taken_by_id:
        keys = [one.pk for one in rows]
        theirs = Participant.objects.filter(pk__in=keys, facilitator=transfer.taken_by_id)
        theirs.update(facilitator=transfer.looked_after_by)
    return transfer


def may_take_back(user: User, transfer: Transfer) -> bool:
    return transfer.transferred_by_id == user.pk or oversees(user, transfer.moved_from, transfer.moved_to)


def oversees(user: User, *places: Kecamatan | None) -> bool:
    """Whether the user verifies in all of these; outside Jakarta nobody does."""
    area = area_of(user)
    return user.may(Power.VERIFY) and (area is None or all(place is None or place.pk in area for place in places))


def people_for(user: User) -> QuerySet[Participant]:
    """Whom the user may transfer: whom they work for, and whoever verifies also whom they may open."""
    people = Participant.objects
    return people.looked_after_by(user) if user.may(Power.VERIFY) else people.worked_by(user)


def waiting(user: User) -> QuerySet[Transfer]:
    """Who came to where the user works, and nobody there said yet that they look after them."""
    moved_on = Residence.objects.filter(participant=OuterRef("participant"), since__gt=OuterRef("since"))
    came = Transfer.objects.filter(moved_to__in=assigned_to(user), taken_at=None, undone_at=None)
    came = came.exclude(Exists(moved_on)) if user.may(Power.REGISTER_PEOPLE) else came.none()
    return came.select_related("participant__merged_into", "moved_from", "moved_to", "transferred_by")


def arrived(user: User) -> QuerySet[Transfer]:
    """Those of them whom nobody there met since, by a visit, a step or a report of workers: who waits longest first.

    What somebody recorded who never worked there, as whoever loads an official list, meets nobody.
    """
    there, before = {"user__assignments__kecamatan": OuterRef("moved_to")}, {"user": OuterRef("looked_after_by")}
    visited = Visit.objects.filter(**_since(), kecamatan=OuterRef("moved_to"))
    steps = Milestone.makers.through.objects.filter(**_since("milestone"), **there).exclude(**before)
    workers = JobReport.makers.through.objects.filter(**_since("jobreport"), **there).exclude(**before)
    met = Exists(visited) | Exists(steps) | Exists(workers)
    return waiting(user).exclude(met).order_by("transferred_at", "pk")


def _since(record: str = "") -> dict[str, Any]:
    """What is of the person and was recorded after the transfer."""
    of = f"{record}__" if record else ""
    return {f"{of}participant": OuterRef("participant"), f"{of}recorded_at__gt": OuterRef("transferred_at")}


def settled_in(person: Participant, since: datetime.date) -> datetime.date | None:
    """The last verified day that a home since that day would move; None when it moves none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT settled_in(%s, %s)", [person.pk, since])
        ((day,),) = cursor.fetchall()
    return day


def _held(participant: Participant, *others: Participant) -> list[Participant]:
    """Every row of the person as it is now, held by this writer alone, as those of the others are; the one kept comes first."""
    rows = wholes.hold(participant, *others)
    kept = rows[participant.pk].merged_into_id or participant.pk
    return [rows[kept], *(row for row in rows.values() if row.merged_into_id == kept)]


def _check_day(person: Participant, since: datetime.date, at: datetime.datetime) -> None:
    check_fact_day("since", since, at.astimezone(JAKARTA).date(), within=False)
    if since < (person.birth_date or datetime.date(person.birth_year or OLDEST, 1, 1)):
        raise ValidationError({"since": _("The person was not born yet on this day: look at the year again.")})


def _refuse_stranger(by: User, person: Participant, *places: Kecamatan | None) -> None:
    gives = by.may(Power.REGISTER_PEOPLE) and Participant.objects.worked_by(by, among=[person.pk]).filter(pk=person.pk)
    if not (gives and gives.exists()) and not oversees(by, *places):
        raise ValidationError(
            {"lives_in": _("You verify in one of the two kecamatan alone: ask a verifier of both, or of the city.")}
        )


def _refuse_settled(by: User, person: Participant, since: datetime.date, *places: Kecamatan | None) -> None:
    """What is verified is moved between kecamatan by a verifier of both who recorded none of it."""
    if not (day := settled_in(person, since)):
        return
    words = {"day": date_format(day, "DATE_FORMAT")}
    if not oversees(by, *places):
        sentence = _(
            "What counts until %(day)s is verified, and would count in the other kecamatan: enter a later day, or ask a"
            " verifier of both kecamatan or of the city."
        )
        raise ValidationError({"since": sentence % words}, "settled")
    if made_any(by, [person.pk]):
        sentence = _(
            "What counts until %(day)s is verified, and you recorded something of this person: another verifier of both"
            " kecamatan or of the city moves it."
        )
        raise ValidationError({"since": sentence % words}, "settled_by_a_maker")


def _refuse_own_later_move(by: User, person: Participant, transfer: Transfer) -> None:
    """Of what is settled whoever wrote a later move too made a home: that one goes first."""
    own = Transfer.objects.filter(participant__in=person.rows, transferred_by=by, undone_at=None)
    later = own.filter(since__gt=transfer.since).order_by("since").last()
    if later and settled_in(person, transfer.since):
        sentence = _("You recorded the move of %(day)s too: take that one back first.")
        raise ValidationError(sentence % {"day": date_format(later.since, "DATE_FORMAT")}, "a_later_move_stands")


def _refuse_own_approval(by: User, person: Participant) -> None:
    """A home is a fact: of whoever approved the person's case it would take the approval away."""
    with connection.cursor() as cursor:
        cursor.execute(APPROVED_BY, [person.pk, by.pk])
        ((approved,),) = cursor.fetchall()
    if approved:
        sentence = _("You approved this person as a new entrepreneur: somebody else records where they live.")
        raise ValidationError(sentence, "approved_by_the_mover")


def _works_in(user: User, place: Kecamatan | None, at: datetime.datetime) -> bool:
    there = Assignment.objects.on(at.astimezone(JAKARTA).date()).filter(user=user, kecamatan=place)
    return place is not None and user.is_active and there.exists()
