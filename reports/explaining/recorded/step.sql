-- Market events, months of books, capital: by the day on which they were completed.
SELECT participant_id, id AS record, completed_on AS day, state, NULL AS reason, false AS since_registration, 0 AS rank
FROM participants_milestone
WHERE kind = %(kind)s AND completed_on >= %(first)s AND completed_on < %(after)s
