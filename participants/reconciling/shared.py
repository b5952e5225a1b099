"""Whose else the number of a licence is, before a line confirms it for one more person."""

import uuid
from collections.abc import Iterable
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from participants.models import Match, Milestone, OfficialList, Participant, State
from participants.models.milestones import bare

# Always in the same order: two who hold several wait for one another, and never both.
HOLD = """
SELECT pg_advisory_xact_lock(hashtextextended('licence ' || licence_number, 0))
FROM (SELECT DISTINCT licence_number FROM participants_listline WHERE id = ANY (%s) AND licence_number <> '' ORDER BY 1) held
"""


class Shared(NamedTuple):
    """The others whom the reader may open, and whether there are any elsewhere."""

    people: list[Participant]
    elsewhere: bool


def shared_with(user: User, match: Match) -> Shared | None:
    """Who else has the line's licence number, on record or by a confirmed line; None where nobody does."""
    if not (keys := _others(match)):
        return None
    seen = Participant.objects.looked_after_by(user, among=list(keys)).filter(pk__in=keys)
    people = list(seen.order_by("name", "pk"))
    return Shared(people, elsewhere=len(people) < len(keys))


def hold_numbers(matches: Iterable[Match]) -> None:
    """Until the transaction ends no other line with one of these licence numbers is confirmed; asked before rows are locked."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [[match.line_id for match in matches]])


def refuse_shared(match: Match) -> None:
    """Raise a sentence where somebody else has the line's licence number."""
    if match.state != Match.State.CONFIRMED and _others(match):
        raise ValidationError(
            _("Somebody else has this licence number too: compare the line with the person, and confirm it by itself.")
        )


def _others(match: Match) -> set[uuid.UUID]:
    line = match.line
    if line.list.kind != OfficialList.Kind.LICENCES or not line.licence_number:
        return set()
    recorded = Milestone.objects.filter(kind=Milestone.Kind.LICENCE, own_name=True).exclude(state=State.REVOKED)
    recorded = recorded.annotate(bare=bare("number")).filter(bare=line.licence_number)
    confirmed = Match.objects.filter(
        state=Match.State.CONFIRMED,
        line__licence_number=line.licence_number,
        line__list__kind=OfficialList.Kind.LICENCES,
    )
    kept = "participant__merged_into", "participant"
    rows = {merged or own for merged, own in [*recorded.values_list(*kept), *confirmed.values_list(*kept)]}
    return rows - {match.participant.kept_id}
