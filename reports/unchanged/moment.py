"""Which moment it is for a page: a text that changes whenever anything on one could."""

from django.db import connection

from okoce.core.readings import Reading
from reports.fingerprint import FINGERPRINT

# Beside what answers of the API depend on: the centre of a kecamatan; facts that no revision tells of, as the triggers
# note them; and how fresh the counts are, which the first line says.
FACTS = "SELECT coalesce(sum(statements), 0)::bigint FROM reports_factchange"
MOMENT = f"""
SELECT md5(jsonb_build_array(
    ({FINGERPRINT}),
    (SELECT jsonb_agg(programs_city ORDER BY programs_city) FROM programs_city),
    (SELECT jsonb_agg(programs_centre ORDER BY programs_centre) FROM programs_centre),
    ({FACTS}),
    (SELECT count(*) FROM reports_queue),
    (SELECT count(*) FROM reports_quarantine),
    (SELECT max(id) FROM reports_check)
)::text)
"""
# The sum is the same before and after. What somebody adds meanwhile is not seen, and stays.
FOLD = """
WITH gone AS (
    DELETE FROM reports_factchange WHERE (SELECT count(*) FROM reports_factchange) > %s RETURNING statements
)
INSERT INTO reports_factchange (statements) SELECT sum(statements) FROM gone HAVING count(*) > 0
"""
# So many rows are added up in no time.
ROWS = 200


def fingerprint() -> str:
    """Of everything that a page of counts reads, but for what is read once in five minutes (reports/lately.py)."""
    with connection.cursor() as cursor:
        cursor.execute(MOMENT)
        return cursor.fetchone()[0]


def facts_read() -> Reading[int]:
    """How many statements changed facts of which no revision tells: another number after each."""
    return Reading(FACTS, {}, lambda rows: rows[0][0])


def fold() -> None:
    """Make one row of many."""
    with connection.cursor() as cursor:
        cursor.execute(FOLD, [ROWS])
