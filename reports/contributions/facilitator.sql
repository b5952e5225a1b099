-- What a facilitator's activity is worth, over all their months (docs/counting.md, “What is counted”).
WITH facilitator AS (
    SELECT source_id, facilitator_of(source_id) AS facilitator_id FROM scope
),
asked AS (
    SELECT visit.id, coalesce(folded.merged_into_id, visit.participant_id) AS participant_id, visit.facilitator_id,
           visit.held_on, visit.kecamatan_id, visit.state
    FROM facilitator
    JOIN participants_visit visit USING (facilitator_id)
    LEFT JOIN participants_participant folded ON folded.id = visit.participant_id AND folded.merged_into_id IS NOT NULL
),
visit AS (
    {visits}
),
led AS (
    SELECT facilitator.source_id, session.held_on, training.kecamatan_id
    FROM facilitator
    JOIN programs_training training ON training.led_by_id = facilitator.facilitator_id AND training.state = 'verified'
    JOIN programs_trainingsession session ON session.training_id = training.id AND session.state = 'held'
    WHERE EXISTS (
        SELECT FROM participants_attendance a WHERE a.session_id = session.id AND a.status IN ('present', 'late'))
),
done AS (
    SELECT source_id, month_of(held_on) AS month, kecamatan_id, count(*) AS sessions, 0 AS visits
    FROM led
    GROUP BY source_id, month_of(held_on), kecamatan_id
    UNION ALL
    SELECT facilitator.source_id, month_of(held_on), kecamatan_id, 0, count(*)
    FROM visit
    JOIN facilitator USING (facilitator_id)
    GROUP BY facilitator.source_id, month_of(held_on), kecamatan_id
),
-- C13 active_facilitators: led a counted session, or eight visits, in the month; where most of it was.
active AS (
    SELECT source_id, month
    FROM done
    GROUP BY source_id, month
    HAVING sum(sessions) > 0 OR sum(visits) >= 8
)
SELECT DISTINCT ON (source_id, month)
       source_id, 'active_facilitators' AS metric, month, kecamatan_id AS kecamatan, '-' AS gender, '-' AS age_band,
       1::bigint AS value
FROM (
    SELECT source_id, month, kecamatan_id, sum(sessions + visits) AS much
    FROM done
    GROUP BY source_id, month, kecamatan_id
) place
JOIN active USING (source_id, month)
ORDER BY source_id, month, much DESC, kecamatan_id
