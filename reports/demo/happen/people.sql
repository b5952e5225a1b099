SELECT set_config('okoce.reason', 'person registered', true);

INSERT INTO participants_participant
    (id, name, phone, sex, birth_date, birth_year, nik_sealed, nik_fingerprint, nik_tail, ktp_seen, registered_on,
     consent_version, baseline, baseline_workers, registered_in_id, registered_by_id, facilitator_id, created_at)
SELECT id, name, coalesce(phone, ''), sex, born, extract(year FROM born), sealed, fingerprint, coalesce(tail, ''), false,
       CASE WHEN known THEN day END, CASE WHEN known THEN '2026-11' ELSE '' END,
       CASE WHEN NOT known THEN '' WHEN baseline < 0.74 THEN 'no_business' WHEN baseline < 0.93 THEN 'unlicensed'
            ELSE 'licensed' END,
       CASE WHEN known AND baseline >= 0.85 THEN 1 + mod(p, 3) ELSE 0 END,
       registered_in, registered_by, by_id, moment
FROM person
WHERE moment >= %(since)s AND moment < %(until)s;

INSERT INTO participants_participant_makers (participant_id, user_id) SELECT id, registered_by FROM person
WHERE moment >= %(since)s AND moment < %(until)s;

INSERT INTO participants_residence (participant_id, kecamatan_id, since, recorded_by_id)
SELECT id, CASE WHEN home < 0.96 THEN registered_in END, day, registered_by FROM person
WHERE moment >= %(since)s AND moment < %(until)s;

CREATE TEMP TABLE again ON COMMIT DROP AS
SELECT * FROM twice WHERE day + time '12:00' >= %(since)s AND day + time '12:00' < %(until)s;

INSERT INTO participants_participant
    (id, name, phone, sex, birth_date, birth_year, nik_tail, ktp_seen, registered_on, consent_version, baseline,
     baseline_workers, registered_in_id, registered_by_id, facilitator_id, created_at)
SELECT id, upper(name), coalesce(phone, ''), sex, born, extract(year FROM born), '', true, day, '2026-11', 'no_business', 0,
       code, by_id, by_id, day + time '12:00'
FROM again;

INSERT INTO participants_participant_makers (participant_id, user_id) SELECT id, by_id FROM again;

INSERT INTO participants_residence (participant_id, kecamatan_id, since, recorded_by_id)
SELECT id, code, day, by_id FROM again;

SELECT set_config('okoce.reason', 'person moved', true);

CREATE TEMP TABLE moved ON COMMIT DROP AS
SELECT pg_temp.key('move', p) AS transfer_id, move.*, since + time '13:00' AS moment,
       CASE WHEN taken THEN taker END AS taken_by
FROM move
WHERE since + time '13:00' >= %(since)s AND since + time '13:00' < %(until)s;

INSERT INTO participants_transfer
    (id, participant_id, moved_from_id, moved_to_id, since, because, transferred_by_id, transferred_at, looked_after_by_id,
     taken_by_id, taken_at, undone_because)
SELECT transfer_id, id, registered_in, code, since, 'Alamat baru di KTP.', by_id, moment, by_id, taken_by,
       CASE WHEN taken THEN least(moment + interval '4 days', jakarta_now()) END, ''
FROM moved;

INSERT INTO participants_residence (participant_id, kecamatan_id, since, recorded_by_id, transfer_id)
SELECT id, code, since, by_id, transfer_id FROM moved;

UPDATE participants_participant person SET facilitator_id = taken_by
FROM moved
WHERE person.id = moved.id AND taken_by IS NOT NULL;
