"""Looking for people who look like one: everybody is compared, in one statement, and what was found is kept.

An identity number finds nobody here: it is unique, and whoever registers it again is led to the person who has it.
"""

import datetime
from collections import Counter

from django.db import connection, transaction
from django.dispatch import Signal

from okoce.core.alone import alone
from participants.duplicates.comparing import LEAST, PAIRS, PEOPLE
from participants.models import Likeness

# Many people came at once, who were not asked about one by one.
came = Signal()

# In the order of two keys, whatever was found the other way round by the row of somebody merged.
LOOK = f"""
{PEOPLE}, apart AS (
    SELECT coalesce(one.merged_into_id, one.id) AS one, coalesce(other.merged_into_id, other.id) AS other
    FROM participants_distinction
    JOIN participants_participant one ON one.id = first_id
    JOIN participants_participant other ON other.id = second_id
), found AS MATERIALIZED (
    SELECT DISTINCT ON (first, second) first, second, how, score
    FROM ({PAIRS}) pair
    WHERE score >= {LEAST}
      AND NOT EXISTS (SELECT FROM apart WHERE least(one, other) = first AND greatest(one, other) = second)
    ORDER BY first, second, score DESC, how
), kept AS (
    INSERT INTO participants_likeness (id, first_id, second_id, how, score, found_at)
    SELECT gen_random_uuid(), first, second, how, score, %(at)s FROM found
    ON CONFLICT (first_id, second_id) DO UPDATE SET how = excluded.how, score = excluded.score, gone_at = NULL
    WHERE (participants_likeness.how, participants_likeness.score, participants_likeness.gone_at)
          IS DISTINCT FROM (excluded.how, excluded.score, NULL::timestamptz)
), gone AS (
    UPDATE participants_likeness SET gone_at = %(at)s
    WHERE gone_at IS NULL AND NOT EXISTS (SELECT FROM found WHERE first = first_id AND second = second_id)
)
SELECT count(*) FROM found
"""  # noqa: S608 - our own words


def many_came() -> None:
    """Ring for a look, once what is being written is there."""
    transaction.on_commit(lambda: came.send(sender=None), robust=True)


def look(*, at: datetime.datetime) -> int | None:
    """Compare everybody; how many pairs look like one person. None when somebody else looks just now.

    It reads without making anybody wait, and what it found is written at its end: stopped before, nothing is.
    """
    with alone("likenesses") as free:
        if not free:
            return None
        with transaction.atomic(), connection.cursor() as cursor:
            # Whatever sorts and joins the whole city does so in memory.
            cursor.execute("SELECT set_config('work_mem', '64MB', true)")
            cursor.execute(LOOK, {"at": at})
            ((number,),) = cursor.fetchall()
    return number


def waiting() -> Counter[str]:
    """How many pairs wait for an answer, by how they were found, wherever they are."""
    return Counter(Likeness.objects.waiting().order_by().values_list("how", flat=True))
