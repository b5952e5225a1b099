-- People whose consent and baseline were taken.
SELECT id AS source_id, id AS record, registered_on AS day, 'verified' AS state, NULL AS reason, 0 AS rank
FROM participants_participant
WHERE registered_on >= %(first)s AND registered_on < %(after)s
