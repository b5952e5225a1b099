"""A list taken back as a whole: a wrong file, or one that a corrected list replaces. Nothing counts by it any more.

What a later list of the office says too is a line of that one from then on, and stays what it is.
"""

import datetime
import uuid
from typing import NamedTuple

import structlog
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.core.reasons import for_the_record
from okoce.core.verbs import verb
from participants.models import Finding, Match, Milestone, OfficialList
from participants.quality.looking import look_with
from participants.quality.registers import UNSHOWN
from participants.reconciling import deciding, matching
from participants.reconciling.loading import waits
from participants.reconciling.piles import sees_all

log = structlog.get_logger(__name__)

State = OfficialList.State
# So many confirmations are taken back in one transaction: of a shorter list all of them.
PART = 200
HEIR = """
SELECT DISTINCT ON (repeated.line_id) repeated.line_id, repeated.number, later.id AS list_id, later.loaded_by_id
FROM participants_repeatedline repeated
JOIN participants_listline line ON line.id = repeated.line_id AND line.list_id = %(list)s
JOIN participants_officiallist later ON later.id = repeated.list_id AND later.state IN ('reading', 'read')
ORDER BY repeated.line_id, later.loaded_at, later.id
"""
# Whoever confirmed a line did not load the list that it goes to: else it is to be confirmed anew.
STAYS = f"""
SELECT match.id FROM participants_match match JOIN ({HEIR}) heir ON heir.line_id = match.line_id
WHERE match.state = 'confirmed' AND match.decided_by_id <> heir.loaded_by_id
"""  # noqa: S608 - our own words
MOVE = f"""
UPDATE participants_listline line SET list_id = heir.list_id, number = heir.number
FROM ({HEIR}) heir WHERE line.id = heir.line_id
"""  # noqa: S608 - our own words
HAND_OVER = [
    MOVE,
    # Of the lines that came to a list: who loaded it is written by the database. What could not stay waits anew.
    """
WITH moved AS (
    SELECT match.id, list.loaded_by_id, match.state = 'undone' AND match.decided_by_id = first.withdrawn_by_id
           AND match.decided_at >= first.withdrawn_at AND list.loaded_by_id <> match.loaded_by_id AS anew
    FROM participants_repeatedline repeated
    JOIN participants_listline line ON line.id = repeated.line_id AND line.list_id = repeated.list_id
    JOIN participants_officiallist list ON list.id = line.list_id
    JOIN participants_match match ON match.line_id = line.id
    JOIN participants_officiallist first ON first.id = %(list)s
)
UPDATE participants_match match
SET loaded_by_id = moved.loaded_by_id,
    state = CASE WHEN anew THEN 'proposed' ELSE state END, because = CASE WHEN anew THEN '' ELSE because END,
    milestone_id = CASE WHEN NOT anew THEN milestone_id END, made_it = made_it AND NOT anew,
    decided_by_id = CASE WHEN NOT anew THEN decided_by_id END, decided_at = CASE WHEN NOT anew THEN decided_at END
FROM moved WHERE moved.id = match.id
""",
    """
DELETE FROM participants_repeatedline repeated USING participants_listline line
WHERE line.id = repeated.line_id AND line.list_id IN (repeated.list_id, %(list)s)
""",
    "DELETE FROM participants_repeatedline WHERE list_id = %(list)s",
    # Nothing is kept of strangers' lines that nobody decided about.
    """
DELETE FROM participants_listline line WHERE list_id = %(list)s
AND NOT EXISTS (SELECT FROM participants_match match WHERE match.line_id = line.id)
""",
    "UPDATE participants_listline SET digest = NULL, name = '', pile = 'unmatched' WHERE list_id = %(list)s",
]


class Foreseen(NamedTuple):
    """How many lines of the list are confirmed, and how many of them stay, because a later list says them too."""

    confirmed: int
    staying: int

    @property
    def going(self) -> int:
        return self.confirmed - self.staying


@verb("official list withdrawn")
def withdraw(*, by: User, official: OfficialList, because: str, at: datetime.datetime) -> OfficialList:
    """Nothing of the list counts any more, as soon as a job has taken its confirmations back. A second tap changes nothing.

    Raises a sentence for whoever sees a part of the city alone, and for whoever loaded a list of which lines are confirmed,
    or recorded what a line of it confirmed.
    """
    official = OfficialList.objects.select_for_update(no_key=True).get(pk=official.pk)
    if official.state in OfficialList.GONE:
        return official
    check_withdrawer(by, official)
    because = _reason(because)
    official.state, official.withdrawn_by, official.withdrawn_at, official.because = State.LEAVING, by, at, because
    official.save(update_fields=["state", "withdrawn_by", "withdrawn_at", "because"])
    transaction.on_commit(_ring, robust=True)
    return official


def check_withdrawer(by: User, official: OfficialList) -> None:
    """Raise a sentence for whoever may not withdraw the list, and for one that is not there to be withdrawn."""
    if not sees_all(by):
        raise ValidationError(_("A list is of the whole city: ask somebody who sees all of it to withdraw this one."))
    if official.state != State.READ:
        raise ValidationError(_("Nothing of this list is here yet: let go of it instead."))
    confirmed = _confirmed(official)
    if official.loaded_by_id == by.pk and confirmed.exists():
        sentence = _("You loaded this list, and lines of it are confirmed: somebody else has to withdraw it.")
        raise ValidationError(sentence, "own_record")
    if Milestone.objects.filter(matches__in=confirmed, makers=by).exists():
        sentence = _("You recorded some of what its lines confirmed: somebody else has to withdraw it.")
        raise ValidationError(sentence, "own_record")


def foreseen(official: OfficialList) -> Foreseen:
    """What a withdrawal would take back."""
    confirmed = _confirmed(official)
    return Foreseen(confirmed.count(), confirmed.filter(pk__in=_staying(official)).count())


def going(official: OfficialList) -> QuerySet[Match]:
    """The confirmations that a withdrawal takes back."""
    return _confirmed(official).exclude(pk__in=_staying(official))


def left(official: OfficialList) -> int:
    """How many confirmations are still to be taken back."""
    return going(official).count()


def counting_still(official: OfficialList) -> int:
    """How many records that its lines verified count still, until somebody decides about what was found there."""
    found = Finding.objects.filter(detector=UNSHOWN.name, state=Finding.State.OPEN).values_list("subjects", flat=True)
    records = [key for subjects in found for kind, key in subjects if kind == "milestone"]
    taken_back = Match.objects.filter(line__list=official, state=Match.State.UNDONE, milestone__in=records)
    return taken_back.values("milestone").distinct().count()


def go_on(*, at: datetime.datetime) -> int:
    """Take back what is left of lists that are being withdrawn, part by part; how many lists. A new start doubles nothing."""
    lists = list(OfficialList.objects.filter(state=State.LEAVING).order_by("withdrawn_at"))
    for one in lists:
        try:
            while not _take_back_some(one, at):
                pass
        except ValidationError:
            log.exception("official_list_not_withdrawn", kind=one.kind)
    if lists:
        look_with(UNSHOWN, at=at)
    return len(lists)


def hand_over_lines(official: OfficialList) -> None:
    """Its lines go to later lists that say them too; of the others those are left that somebody decided about."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT list_id FROM ({HEIR}) heir", {"list": official.pk})  # noqa: S608 - our own words
        heirs = [key for (key,) in cursor.fetchall()]
        for text in HAND_OVER:
            cursor.execute(text, {"list": official.pk})
    matching.lay(heirs)


def _reason(said: str) -> str:
    ask = _("Say why the list is withdrawn: the reason stays on record.")
    because = for_the_record(said, beside="because", ask=ask)
    if len(because) > OfficialList.LONGEST:
        sentence = _("This is longer than %(most)d letters: shorten it.") % {"most": OfficialList.LONGEST}
        raise ValidationError({"because": sentence})
    return because


@verb("official list withdrawn")
def _take_back_some(one: OfficialList, at: datetime.datetime) -> bool:
    """One part; whether it was the last one."""
    official = OfficialList.objects.select_for_update(no_key=True).get(pk=one.pk)
    by = official.withdrawn_by
    if official.state != State.LEAVING or not by:
        return True
    matches = going(official).select_related("line", "milestone")
    part = list(matches.order_by("pk")[:PART])
    for match in part:
        _one(by, match, official.because, at)
    if len(part) < PART:
        hand_over_lines(official)
        OfficialList.objects.filter(pk=official.pk).update(state=State.WITHDRAWN)
    return len(part) < PART


def _one(by: User, match: Match, because: str, at: datetime.datetime) -> None:
    try:
        deciding.void(by, match, because)
    except ValidationError:
        # Whoever withdraws the list recorded part of it since: the record is a finding to somebody else, the match goes.
        log.warning("record_of_a_withdrawn_list_stays", milestone=str(match.milestone_id))
    deciding.taken_back(by, match, because, at)


def _confirmed(official: OfficialList) -> QuerySet[Match]:
    return Match.objects.filter(line__list=official, state=Match.State.CONFIRMED)


def _staying(official: OfficialList) -> list[uuid.UUID]:
    with connection.cursor() as cursor:
        cursor.execute(STAYS, {"list": official.pk})
        return [key for (key,) in cursor.fetchall()]


def _ring() -> None:
    waits.send(sender=None)
