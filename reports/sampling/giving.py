"""To whom a sampled row is given: somebody of elsewhere, who neither entered nor checked anything of the person."""

import datetime
import hashlib
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.accounts.roles import Power, roles_with
from okoce.core.months import JAKARTA
from okoce.core.verbs import verb
from participants.involved import involved
from programs.models import Assignment
from reports.sampling.models import Judgement, SampledRow

# Whoever has not judged after so long is away: the row is handed on.
AWAY_AFTER = datetime.timedelta(days=14)
# Where the person lives or lived, besides where they count.
HOMES = "SELECT DISTINCT kecamatan_id FROM participants_residence WHERE participant_id IN (SELECT whole_of(%s))"


def open_rows() -> QuerySet[SampledRow]:
    """Those whose turn has not ended: nobody's, or a verifier's who has not judged it."""
    judged = Judgement.objects.filter(row=OuterRef("pk"), by=OuterRef("verifier"))
    return SampledRow.objects.filter(~Exists(judged))


def give(row: SampledRow, *, at: datetime.datetime) -> SampledRow:
    """The row with the first, in an order that the row's digest makes, who may judge it; with nobody if there is none.

    Somebody of the city office has their turn when nobody elsewhere may.
    """
    taken = {row.verifier_id, *row.judgements.values_list("by", flat=True)}
    elsewhere, office = ([user for user in able if user not in taken] for able in _able(row, at))
    row.verifier_id = min(elsewhere or office, key=lambda user: _turn(row, user), default=None)
    row.given_at = at if row.verifier_id else None
    row.save(update_fields=["verifier", "given_at"])
    return row


@verb("sampled row handed on")
def hand_on(*, by: User, row: SampledRow, at: datetime.datetime) -> SampledRow:
    """The row with another verifier; of one that was judged it is asked for a second judgement."""
    row = SampledRow.objects.select_for_update().get(pk=row.pk)
    before = row.verifier_id, row.given_at
    if give(row, at=at).verifier_id is None:
        row.verifier_id, row.given_at = before
        row.save(update_fields=["verifier", "given_at"])
        raise ValidationError(
            _("There is no other verifier, elsewhere or of the city office, who had nothing to do with this person."),
            "nobody_else",
        )
    return row


@verb("sampled rows handed on")
def hand_on_what_waits(*, at: datetime.datetime) -> int:
    """Give what nobody has, what somebody left lying, and what its verifier may not judge any more; how many moved."""
    moved = 0
    for row in open_rows().select_for_update(of=["self"]).select_related("entry"):
        before, since = row.verifier_id, row.given_at
        elsewhere, office = _able(row, at)
        may_stay = before in elsewhere or (before in office and not elsewhere)
        if may_stay and since and since > at - AWAY_AFTER:
            continue
        if give(row, at=at).verifier_id is None and may_stay:
            # There is nobody else: it stays where it is.
            row.verifier_id, row.given_at = before, at
            row.save(update_fields=["verifier", "given_at"])
        moved += row.verifier_id != before
    return moved


def may_judge(user: User, row: SampledRow, *, at: datetime.datetime) -> bool:
    """Whether the row could be given to the user now: who is involved since, or came to work there, judges it no more."""
    return any(user.pk in able for able in _able(row, at))


def _able(row: SampledRow, at: datetime.datetime) -> tuple[list[int], list[int]]:
    """Verifiers of another kecamatan who are not involved, and those of the city office, who have no kecamatan."""
    elsewhere, office = _verifiers({row.entry.kecamatan, *_homes(row)}, at.astimezone(JAKARTA).date())
    kept_out = involved(row.participant_id, [*elsewhere, *office])
    return [user for user in elsewhere if user not in kept_out], [user for user in office if user not in kept_out]


def _homes(row: SampledRow) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(HOMES, [row.participant_id])
        return [code for (code,) in cursor.fetchall()]


def _verifiers(places: Collection[str | None], day: datetime.date) -> tuple[list[int], list[int]]:
    today: QuerySet[Assignment] = Assignment.objects.on(day).filter(user=OuterRef("pk"))
    here = today.filter(kecamatan__in=[place for place in places if place])
    verifiers = User.objects.filter(is_active=True, roles__overlap=roles_with(Power.VERIFY))
    elsewhere = verifiers.filter(Exists(today), ~Exists(here))
    office = verifiers.filter(assignments=None)
    return list(elsewhere.values_list("pk", flat=True)), list(office.values_list("pk", flat=True))


def _turn(row: SampledRow, user: int) -> str:
    return hashlib.sha256(f"{row.digest}{user}".encode()).hexdigest()
