-- Visits: none of them waits for a verifier to count as one.
SELECT participant_id, id AS record, held_on AS day,
       CASE state WHEN 'revoked' THEN state ELSE 'verified' END AS state, NULL AS reason,
       false AS since_registration, 0 AS rank
FROM participants_visit
WHERE held_on >= %(first)s AND held_on < %(after)s
