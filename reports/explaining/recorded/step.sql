-- Market events, months of books, capital: by the day on which they were completed.
SELECT participant_id AS source_id, id AS record, completed_on AS day, state, NULL AS reason, 0 AS rank
FROM participants_milestone
WHERE kind = %(kind)s AND completed_on >= %(first)s AND completed_on < %(after)s
