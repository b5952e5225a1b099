-- Visits where they were made; of several by one facilitator to one person on a day, the rule says where they count.
WITH asked AS (
    SELECT visit.id, coalesce(folded.merged_into_id, visit.participant_id) AS participant_id, visit.facilitator_id,
           visit.held_on, visit.kecamatan_id, visit.state
    FROM participants_visit visit
    LEFT JOIN participants_participant folded ON folded.id = visit.participant_id AND folded.merged_into_id IS NOT NULL
    WHERE held_on >= %(first)s AND held_on < %(after)s
),
visit AS (
    {visits}
),
ranked AS (
    SELECT asked.kecamatan_id AS kecamatan, asked.state, asked.kecamatan_id = visit.kecamatan_id AS is_there,
           row_number() OVER (
               PARTITION BY asked.participant_id, asked.facilitator_id, asked.held_on, asked.kecamatan_id,
                            asked.state = 'revoked'
           ) AS nth
    FROM asked
    LEFT JOIN visit USING (participant_id, facilitator_id, held_on)
)
SELECT CASE WHEN state = 'revoked' THEN 'revoked' WHEN is_there AND nth = 1 THEN 'counts' ELSE 'same_day' END,
       count(*), count(*)
FROM ranked
WHERE %(place)s IN ('', kecamatan)
GROUP BY 1
