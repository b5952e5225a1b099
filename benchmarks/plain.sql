-- What somebody writes who wants the numbers once, by month and kecamatan: no gender, no age, no past, no second set of
-- thresholds, nobody merged. Of the metrics all but new_entrepreneurs, as nobody's case is approved in what is measured.
WITH person AS (
    SELECT id AS participant_id, registered_on, baseline, baseline_workers
    FROM participants_participant
    WHERE identity_verified AND id IN (SELECT participant_id FROM participants_residence)
),
session AS (
    SELECT session.id AS session_id, session.training_id, session.held_on, session.minutes, training.kecamatan_id, training.led_by_id
    FROM programs_trainingsession session
    JOIN programs_training training ON training.id = session.training_id AND training.state = 'verified'
    WHERE session.state = 'held'
),
present AS (
    SELECT session.*, a.participant_id
    FROM participants_attendance a
    JOIN session USING (session_id)
    WHERE a.status IN ('present', 'late')
),
training AS (
    SELECT training_id, kecamatan_id, sum(minutes) AS minutes, max(held_on) AS day FROM session GROUP BY training_id, kecamatan_id
),
visit AS (
    SELECT participant_id, facilitator_id, held_on, min(kecamatan_id) AS kecamatan_id
    FROM participants_visit
    WHERE state <> 'revoked'
    GROUP BY participant_id, facilitator_id, held_on
),
licensed AS (
    SELECT participant_id, min(completed_on) AS day
    FROM participants_milestone
    JOIN person USING (participant_id)
    WHERE kind = 'licence' AND own_name AND state = 'verified' AND completed_on >= registered_on
    GROUP BY participant_id
),
stood AS (
    SELECT participant_id, 'registered' AS metric, registered_on AS day, 1 AS value FROM person WHERE registered_on IS NOT NULL
    UNION ALL
    SELECT participant_id, 'trained', min(day), 1
    FROM (SELECT participant_id, training_id, sum(minutes) AS minutes FROM present GROUP BY participant_id, training_id) attended
    JOIN training USING (training_id)
    WHERE attended.minutes * 100 >= training.minutes * 75
    GROUP BY participant_id
    UNION ALL
    SELECT participant_id, 'mentored', (array_agg(held_on ORDER BY held_on))[2], 1
    FROM (SELECT DISTINCT participant_id, held_on FROM visit) each_day
    GROUP BY participant_id
    HAVING count(*) > 1
    UNION ALL
    SELECT participant_id, 'licensed', day, 1 FROM licensed
    UNION ALL
    SELECT participant_id, 'level_up', day, 1 FROM licensed JOIN person USING (participant_id) WHERE baseline <> 'no_business'
    UNION ALL
    SELECT participant_id, 'bookkeeping', min(completed_on), 1
    FROM participants_milestone
    WHERE kind = 'books' AND state = 'verified'
    GROUP BY participant_id
    UNION ALL
    SELECT participant_id, 'jobs_created', reported_on, full_time + part_time - baseline_workers
    FROM participants_jobreport
    JOIN person USING (participant_id)
    WHERE state = 'verified' AND reported_on >= registered_on
),
counted AS (
    SELECT metric, day, coalesce(home.kecamatan_id, 'LUAR') AS kecamatan, stood.value
    FROM stood
    JOIN person USING (participant_id)
    CROSS JOIN LATERAL (
        SELECT kecamatan_id FROM participants_residence residence WHERE residence.participant_id = stood.participant_id
        ORDER BY since <= day DESC, CASE WHEN since <= day THEN since END DESC, since LIMIT 1
    ) home
    UNION ALL
    SELECT 'attendances', held_on, kecamatan_id, 1 FROM present
    UNION ALL
    SELECT 'trainings', day, kecamatan_id, 1
    FROM training
    JOIN (SELECT training_id, count(DISTINCT participant_id) AS people FROM present GROUP BY training_id) crowd USING (training_id)
    WHERE minutes >= 120 AND people >= 10
    UNION ALL
    SELECT 'mentoring_visits', held_on, kecamatan_id, 1 FROM visit
    UNION ALL
    SELECT 'spending', month, kecamatan_id, rupiah FROM programs_expense WHERE stage = 'paid'
),
done AS (
    SELECT led_by_id AS facilitator_id, held_on, kecamatan_id, true AS is_session
    FROM session
    WHERE session_id IN (SELECT session_id FROM present)
    UNION ALL
    SELECT facilitator_id, held_on, kecamatan_id, false FROM visit
),
monthly AS (
    SELECT metric, date_trunc('month', day)::date AS month, kecamatan, sum(value)::bigint AS value FROM counted GROUP BY 1, 2, 3
)
TABLE monthly
UNION ALL
SELECT 'active_centres', month, kecamatan, 1
FROM monthly
WHERE metric = 'trainings' OR (metric = 'mentoring_visits' AND value >= 8)
GROUP BY month, kecamatan
UNION ALL
SELECT 'active_facilitators', month, kecamatan_id, count(*)
FROM (
    SELECT DISTINCT ON (facilitator_id, month) month, kecamatan_id
    FROM (
        SELECT facilitator_id, date_trunc('month', held_on)::date AS month, kecamatan_id, count(*) AS much,
               bool_or(bool_or(is_session)) OVER each_month OR sum(count(*) FILTER (WHERE NOT is_session)) OVER each_month >= 8 AS active
        FROM done
        GROUP BY facilitator_id, date_trunc('month', held_on)::date, kecamatan_id
        WINDOW each_month AS (PARTITION BY facilitator_id, date_trunc('month', held_on)::date)
    ) place
    WHERE active
    ORDER BY facilitator_id, month, much DESC, kecamatan_id
) whole
GROUP BY month, kecamatan_id
