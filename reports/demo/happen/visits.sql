CREATE TEMP TABLE called ON COMMIT DROP AS SELECT * FROM visited WHERE moment >= %(since)s AND moment < %(until)s;

SELECT set_config('okoce.reason', 'visit recorded', true);

INSERT INTO participants_visit
    (id, participant_id, facilitator_id, kecamatan_id, held_on, mode, minutes, topic, finding, next_action,
     confirms_trading, has_evidence, state, version, submitted_by_id, submitted_at, recorded_at)
SELECT visit_id, id, by_id, registered_in, held_on,
       CASE WHEN trades THEN 'in_person' ELSE mode END, minutes,
       (ARRAY['Rencana usaha', 'Izin usaha', 'Pemasaran', 'Pembukuan', 'Produk'])[1 + mod(p + n, 5)],
       '', (ARRAY['Siapkan KTP untuk NIB', 'Foto produk', 'Catat kas harian', ''])[1 + mod(p + n, 4)],
       trades, trades, CASE WHEN trades THEN 'submitted' ELSE 'draft' END, 1,
       CASE WHEN trades THEN by_id END, CASE WHEN trades THEN held_on + hour END, held_on + hour
FROM called;

INSERT INTO participants_visit_makers (visit_id, user_id) SELECT visit_id, by_id FROM called;

INSERT INTO participants_evidence
    (id, participant_id, visit_id, file, thumbnail, content_type, size, sha256, uploaded_by_id, uploaded_at)
SELECT picture.id, called.id, visit_id, file, thumbnail, content_type, size, sha256, by_id, held_on + hour
FROM picture
JOIN called ON called.visit_id = picture.record_id;

SELECT set_config('okoce.reason', 'record approved', true);

INSERT INTO participants_verification (visit_id, version, decision, reason, made_by_id, checked_by_id, checked_at)
SELECT visit_id, version, 'approved', '', submitted_by_id, %(verifier)s, moment
FROM called
JOIN participants_visit visit ON visit.id = visit_id
WHERE trades AND called.held_on < jakarta_now()::date - 8;

UPDATE participants_visit visit SET state = 'verified'
FROM called
WHERE visit.id = visit_id AND trades AND called.held_on < jakarta_now()::date - 8;
