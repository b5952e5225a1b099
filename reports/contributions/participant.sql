-- What a person is worth. Only people with a verified identity climb a rung (docs/counting.md, “What is counted”).
WITH person AS (
    SELECT p.id AS source_id, p.sex, p.birth_year, p.registered_on
    FROM scope
    JOIN participants_participant p ON p.id = scope.source_id
    WHERE p.identity_verified
),
-- C2 trained: present for at least 75 % of the minutes of a verified training; dated its last session.
attended AS (
    SELECT person.source_id, session.training_id,
           sum(session.minutes) FILTER (WHERE a.status IN ('present', 'late')) AS minutes
    FROM person
    JOIN participants_attendance a ON a.participant_id = person.source_id
    JOIN programs_trainingsession session ON session.id = a.session_id AND session.state = 'held'
    GROUP BY person.source_id, session.training_id
),
given AS (
    SELECT training.id AS training_id, sum(session.minutes) AS minutes, max(session.held_on) AS last_day
    FROM programs_training training
    JOIN programs_trainingsession session ON session.training_id = training.id AND session.state = 'held'
    WHERE training.state = 'verified' AND training.id IN (SELECT training_id FROM attended)
    GROUP BY training.id
),
dated AS (
    -- C1 registered: consent and baseline taken, and where the person lives is known; dated the day they were taken.
    SELECT source_id, 'registered' AS metric, registered_on AS day
    FROM person
    WHERE registered_on IS NOT NULL
    UNION ALL
    SELECT attended.source_id, 'trained', min(given.last_day)
    FROM attended
    JOIN given USING (training_id)
    -- Three quarters of nothing is nothing: a training without a minute trains nobody.
    WHERE given.minutes > 0 AND attended.minutes * 100 >= given.minutes * 75
    GROUP BY attended.source_id
)
SELECT dated.source_id,
       dated.metric,
       month_of(dated.day) AS month,
       coalesce(home.kecamatan_id, 'LUAR') AS kecamatan,
       person.sex AS gender,
       age_band(dated.day, person.birth_year) AS age_band,
       1::bigint AS value
FROM dated
JOIN person USING (source_id)
-- C3 where: the residence on that day, and before the first one known, the first. Nobody without one climbs a rung.
CROSS JOIN LATERAL (
    SELECT residence.kecamatan_id
    FROM participants_residence residence
    WHERE residence.participant_id = dated.source_id
    ORDER BY residence.since <= dated.day DESC,
             CASE WHEN residence.since <= dated.day THEN residence.since END DESC,
             residence.since
    LIMIT 1
) home
