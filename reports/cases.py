"""Whose facts meet the rule of new entrepreneurs: their case is opened, and waits for somebody who made none of them."""

import datetime

from django.db import connection

from participants.entrepreneurs import open_cases
from reports.contributions import text_of

# Nobody meets the rule without a verified licence: whoever has none, or a case already, is not asked.
MEETING = """
WITH scope AS MATERIALIZED (
    SELECT source_id
    FROM unnest(%s::uuid[]) AS posted (source_id)
    WHERE EXISTS (SELECT FROM participants_milestone milestone
                  WHERE milestone.participant_id = source_id AND kind = 'licence' AND state = 'verified')
      AND NOT EXISTS (SELECT FROM participants_entrepreneur opened WHERE opened.participant_id = source_id)
)
SELECT DISTINCT source_id FROM ({days}) stood WHERE split_part(metric, '@', 1) = 'met'
"""


def open_those_who_meet_the_rule(people: list[str], *, at: datetime.datetime) -> int:
    """Returns how many cases were opened."""
    with connection.cursor() as cursor:
        cursor.execute(MEETING.format(days=text_of("days")), [people])
        found = [person for (person,) in cursor.fetchall()]
    return open_cases(found, at=at) if found else 0
