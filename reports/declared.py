"""Paid workers that were reported and that nobody approved yet: beside the jobs that count, and never in them."""

import datetime

from okoce.core.readings import Reading, by_itself
from reports.contributions import OUTSIDE, text_of

# Of each person who may count, the highest number that waits above every number so far, where they live on its day (C9).
DECLARED = f"""
WITH report AS (
    SELECT coalesce(merged_into_id, participant_id) AS source_id, reported_on, full_time + part_time AS number
    FROM participants_jobreport
    JOIN (SELECT id AS participant_id, merged_into_id FROM participants_participant) person USING (participant_id)
    WHERE state = 'submitted' AND reported_on >= %(first)s AND reported_on < %(after)s
),
scope AS (SELECT DISTINCT source_id FROM report),
person AS (
    SELECT DISTINCT source_id, registered_on, baseline_workers FROM ({text_of("whole")}) whole WHERE identified
),
waiting AS (
    SELECT source_id, baseline_workers, max(reported_on) AS day, max(number) AS number
    FROM report JOIN person USING (source_id)
    WHERE reported_on >= registered_on
    GROUP BY 1, 2
)
SELECT coalesce(home.kecamatan_id, '{OUTSIDE}'),
       sum(greatest(0, dated.number - greatest(dated.baseline_workers, coalesce(verified.number, 0))))::bigint
FROM waiting dated
CROSS JOIN LATERAL ({text_of("home")}) home
CROSS JOIN LATERAL (
    SELECT max(full_time + part_time) AS number
    FROM participants_jobreport
    WHERE participant_id = ANY (ARRAY(SELECT member FROM whole_of(dated.source_id) member)) AND state = 'verified'
) verified
GROUP BY 1
"""


def declared_jobs_read(first: datetime.date, after: datetime.date) -> Reading[dict[str, int]]:
    """By kecamatan, LUAR among them: workers in reports of these days (half-open) that wait for a verifier."""
    return Reading(
        DECLARED,
        {"first": first, "after": after},
        lambda rows: {kecamatan: number for kecamatan, number in rows if number},
    )


declared_jobs = by_itself(declared_jobs_read)


def declared_in(places: dict[str, int], kecamatan: str = "") -> int:
    """In that place, or in all of Jakarta."""
    if kecamatan:
        return places.get(kecamatan, 0)
    return sum(number for code, number in places.items() if code != OUTSIDE)
