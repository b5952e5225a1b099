-- Everybody's life, worked out once: what happens, and after which part of the time since registration.
CREATE TEMP TABLE place AS
SELECT row_number() OVER (ORDER BY code <> '31.74.01', code)::int - 1 AS place, code FROM programs_kecamatan;

CREATE TEMP TABLE facilitator AS
SELECT substr(username, 11)::int - 1 AS facilitator, id FROM accounts_user WHERE username ~ '^pendamping\d+$';

CREATE FUNCTION pg_temp.key(kind text, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
$$ SELECT md5('demo ' || kind || ' ' || number)::uuid $$;

-- From 0 to 1, by chance and yet the same each time.
CREATE FUNCTION pg_temp.dice(what text, number bigint) RETURNS float LANGUAGE sql IMMUTABLE AS
$$ SELECT ('x' || substr(md5(what || ' ' || number), 1, 7))::bit(28)::int / 268435456.0 $$;

CREATE FUNCTION pg_temp.later(what text, number bigint, day date, most int) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT day + 1 + floor(pg_temp.dice(what, number) * least(most, greatest(jakarta_now()::date - day - 1, 0)))::int
$$;

CREATE TEMP TABLE person AS
SELECT card.*, pg_temp.key('person', p) AS id, place.code AS registered_in, facilitator.id AS by_id,
       day, pg_temp.dice('home', p) AS home, pg_temp.dice('baseline', p) AS baseline,
       pg_temp.dice('trained', p) AS trains, pg_temp.dice('mentored', p) AS mentors, pg_temp.dice('licence', p) AS licences,
       pg_temp.dice('market', p) AS markets, pg_temp.dice('books', p) AS keeps, pg_temp.dice('capital', p) AS borrows,
       pg_temp.dice('jobs', p) AS pays, sealed IS NOT NULL AS known
FROM card
CROSS JOIN LATERAL (
    -- More from month to month, and nobody in the last week: what follows needs its days.
    SELECT %(first)s::date + floor(power(pg_temp.dice('day', p), 0.8) * (%(days)s - 7))::int AS day
) registered
JOIN facilitator ON facilitator.facilitator = mod(p, 80)
JOIN place ON place.place = mod(mod(p, 80), 44);
CREATE INDEX ON person (p);
ANALYZE person;

INSERT INTO participants_participant
    (id, name, phone, sex, birth_date, birth_year, nik_sealed, nik_fingerprint, nik_tail, ktp_seen, registered_on,
     consent_version, baseline, baseline_workers, registered_in_id, registered_by_id, facilitator_id, created_at)
SELECT id, name, coalesce(phone, ''), sex, born, extract(year FROM born), sealed, fingerprint, coalesce(tail, ''), false,
       CASE WHEN known THEN day END, CASE WHEN known THEN '2026-11' ELSE '' END,
       CASE WHEN NOT known THEN '' WHEN baseline < 0.74 THEN 'no_business' WHEN baseline < 0.93 THEN 'unlicensed'
            ELSE 'licensed' END,
       CASE WHEN known AND baseline >= 0.85 THEN 1 + mod(p, 3) ELSE 0 END,
       registered_in, by_id, by_id, day + time '10:00'
FROM person;

INSERT INTO participants_participant_makers (participant_id, user_id) SELECT id, by_id FROM person;

INSERT INTO participants_residence (participant_id, kecamatan_id, since, recorded_by_id)
SELECT id, CASE WHEN home < 0.96 THEN registered_in END, day, by_id FROM person
UNION ALL
-- One in thirty moves.
SELECT id, place.code, pg_temp.later('move', p, day, 200), by_id
FROM person
JOIN place ON place.place = mod(p + 7, 44)
WHERE mod(p, 30) = 3;

-- One in a hundred is registered a second time, somewhere else, with the card only looked at.
INSERT INTO participants_participant
    (id, name, phone, sex, birth_date, birth_year, nik_tail, ktp_seen, registered_on, consent_version, baseline,
     baseline_workers, registered_in_id, registered_by_id, facilitator_id, created_at)
SELECT pg_temp.key('twice', p), upper(name), coalesce(phone, ''), sex, born, extract(year FROM born), '', true,
       pg_temp.later('twice', p, day, 90), '2026-11', 'no_business', 0, place.code, other.id, other.id, now()
FROM person
JOIN facilitator other ON other.facilitator = mod(p + 5, 80)
JOIN place ON place.place = mod(mod(p + 5, 80), 44)
WHERE mod(p, 100) = 42 AND known;

INSERT INTO participants_participant_makers (participant_id, user_id)
SELECT twice.id, registered_by_id FROM person JOIN participants_participant twice ON twice.id = pg_temp.key('twice', p);

INSERT INTO participants_residence (participant_id, kecamatan_id, since, recorded_by_id)
SELECT twice.id, twice.registered_in_id, twice.registered_on, registered_by_id
FROM person
JOIN participants_participant twice ON twice.id = pg_temp.key('twice', p);
