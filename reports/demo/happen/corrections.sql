-- Of a market of a closed month it turns out that it needs another look: what it counted comes off in the open month.
SELECT set_config('okoce.reason', 'record returned', true);

CREATE TEMP TABLE doubted ON COMMIT DROP AS
SELECT id, version, submitted_by_id
FROM participants_milestone
WHERE kind = 'market' AND state = 'verified' AND completed_on >= %(of)s AND completed_on < %(of)s::date + interval '1 month'
ORDER BY id
LIMIT 1;

INSERT INTO participants_verification (milestone_id, version, decision, reason, made_by_id, checked_by_id, checked_at)
SELECT id, version, 'returned', 'Foto dari pasar lain.', submitted_by_id, %(verifier)s, %(until)s FROM doubted;

UPDATE participants_milestone milestone SET state = 'returned' FROM doubted WHERE milestone.id = doubted.id;
