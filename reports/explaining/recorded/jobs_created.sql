-- Reports of paid workers. Which of them rises above the highest number before, and by how many, the rules themselves say.
WITH recorded AS (
    SELECT report.participant_id AS source_id, report.id, report.reported_on AS day, report.full_time + report.part_time AS workers,
           person.registered_in_id,
           coalesce(
               CASE report.state WHEN 'draft' THEN 'not_handed_in' WHEN 'submitted' THEN 'waits'
                                 WHEN 'returned' THEN 'returned' WHEN 'revoked' THEN 'revoked' END,
               CASE WHEN NOT person.identity_verified THEN 'no_identity'
                    WHEN NOT EXISTS (SELECT FROM participants_residence home WHERE home.participant_id = person.id)
                    THEN 'no_home'
                    WHEN person.registered_on IS NULL THEN 'no_registration'
                    WHEN report.reported_on < person.registered_on THEN 'before' END
           ) AS reason
    FROM participants_jobreport report
    JOIN participants_participant person ON person.id = report.participant_id
    WHERE report.reported_on >= %(first)s AND report.reported_on < %(after)s
),
scope AS (
    SELECT DISTINCT source_id FROM recorded WHERE reason IS NULL
),
stood AS (
    {days}
),
ranked AS (
    SELECT recorded.*, row_number() OVER (PARTITION BY source_id, day, reason ORDER BY workers DESC, id) AS nth
    FROM recorded
),
dated AS (
    SELECT ranked.source_id, ranked.day, registered_in_id, more.value,
           CASE WHEN reason IS NOT NULL THEN reason WHEN more.value IS NULL OR nth > 1 THEN 'no_more' ELSE 'counts' END AS verdict
    FROM ranked
    LEFT JOIN (SELECT source_id, day, value FROM stood WHERE metric = 'jobs_created') more
        ON more.source_id = ranked.source_id AND more.day = ranked.day
),
placed AS (
    SELECT verdict, value,
           CASE WHEN verdict = 'no_home' THEN registered_in_id ELSE coalesce(home.kecamatan_id, 'LUAR') END AS kecamatan
    FROM dated
    LEFT JOIN LATERAL (
        {home}
    ) home ON true
)
SELECT CASE WHEN verdict = 'counts' AND %(place)s = '' AND kecamatan = 'LUAR' THEN 'outside' ELSE verdict END,
       count(*), coalesce(sum(value), 0)
FROM placed
WHERE %(place)s IN ('', kecamatan)
GROUP BY 1
