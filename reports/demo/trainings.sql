-- Of a hundred registered 62 finish a training that a verifier approves, and some leave after the first day.
CREATE TEMP TABLE seat AS
SELECT p, id, registered_in, known, trains,
       (row_number() OVER (PARTITION BY registered_in ORDER BY wish, p) - 1) / %(group)s AS turn, wish
FROM (SELECT *, pg_temp.later('wish', p, day, 40) AS wish FROM person WHERE trains < 0.74) wishing;

CREATE TEMP TABLE planned AS
SELECT t, pg_temp.key('training', t) AS id, registered_in, turn, by_id, day, agency, curriculum,
       CASE WHEN day > jakarta_now()::date - 12 THEN (ARRAY['submitted', 'draft', 'submitted'])[1 + mod(t, 3)]
            WHEN mod(t, 40) = 17 THEN 'returned'
            ELSE 'verified' END AS state
FROM (
    SELECT row_number() OVER (ORDER BY registered_in, turn) AS t, registered_in, turn,
           least(max(wish), jakarta_now()::date - 2) AS day
    FROM seat
    GROUP BY registered_in, turn
) groups
JOIN (
    SELECT place.code, min(facilitator.id) AS by_id
    FROM place
    JOIN facilitator ON mod(facilitator.facilitator, 44) = place.place
    GROUP BY place.code
) led ON led.code = registered_in
CROSS JOIN LATERAL (SELECT code AS agency FROM programs_agency ORDER BY md5(code || t) LIMIT 1) pays
CROSS JOIN LATERAL (SELECT code AS curriculum FROM programs_curriculum ORDER BY md5(code || t) LIMIT 1) teaches;
CREATE INDEX ON planned (registered_in, turn);

INSERT INTO programs_training
    (id, kecamatan_id, curriculum_id, agency_id, place, led_by_id, logged_by_id, logged_at, state, submitted_by_id,
     submitted_at, version)
SELECT id, registered_in, curriculum, agency,
       (ARRAY['Aula kecamatan', 'Balai warga', 'Ruang serbaguna', 'Gedung PKK'])[1 + mod(t, 4)], by_id, by_id,
       day + time '08:00', 'draft', NULL, NULL, 1
FROM planned;

INSERT INTO programs_training_makers (training_id, user_id) SELECT id, by_id FROM planned;

INSERT INTO programs_trainingsession (id, training_id, held_on, starts_at, ends_at, state)
SELECT pg_temp.key('session', t * 2 + s), id, day + s, '09:00', '12:00', CASE state WHEN 'draft' THEN 'planned' ELSE 'held' END
FROM planned, generate_series(0, 1) s;

INSERT INTO participants_attendance (id, session_id, participant_id, status, recorded_by_id, recorded_at)
SELECT pg_temp.key('attendance', p * 2 + s), pg_temp.key('session', t * 2 + s), seat.id,
       CASE WHEN s = 1 AND trains >= 0.675 THEN (ARRAY['absent', 'sick', 'excused'])[1 + mod(p, 3)]
            WHEN mod(p, 19) = 4 THEN 'late' ELSE 'present' END,
       by_id, day + s + time '12:00'
FROM seat
JOIN planned USING (registered_in, turn), generate_series(0, 1) s;

-- Sessions and rosters moved the version on: a decision is about the version that there is now.
INSERT INTO participants_verification (training_id, version, decision, reason, made_by_id, checked_by_id, checked_at)
SELECT planned.id, training.version, CASE planned.state WHEN 'verified' THEN 'approved' ELSE 'returned' END,
       CASE planned.state WHEN 'verified' THEN '' ELSE 'Foto daftar hadir belum terbaca: unggah lagi.' END,
       by_id, %(verifier)s, day + 3 + time '14:00'
FROM planned
JOIN programs_training training USING (id)
WHERE planned.state IN ('verified', 'returned');

UPDATE programs_training training
SET state = planned.state, submitted_by_id = by_id, submitted_at = day + 1 + time '15:00'
FROM planned
WHERE planned.id = training.id AND planned.state <> 'draft';
