-- A person on the roll of a training, on the day of its last session; most minutes first.
SELECT a.participant_id, training.id AS record, given.day, training.state, NULL AS reason, false AS since_registration,
       coalesce(sum(session.minutes) FILTER (WHERE a.status IN ('present', 'late')), 0) AS rank
FROM (
    SELECT training_id, coalesce(max(held_on) FILTER (WHERE state = 'held'), max(held_on)) AS day
    FROM programs_trainingsession
    WHERE state <> 'cancelled' AND training_id IN (
        SELECT training_id FROM programs_trainingsession WHERE held_on >= %(first)s AND held_on < %(after)s)
    GROUP BY training_id
) given
JOIN programs_training training ON training.id = given.training_id
JOIN programs_trainingsession session ON session.training_id = training.id AND session.state <> 'cancelled'
JOIN participants_attendance a ON a.session_id = session.id
WHERE given.day >= %(first)s AND given.day < %(after)s
GROUP BY a.participant_id, training.id, given.day
