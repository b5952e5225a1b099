"""How much of what the lists of an office say belongs to people here: what stands beside what was claimed."""

import datetime
from typing import NamedTuple

from okoce.core.readings import Reading, Rows, by_itself
from participants.models import OfficialList

# A licence that stands in several lists is one licence.
SHARE = """
WITH list AS (
    SELECT id, as_of FROM participants_officiallist
    WHERE kind = %(kind)s AND state = 'read' AND as_of <= coalesce(%(until)s::date, as_of)
), fact AS (
    SELECT bool_or(match.id IS NOT NULL) AS confirmed, bool_or(line.pile = 'matched') AS matched
    FROM participants_listline line
    LEFT JOIN participants_match match ON match.line_id = line.id AND match.state = 'confirmed'
    WHERE line.list_id IN (SELECT id FROM list)
    GROUP BY CASE line.licence_number WHEN '' THEN line.id::text ELSE line.licence_number END
)
SELECT count(*), count(*) FILTER (WHERE confirmed), count(*) FILTER (WHERE matched AND NOT confirmed),
       (SELECT max(as_of) FROM list)
FROM fact
"""


class Share(NamedTuple):
    """What an office's lists say up to the newest one: how many licences or lines, confirmed to be of people here, proposed."""

    lines: int
    confirmed: int
    proposed: int
    as_of: datetime.date


def share_read(kind: str = OfficialList.Kind.LICENCES, *, until: datetime.date | None = None) -> Reading[Share | None]:
    """Of all lists of that kind of office, as of that day or before; None where there is none."""
    return Reading(SHARE, {"kind": str(kind), "until": until}, _share)


share_of = by_itself(share_read)


def _share(rows: Rows) -> Share | None:
    ((lines, confirmed, proposed, as_of),) = rows
    return Share(lines, confirmed, proposed, datetime.date.fromisoformat(as_of)) if as_of else None
