"""How many of those who count as licensed stand on a licensing office's list too, as a verifier confirmed."""

from typing import NamedTuple

from okoce.core.readings import Reading, read
from participants.reconciling.shares import Share, share_read
from reports.explaining.asked import Number
from reports.explaining.postings import entries_of

LICENSED = "licensed"
# Those who are confirmed are few beside those who count: begun from them. A line from before the registration shows no
# licence that counts.
SHOWN = """
WITH shown AS (
    SELECT DISTINCT coalesce(person.merged_into_id, person.id) AS source_id
    FROM participants_match match
    JOIN participants_listline line ON line.id = match.line_id
    JOIN participants_officiallist list ON list.id = line.list_id AND list.kind = 'licences'
    JOIN participants_participant person ON person.id = match.participant_id
    WHERE match.state = 'confirmed' AND match.milestone_id IS NOT NULL
)
SELECT count(*) FROM (
    SELECT source_id FROM ({entries}) entry JOIN shown USING (source_id) GROUP BY source_id HAVING sum(delta) > 0
) counted
"""


class Beside(NamedTuple):
    """What stands beside a number of licensed people: the lists, how many they are, and of how many a line is confirmed."""

    share: Share
    licensed: int
    shown: int


def beside(number: Number, licensed: int | None = None) -> Beside | None:
    """Of the number's people; None for a number of others, of an earlier reading, and where there is no list.

    What lists say is known of today alone. `licensed` is the number's value, where it is known already.
    """
    if number.plain != LICENSED or not number.is_of_now:
        return None
    return beside_told(number, *read(share_read(), shown_read(number)), licensed)


def shown_read(number: Number) -> Reading[int]:
    """How many of the number's people are confirmed."""
    entries, said = entries_of(number)
    return Reading(SHOWN.format(entries=entries), said, lambda rows: rows[0][0])


def beside_told(number: Number, share: Share | None, shown: int, licensed: int | None = None) -> Beside | None:
    """The same from what was read already."""
    return Beside(share, number.value() if licensed is None else licensed, shown) if share else None
