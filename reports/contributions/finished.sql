-- C2 which trainings each `person` finished, by each `threshold`: present for at least 75 % of the minutes of a verified
-- training; dated its last session.
WITH attended AS (
    SELECT person.source_id, session.training_id, sum(session.minutes) AS minutes
    FROM person
    JOIN participants_attendance a ON a.participant_id = person.participant_id AND a.status IN ('present', 'late')
    JOIN programs_trainingsession session ON session.id = a.session_id AND session.state = 'held'
    WHERE NOT EXISTS (
        {doubled}
    )
    GROUP BY person.source_id, session.training_id
),
given AS (
    SELECT training.id AS training_id, sum(session.minutes) AS minutes, max(session.held_on) AS last_day
    FROM programs_training training
    JOIN programs_trainingsession session ON session.training_id = training.id AND session.state = 'held'
    WHERE training.state = 'verified' AND training.id IN (SELECT training_id FROM attended)
    GROUP BY training.id
)
SELECT attended.source_id, threshold.suffix, attended.training_id, given.last_day AS day
FROM attended
JOIN given USING (training_id)
-- Three quarters of nothing is nothing: a training without a minute trains nobody.
JOIN threshold ON given.minutes > 0 AND attended.minutes * 100 >= given.minutes * threshold.attendance_percent
