-- Visits: none of them waits for a verifier to count as one.
SELECT participant_id AS source_id, id AS record, held_on AS day,
       CASE state WHEN 'revoked' THEN state ELSE 'verified' END AS state, NULL AS reason, 0 AS rank
FROM participants_visit
WHERE held_on >= %(first)s AND held_on < %(after)s
