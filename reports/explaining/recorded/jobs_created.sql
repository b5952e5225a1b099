-- Reports of paid workers. Which of them rises above the highest number before, and by how many, the rules themselves say.
WITH reported AS (
    SELECT id, coalesce(merged_into_id, participant_id) AS source_id, state, reported_on, workers, registered_in_id
    FROM (
        SELECT id, participant_id, state, reported_on, full_time + part_time AS workers
        FROM participants_jobreport
        WHERE reported_on >= %(first)s AND reported_on < %(after)s
    ) report
    JOIN (SELECT id AS participant_id, merged_into_id, registered_in_id FROM participants_participant) person
        USING (participant_id)
),
scope AS (
    SELECT DISTINCT source_id FROM reported
),
whole AS (
    {whole}
),
recorded AS (
    SELECT report.source_id, report.id, report.reported_on AS day, report.workers, report.registered_in_id,
           coalesce(
               CASE report.state WHEN 'draft' THEN 'not_handed_in' WHEN 'submitted' THEN 'waits'
                                 WHEN 'returned' THEN 'returned' WHEN 'revoked' THEN 'revoked' END,
               CASE WHEN NOT whole.identified THEN 'no_identity'
                    WHEN NOT whole.housed THEN 'no_home'
                    WHEN whole.registered_on IS NULL THEN 'no_registration'
                    WHEN report.reported_on < whole.registered_on THEN 'before' END
           ) AS reason
    FROM reported report
    JOIN whole ON whole.source_id = report.source_id AND whole.participant_id = report.source_id
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
