CREATE TEMP TABLE held ON COMMIT DROP AS SELECT * FROM planned WHERE moment >= %(since)s AND moment < %(until)s;

SELECT set_config('okoce.reason', 'training logged', true);

INSERT INTO programs_training
    (id, kecamatan_id, curriculum_id, agency_id, place, led_by_id, logged_by_id, logged_at, state, submitted_by_id,
     submitted_at, version)
SELECT held.id, registered_in, curriculum, agency,
       CASE WHEN mod(t, 4) = 2 AND NOT small OR small AND turn IN (0, 5) THEN centre.name
            ELSE (ARRAY['Aula kecamatan', 'Balai warga', 'Ruang serbaguna', 'Gedung PKK'])[1 + mod(t, 4)] END,
       by_id, by_id, day + time '08:00', 'draft', NULL, NULL, 1
FROM held
JOIN hall ON hall.code = registered_in
JOIN programs_centre centre ON centre.kecamatan_id = registered_in;

INSERT INTO programs_training_makers (training_id, user_id) SELECT id, by_id FROM held;

INSERT INTO programs_trainingsession (id, training_id, held_on, starts_at, ends_at, state)
SELECT pg_temp.key('session', t * 2 + s), id, day + s, '09:00', '12:00', CASE state WHEN 'draft' THEN 'planned' ELSE 'held' END
FROM held, generate_series(0, 1) s;

SELECT set_config('okoce.reason', 'attendance marked', true);

INSERT INTO participants_attendance (id, session_id, participant_id, status, recorded_by_id, recorded_at)
SELECT pg_temp.key('attendance' || again, p * 2 + s), pg_temp.key('session', t * 2 + s), sits.id,
       CASE WHEN s = 1 AND leaves THEN (ARRAY['absent', 'sick', 'excused'])[1 + mod(p, 3)]
            WHEN mod(p, 19) = 4 THEN 'late' ELSE 'present' END,
       by_id, day + s + time '12:00'
FROM sits
JOIN held USING (t), generate_series(0, 1) s;

SELECT set_config('okoce.reason', 'training handed in', true);

INSERT INTO participants_evidence
    (id, training_id, file, thumbnail, content_type, size, sha256, uploaded_by_id, uploaded_at)
SELECT picture.id, held.id, file, thumbnail, content_type, size, sha256, by_id, day + 1 + time '14:30'
FROM picture
JOIN held ON held.id = picture.record_id;

UPDATE programs_training training
SET state = 'submitted', submitted_by_id = by_id, submitted_at = day + 1 + time '15:00'
FROM held
WHERE held.id = training.id AND held.state <> 'draft';

SELECT set_config('okoce.reason', 'record approved', true);

-- Sessions, rosters and photos moved the version on: a decision is about the version that there is now.
INSERT INTO participants_verification (training_id, version, decision, reason, made_by_id, checked_by_id, checked_at)
SELECT held.id, training.version, CASE held.state WHEN 'verified' THEN 'approved' ELSE 'returned' END,
       CASE held.state WHEN 'verified' THEN '' ELSE 'Foto daftar hadir belum terbaca: unggah lagi.' END,
       by_id, %(verifier)s, day + 3 + time '14:00'
FROM held
JOIN programs_training training USING (id)
WHERE held.state IN ('verified', 'returned');

UPDATE programs_training training SET state = held.state
FROM held
WHERE held.id = training.id AND held.state IN ('verified', 'returned');
