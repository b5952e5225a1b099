"""Whose facts meet the rule of new entrepreneurs: their case is opened, and waits for somebody who made none of them."""

import datetime

from django.db import connection

from okoce.core.planning import ask_of
from participants.entrepreneurs import open_cases
from reports.contributions import text_of

# Nobody meets the rule without a verified licence: whoever has none, or a case already, is not asked.
MEETING = """
WITH posted AS MATERIALIZED (
    SELECT source_id FROM unnest(%s::uuid[]) AS posted (source_id)
),
member AS MATERIALIZED (
    SELECT source_id, source_id AS participant_id FROM posted
    UNION ALL
    SELECT source_id, folded.id FROM posted JOIN participants_participant folded ON folded.merged_into_id = source_id
),
scope AS MATERIALIZED (
    SELECT source_id
    FROM member
    JOIN participants_milestone milestone USING (participant_id)
    WHERE kind = 'licence' AND state = 'verified'
    EXCEPT
    SELECT source_id FROM member JOIN participants_entrepreneur opened USING (participant_id)
)
SELECT DISTINCT source_id FROM ({days}) stood WHERE split_part(metric, '@', 1) = 'met'
"""


def open_those_who_meet_the_rule(people: list[str], *, at: datetime.datetime) -> int:
    """Returns how many cases were opened."""
    with connection.cursor() as cursor:
        ask_of(cursor, MEETING.format(days=text_of("days")), [("uuid[]", people)], many=len(people))
        found = [person for (person,) in cursor.fetchall()]
    return open_cases(found, at=at) if found else 0
