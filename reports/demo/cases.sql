-- Nine in ten of those who meet the rule are approved; the others wait, or came back with a question.
INSERT INTO participants_verification (entrepreneur_id, version, decision, reason, made_by_id, checked_by_id, checked_at)
SELECT id, version, CASE WHEN answer = 3 THEN 'returned' ELSE 'approved' END,
       CASE WHEN answer = 3 THEN 'Tanggal izin dan foto usaha tidak cocok: periksa lagi.' ELSE '' END, NULL, %(verifier)s, now()
FROM (SELECT *, mod(('x' || left(participant_id::text, 6))::bit(24)::int, 20) AS answer FROM participants_entrepreneur) opened
WHERE answer > 1 AND state = 'submitted';

UPDATE participants_entrepreneur entrepreneur
SET state = CASE decision WHEN 'returned' THEN 'returned' ELSE 'verified' END
FROM participants_verification decided
WHERE decided.entrepreneur_id = entrepreneur.id;
