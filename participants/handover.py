"""A facilitator's people and kecamatan pass to another facilitator."""

import datetime
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from pghistory import context

from okoce.accounts.models import User
from okoce.accounts.roles import Power
from okoce.core.reasons import for_the_record
from okoce.core.verbs import verb
from participants.models import Participant
from programs.assignments import pass_on, to_pass_on
from programs.models import Assignment

# Who belongs to whom changes at once, so a handover is entered when it is near.
AHEAD = datetime.timedelta(days=31)


@dataclass(frozen=True)
class Plan:
    """What a handover will move: how many people, and which assignments."""

    people: int
    assignments: list[Assignment]


def plan(giver: User, day: datetime.date) -> Plan:
    people = Participant.objects.filter(facilitator=giver).aggregate(
        all=Count(Coalesce("merged_into", "pk"), distinct=True)
    )
    return Plan(people["all"], list(to_pass_on(giver, day)))


@verb("people handed over")
def hand_over(*, by: User, giver: User, taker: User, day: datetime.date, reason: str, today: datetime.date) -> Plan:
    """Everybody whom the giver looks after belongs to the taker, who works from that day on where the giver did."""
    _refuse(giver, taker, day, today)
    reason = for_the_record(reason, ask=_("Say why, for the audit trail."))
    with context(user=by.pk, reason=reason):
        # Two handovers of one facilitator stand in line here, and the second sees that nothing is left.
        list(User.objects.select_for_update(no_key=True).filter(pk__in=[giver.pk, taker.pk]).order_by("pk"))
        moved = plan(giver, day)
        if not (moved.people or moved.assignments):
            raise ValidationError(
                {"giver": _("%(name)s looks after nobody and works nowhere on that day.") % {"name": giver.name}}
            )
        pass_on(by=by, giver=giver, taker=taker, day=day)
        theirs = Participant.objects.filter(facilitator=giver)
        # In the order in which whoever merges or moves them holds them: else each could wait for the other.
        list(theirs.select_for_update(no_key=True).order_by("pk").values_list("pk"))
        theirs.update(facilitator=taker)
    return moved


def _refuse(giver: User, taker: User, day: datetime.date, today: datetime.date) -> None:
    if giver == taker:
        raise ValidationError({"taker": _("Choose somebody else than who hands over.")})
    if not (taker.is_active and taker.may(Power.REGISTER_PEOPLE)):
        raise ValidationError(
            {"taker": _("%(name)s has no open account that looks after people.") % {"name": taker.name}}
        )
    if day > today + AHEAD:
        raise ValidationError({"day": _("A handover is entered at most a month ahead: choose an earlier day.")})
