-- Nearly all of those who meet the rule are approved within days; some wait for weeks, or come back with a question.
SELECT set_config('okoce.reason', 'record approved', true);

CREATE TEMP TABLE opened ON COMMIT DROP AS
SELECT id, version, CASE answer WHEN 3 THEN 'returned' ELSE 'approved' END AS decision
FROM (SELECT *, mod(('x' || left(participant_id::text, 6))::bit(24)::int, 20) AS answer FROM participants_entrepreneur) opened
WHERE state = 'submitted' AND submitted_at < %(until)s::timestamptz - CASE WHEN answer < 2 THEN 45 ELSE 0 END * interval '1 day';

INSERT INTO participants_verification (entrepreneur_id, version, decision, reason, made_by_id, checked_by_id, checked_at)
SELECT id, version, decision, CASE decision WHEN 'returned' THEN 'Tanggal izin dan foto usaha tidak cocok: periksa lagi.' ELSE '' END,
       NULL, %(verifier)s, %(until)s
FROM opened;

UPDATE participants_entrepreneur entrepreneur
SET state = CASE decision WHEN 'returned' THEN 'returned' ELSE 'verified' END
FROM opened
WHERE entrepreneur.id = opened.id;
