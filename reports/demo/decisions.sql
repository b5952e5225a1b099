-- What waited is looked at by somebody who made none of it; the newest goes on waiting.
INSERT INTO participants_verification (milestone_id, version, decision, reason, made_by_id, checked_by_id, checked_at)
SELECT pg_temp.key('milestone', p * 5 + m), 1, CASE state WHEN 'verified' THEN 'approved' ELSE 'returned' END,
       CASE state WHEN 'verified' THEN '' ELSE 'Nomor tidak terbaca pada foto.' END, by_id, %(verifier)s,
       completed_on + 2 + time '10:00'
FROM achieved
WHERE state IN ('verified', 'returned');

-- Without it the triggers would read the table from end to end for each record.
ANALYZE participants_verification;

UPDATE participants_milestone milestone SET state = achieved.state
FROM achieved
WHERE milestone.id = pg_temp.key('milestone', p * 5 + m) AND achieved.state IN ('verified', 'returned');

INSERT INTO participants_verification (visit_id, version, decision, reason, made_by_id, checked_by_id, checked_at)
SELECT id, 1, 'approved', '', submitted_by_id, %(verifier)s, submitted_at + interval '2 days'
FROM participants_visit
WHERE state = 'submitted' AND held_on < jakarta_now()::date - 8;

UPDATE participants_visit SET state = 'verified' WHERE state = 'submitted' AND held_on < jakarta_now()::date - 8;

INSERT INTO participants_verification (job_report_id, version, decision, reason, made_by_id, checked_by_id, checked_at)
SELECT id, 1, 'approved', '', submitted_by_id, %(verifier)s, now()
FROM participants_jobreport
WHERE reported_on < jakarta_now()::date - 8;

UPDATE participants_jobreport SET state = 'verified' WHERE reported_on < jakarta_now()::date - 8;
