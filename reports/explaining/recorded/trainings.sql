-- Trainings by the day of their last session.
SELECT CASE training.state WHEN 'draft' THEN 'not_handed_in' WHEN 'submitted' THEN 'waits'
                           WHEN 'returned' THEN 'returned' WHEN 'revoked' THEN 'revoked'
           ELSE CASE WHEN training.id IN (
                         SELECT source_id FROM reports_ledger
                         WHERE metric = %(metric)s AND month BETWEEN %(first)s AND %(last)s
                         GROUP BY source_id HAVING sum(delta) <> 0) THEN 'counts'
                     WHEN given.minutes < 120 THEN 'too_short'
                     WHEN given.people < 10 THEN 'too_few'
                     ELSE 'on_its_way' END
       END, count(*), count(*)
FROM (
    SELECT session.training_id,
           coalesce(max(held_on) FILTER (WHERE state = 'held'), max(held_on)) AS day,
           sum(session.minutes) FILTER (WHERE state = 'held') AS minutes,
           (SELECT count(DISTINCT coalesce(folded.merged_into_id, a.participant_id))
            FROM participants_attendance a
            LEFT JOIN participants_participant folded
                ON folded.id = a.participant_id AND folded.merged_into_id IS NOT NULL
            JOIN programs_trainingsession seen ON seen.id = a.session_id AND seen.state = 'held'
            WHERE seen.training_id = session.training_id AND a.status IN ('present', 'late')) AS people
    FROM programs_trainingsession session
    WHERE state <> 'cancelled' AND training_id IN (
        SELECT training_id FROM programs_trainingsession WHERE held_on >= %(first)s AND held_on < %(after)s)
    GROUP BY session.training_id
) given
JOIN programs_training training ON training.id = given.training_id
WHERE given.day >= %(first)s AND given.day < %(after)s AND %(place)s IN ('', training.kecamatan_id)
GROUP BY 1
