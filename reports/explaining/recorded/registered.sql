-- People whose consent and baseline were taken.
SELECT id AS participant_id, id AS record, registered_on AS day, 'verified' AS state, NULL AS reason,
       false AS since_registration, 0 AS rank
FROM participants_participant
WHERE registered_on >= %(first)s AND registered_on < %(after)s
