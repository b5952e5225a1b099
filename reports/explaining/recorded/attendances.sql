-- Marks of a person at a session that was not cancelled.
SELECT CASE training.state WHEN 'draft' THEN 'not_handed_in' WHEN 'submitted' THEN 'waits'
                           WHEN 'returned' THEN 'returned' WHEN 'revoked' THEN 'revoked'
           ELSE CASE WHEN a.status NOT IN ('present', 'late') THEN 'not_there'
                     WHEN counted.source_id IS NULL THEN 'on_its_way'
                     WHEN EXISTS (
                         {doubled}
                     ) THEN 'again'
                     ELSE 'counts' END
       END, count(*), count(*)
FROM programs_trainingsession session
JOIN programs_training training ON training.id = session.training_id
JOIN participants_attendance a ON a.session_id = session.id
LEFT JOIN (
    SELECT source_id, month FROM reports_ledger
    WHERE metric = %(metric)s AND month BETWEEN %(first)s AND %(last)s
    GROUP BY source_id, month HAVING sum(delta) <> 0
) counted ON counted.source_id = training.id AND counted.month = month_of(session.held_on)
WHERE session.state <> 'cancelled' AND session.held_on >= %(first)s AND session.held_on < %(after)s
  AND %(place)s IN ('', training.kecamatan_id)
GROUP BY 1
