-- What a training is worth: activity, in the kecamatan of the centre, without personal dimensions (docs/counting.md, “What is counted”).
WITH session AS (
    SELECT training.id AS source_id, training.kecamatan_id, session.id, session.held_on, session.minutes
    FROM scope
    JOIN programs_training training ON training.id = scope.source_id AND training.state = 'verified'
    JOIN programs_trainingsession session ON session.training_id = training.id AND session.state = 'held'
),
present AS (
    SELECT session.source_id, session.kecamatan_id, session.held_on,
           coalesce(folded.merged_into_id, a.participant_id) AS participant_id
    FROM session
    JOIN participants_attendance a ON a.session_id = session.id AND a.status IN ('present', 'late')
    LEFT JOIN participants_participant folded ON folded.id = a.participant_id AND folded.merged_into_id IS NOT NULL
    WHERE NOT EXISTS (
        {doubled}
    )
),
counted AS (
    -- C4 trainings: verified, at least 120 minutes, at least 10 people present; month of the last session.
    SELECT whole.source_id, 'trainings' AS metric, month_of(whole.last_day) AS month, whole.kecamatan_id, 1::bigint AS value
    FROM (
        SELECT source_id, kecamatan_id, sum(minutes) AS minutes, max(held_on) AS last_day
        FROM session
        GROUP BY source_id, kecamatan_id
    ) whole
    JOIN (SELECT source_id, count(DISTINCT participant_id) AS people FROM present GROUP BY source_id) crowd USING (source_id)
    WHERE whole.minutes >= 120 AND crowd.people >= 10
    UNION ALL
    -- C5 attendances: each person present at each session of a verified training; month of the session.
    SELECT source_id, 'attendances', month_of(held_on), kecamatan_id, count(*)
    FROM present
    GROUP BY source_id, month_of(held_on), kecamatan_id
)
SELECT source_id, metric, month, kecamatan_id AS kecamatan, '-' AS gender, '-' AS age_band, value
FROM counted
