"""Two rows of one person are counted as one, and apart again when that was a mistake (docs/counting.md, “One person once”)."""

import datetime
import uuid

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.core.verbs import check, verb
from participants import wholes
from participants.correction import how_known
from participants.homes import home_on
from participants.involved import made_any
from participants.models import Merge, Participant, Residence, State
from participants.transfers import settled_in

LED_ANEW = """
UPDATE participants_participant SET merged_into_id = nullif(merged_root(id), id)
WHERE (id = ANY (%s) OR merged_into_id = ANY (%s)) AND merged_into_id IS DISTINCT FROM nullif(merged_root(id), id)
"""


@verb("duplicates merged")
def merge(
    *, by: User, id: uuid.UUID, kept: Participant, folded: Participant, because: str, at: datetime.datetime
) -> Merge:
    """From now on what was recorded of both counts for the one kept; nothing is moved, and months that are closed stay.

    The same merge again returns the one that is there. Raises ValidationError with a sentence for what is wrong.
    """
    kept, folded = held(kept, folded)
    if folded.merged_into_id == kept.pk:
        return Merge.objects.get(folded=folded, undone_at=None)
    _refuse_merged(kept, folded)
    _refuse_settled(by, kept, folded)
    merge = Merge(id=id, kept=kept, folded=folded, because=how_known(because), merged_by=by, merged_at=at)
    check(merge, "because")
    merge.save(force_insert=True)
    _lead_anew(kept, folded)
    wholes.hold_cases(kept)
    _refuse_own_approval(kept)
    return merge


@verb("merge taken back")
def unmerge(*, by: User, merge: Merge, because: str, at: datetime.datetime) -> Merge:
    """The two are two again, as they were; taken back already, it stays so.

    Raises a sentence for whoever recorded something of the person: that would count anew by their own word.
    """
    held(merge.kept, merge.folded)
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at:
        return merge
    if made_any(by, [merge.kept_id, merge.folded_id]):
        sentence = _("You recorded something of one of them: another verifier takes the merge back.")
        raise ValidationError(sentence, "unmerged_by_a_maker")
    root = Participant.objects.get(pk=merge.folded_id).merged_into
    merge.undone_because, merge.undone_by, merge.undone_at = how_known(because), by, at
    merge.save(update_fields=["undone_because", "undone_by", "undone_at"])
    _lead_anew(*filter(None, [root, merge.folded]))
    return merge


def held(one: Participant, other: Participant) -> tuple[Participant, Participant]:
    """Both rows as they are now, held with every other row that tells of them."""
    rows = wholes.hold(one, other)
    return rows[one.pk], rows[other.pk]


def _refuse_merged(kept: Participant, folded: Participant) -> None:
    if kept.pk == folded.pk:
        raise ValidationError(_("This is one and the same already: choose two people."), "same_person")
    if kept.merged_into_id or folded.merged_into_id:
        sentence = _(
            "One of them was merged into somebody else meanwhile: open the two again and look at them as they are."
        )
        raise ValidationError(sentence, "merged_already")


def _refuse_settled(by: User, kept: Participant, folded: Participant) -> None:
    """What is verified is moved by nobody who recorded any of it: by a merge no more than by a transfer."""
    moved_by = [kept.pk, folded.pk] if _moves_settled(kept, folded) else _registers_anew(kept, folded)
    if made_any(by, moved_by):
        sentence = _(
            "What counts of one of them would count by the registration of the other, or in another kecamatan, and you"
            " recorded something of one of them: another verifier merges them."
        )
        raise ValidationError(sentence, "settled_by_a_maker")


def _registers_anew(kept: Participant, folded: Participant) -> list[uuid.UUID]:
    """The row by whose day and baseline somebody of the other row, who counts, would count from now on."""
    own, other = kept.registration.registered_on, folded.registration.registered_on
    holds, gives_way = (folded, kept) if other and (not own or other < own) else (kept, folded)
    return [] if gives_way.is_calon else [holds.pk]


def _moves_settled(kept: Participant, folded: Participant) -> bool:
    homes = list(
        Residence.objects.filter(Q(participant__in=kept.rows) | Q(participant__in=folded.rows)).select_related(
            "participant"
        )
    )
    for person in (kept, folded):
        own = [home for home in homes if person.pk in (home.participant_id, home.participant.merged_into_id)]
        for day in sorted({home.since for home in homes}):
            was, becomes = home_on(day, own, person), home_on(day, homes, kept)
            if was and becomes and was.kecamatan_id != becomes.kecamatan_id and settled_in(person, day):
                return True
    return False


def _refuse_own_approval(kept: Participant) -> None:
    """Checker is never maker, of all that is known of the person now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM participants_entrepreneur opened WHERE state = %s"
            " AND participant_id IN (SELECT whole_of(%s)) AND entered_a_fact_of(participant_id,"
            " (SELECT checked_by_id FROM standing_decision('entrepreneur_id', opened.id)))",
            [State.VERIFIED, kept.pk],
        )
        ((many,),) = cursor.fetchall()
    if many:
        sentence = _(
            "Whoever approved one of them as a new entrepreneur recorded something of the other one: send that case back,"
            " so that somebody else looks at the whole."
        )
        raise ValidationError(sentence, "approved_by_a_maker")


def _lead_anew(*people: Participant) -> None:
    """Each row that one of these leads to or is led to by goes where the merges that stand lead now."""
    keys = [person.pk for person in people]
    with connection.cursor() as cursor:
        cursor.execute(LED_ANEW, [keys, keys])
