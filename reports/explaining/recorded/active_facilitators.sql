-- Facilitators of whom a visit or a session is recorded in the month; where each of them counts stands in the ledger, for
-- the rule looks at all months of a facilitator at once.
WITH counted AS (
    SELECT source_id, kecamatan
    FROM reports_ledger
    WHERE metric = %(metric)s AND month BETWEEN %(first)s AND %(last)s
    GROUP BY source_id, kecamatan
    HAVING sum(delta) <> 0
),
recorded AS (
    SELECT facilitator_key(facilitator_id) AS source_id
    FROM participants_visit
    WHERE held_on >= %(first)s AND held_on < %(after)s AND %(place)s IN ('', kecamatan_id)
    UNION
    SELECT facilitator_key(training.led_by_id)
    FROM programs_trainingsession session
    JOIN programs_training training ON training.id = session.training_id
    WHERE session.state <> 'cancelled' AND session.held_on >= %(first)s AND session.held_on < %(after)s
      AND %(place)s IN ('', training.kecamatan_id)
)
SELECT CASE WHEN counted.source_id IS NULL THEN 'too_little'
            WHEN %(place)s IN ('', counted.kecamatan) THEN 'counts' ELSE 'elsewhere' END, count(*), count(*)
FROM recorded
LEFT JOIN counted USING (source_id)
GROUP BY 1
