-- What waited is looked at by somebody who made none of it; the newest goes on waiting.
SELECT set_config('okoce.reason', 'record approved', true);

INSERT INTO participants_verification (milestone_id, version, decision, reason, made_by_id, checked_by_id, checked_at)
SELECT milestone_id, version, CASE reached.state WHEN 'verified' THEN 'approved' ELSE 'returned' END,
       CASE reached.state WHEN 'verified' THEN '' ELSE 'Nomor tidak terbaca pada foto.' END, by_id, %(verifier)s, moment
FROM reached
JOIN participants_milestone milestone ON milestone.id = milestone_id
WHERE reached.state IN ('verified', 'returned');

UPDATE participants_milestone milestone SET state = reached.state
FROM reached
WHERE milestone.id = milestone_id AND reached.state IN ('verified', 'returned');

INSERT INTO participants_verification (job_report_id, version, decision, reason, made_by_id, checked_by_id, checked_at)
SELECT job_id, 1, 'approved', '', by_id, %(verifier)s, moment
FROM paid
WHERE reported_on < jakarta_now()::date - 8;

UPDATE participants_jobreport report SET state = 'verified'
FROM paid
WHERE report.id = job_id AND paid.reported_on < jakarta_now()::date - 8;
