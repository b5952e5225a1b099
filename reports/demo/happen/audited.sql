-- Whoever was drawn is judged within days by the verifier who got the row, but for some of the newest closing; who was
-- found wrong before comes off when a verifier at home has looked, three weeks later.
SELECT set_config('okoce.reason', 'sampled row judged', true);

INSERT INTO reports_judgement (row_id, number, verdict, failing, because, by_id, at)
SELECT id, 1, verdict, CASE verdict WHEN 'wrong' THEN (ARRAY['trading', 'licence', 'new'])[1 + mod(luck, 3)] ELSE '' END,
       CASE verdict WHEN 'right' THEN 'Semua berkas cocok.'
                    WHEN 'wrong' THEN (ARRAY['Foto usaha dari tempat lain.', 'Izin atas nama orang lain.', 'Sudah berusaha sebelum mendaftar.'])[1 + mod(luck, 3)]
                    ELSE 'Tidak dapat dihubungi, berkas tidak terbaca.' END,
       verifier_id, moment
FROM (
    SELECT *, given_at + (2 + mod(luck, 7)) * interval '1 day' AS moment,
           -- Of the newest closing one, however small the city.
           CASE WHEN CASE WHEN newest THEN luck = min(luck) OVER (PARTITION BY sample_id) ELSE mod(luck, 25) = 8 END THEN 'wrong'
                WHEN mod(luck, 25) = 16 THEN 'unknown'
                ELSE 'right' END AS verdict
    FROM (SELECT *, ('x' || left(participant_id::text, 6))::bit(24)::int AS luck,
                 -- Closed in the month before this one, on whatever day of it that was.
                 given_at >= (date_trunc('month', now() AT TIME ZONE 'Asia/Jakarta') - interval '1 month') AT TIME ZONE 'Asia/Jakarta' AS newest
          FROM reports_sampledrow) drawn
    WHERE verifier_id IS NOT NULL
) given
WHERE moment >= %(since)s AND moment < %(until)s
  AND NOT (mod(luck, 4) = 0 AND newest AND verdict <> 'wrong')
  -- Who decided about a record since, or works where the person moved to, leaves the row to somebody else; asked of the few
  -- of these days alone.
  AND NOT decided_about(participant_id, verifier_id)
  AND NOT EXISTS (
      SELECT FROM programs_assignment
      WHERE user_id = verifier_id AND kecamatan_id IN (
          SELECT kecamatan_id FROM participants_residence WHERE participant_id IN (SELECT whole_of(given.participant_id)))
  );

SELECT set_config('okoce.reason', 'record returned', true);

CREATE TEMP TABLE wrong ON COMMIT DROP AS
SELECT opened.id, version, because
FROM reports_judgement
JOIN reports_sampledrow drawn ON drawn.id = row_id
JOIN participants_entrepreneur opened USING (participant_id)
WHERE verdict = 'wrong' AND state = 'verified' AND at < %(until)s::timestamptz - interval '20 days'
  AND given_at < (date_trunc('month', now() AT TIME ZONE 'Asia/Jakarta') - interval '1 month') AT TIME ZONE 'Asia/Jakarta';

INSERT INTO participants_verification (entrepreneur_id, version, decision, reason, made_by_id, checked_by_id, checked_at)
SELECT id, version, 'returned', because, NULL, %(verifier)s, %(until)s FROM wrong;

UPDATE participants_entrepreneur opened SET state = 'returned' FROM wrong WHERE opened.id = wrong.id;
