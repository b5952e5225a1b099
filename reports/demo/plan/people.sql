-- Everybody's life, worked out once: what happens, and after which part of the time since registration.
CREATE TEMP TABLE place AS
SELECT row_number() OVER (ORDER BY code <> '31.74.01', code)::int - 1 AS place, code FROM programs_kecamatan;

-- Two of them entered nothing for five weeks.
CREATE TEMP TABLE facilitator AS
SELECT substr(username, 11)::int - 1 AS facilitator, somebody.id, place.place, code,
       username, username IN ('pendamping62', 'pendamping63') AS silent
FROM accounts_user somebody
JOIN programs_assignment ON user_id = somebody.id
JOIN place ON code = kecamatan_id
WHERE username ~ '^pendamping\d+$';

CREATE FUNCTION pg_temp.key(kind text, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS
$$ SELECT md5('demo ' || kind || ' ' || number)::uuid $$;

-- From 0 to 1, by chance and yet the same each time.
CREATE FUNCTION pg_temp.dice(what text, number bigint) RETURNS float LANGUAGE sql IMMUTABLE AS
$$ SELECT ('x' || substr(md5(what || ' ' || number), 1, 7))::bit(28)::int / 268435456.0 $$;

CREATE FUNCTION pg_temp.later(what text, number bigint, day date, most int) RETURNS date LANGUAGE sql STABLE AS $$
    SELECT day + 1 + floor(pg_temp.dice(what, number) * least(most, greatest(jakarta_now()::date - day - 1, 0)))::int
$$;

CREATE TEMP TABLE person AS
SELECT card.p, name, CASE WHEN mod(card.p, 100) = 42 THEN coalesce(phone, '0899' || lpad(card.p::text, 8, '0')) ELSE phone END AS phone,
       sex, born, sealed, fingerprint, tail, pg_temp.key('person', card.p) AS id, facilitator.code AS registered_in,
       facilitator.facilitator,
       facilitator.id AS by_id, coalesce(desk.id, facilitator.id) AS registered_by,
       day, pg_temp.dice('home', card.p) AS home, pg_temp.dice('baseline', card.p) AS baseline,
       pg_temp.dice('trained', card.p) AS trains, pg_temp.dice('mentored', card.p) AS mentors,
       pg_temp.dice('licence of', card.p) AS licences, pg_temp.dice('market', card.p) AS markets,
       pg_temp.dice('books', card.p) AS keeps, pg_temp.dice('capital', card.p) AS borrows,
       pg_temp.dice('jobs', card.p) AS pays, sealed IS NOT NULL AS known, day + time '10:00' AS moment
FROM card
CROSS JOIN LATERAL (
    -- More from month to month, and nobody in the last week: what follows needs its days.
    SELECT %(first)s::date + floor(power(pg_temp.dice('day', card.p), 0.8) * (%(days)s - 7))::int AS day
) registered
JOIN facilitator ON facilitator.facilitator = mod(card.p, 80)
-- One keeps the registrations of four.
LEFT JOIN facilitator desk ON desk.username = 'pendamping34' AND desk.code = facilitator.code
WHERE NOT (facilitator.silent AND day > jakarta_now()::date - 35);
CREATE INDEX ON person (p);
CREATE INDEX ON person (facilitator);
ANALYZE person;

-- Three phones that are those of many: of two families, and of somebody who lends it to all whom they bring.
UPDATE person SET phone = '0899' || lpad(facilitator::text, 8, '0')
WHERE (facilitator IN (5, 26) AND p < 80 * 4) OR (facilitator = 21 AND p < 80 * 7);

-- One in thirty moves; the newest of them are not taken over yet.
CREATE TEMP TABLE move AS
SELECT p, person.id, registered_in, code, since, by_id, taker.id AS taker,
       row_number() OVER (ORDER BY since DESC, p) > greatest(3, count(*) OVER () / 40) AS taken
FROM (SELECT *, pg_temp.later('move', p, day, 200) AS since FROM person) person
JOIN LATERAL (
    SELECT id, code FROM facilitator WHERE place = mod(p + 7, 44) AND code <> registered_in ORDER BY facilitator LIMIT 1
) taker ON true
WHERE mod(p, 30) = 3 AND home < 0.96;

-- One in a hundred is registered a second time, somewhere else, with the card only looked at and the name written as it
-- was heard. Of eight three are merged two months later.
CREATE TEMP TABLE twice AS
SELECT pg_temp.key('twice', p) AS id, person.id AS kept,
       CASE mod(p / 100, 4)
           WHEN 0 THEN upper(name)
           WHEN 1 THEN regexp_replace(name, '^(\S+) (.*)$', '\2 \1')
           WHEN 2 THEN translate(name, 'yd', 'it')
           ELSE regexp_replace(name, '^\S+', CASE sex WHEN 'male' THEN 'Krisna' ELSE 'Kirana' END) END AS name,
       phone, sex,
       -- Of some day and month are turned round.
       CASE WHEN mod(p / 100, 4) = 2 AND extract(day FROM born) <= 12
            THEN make_date(extract(year FROM born)::int, extract(day FROM born)::int, extract(month FROM born)::int)
            ELSE born END AS born,
       pg_temp.later('twice', p, day, 90) AS day, other.code, other.id AS by_id,
       mod(p / 100, 8) IN (0, 2, 5) AS merges, mod(p / 100, 8) = 3 AS apart, 60 AS after
FROM person
JOIN facilitator other ON other.facilitator = mod(p + 5, 80)
WHERE mod(p, 100) = 42 AND known AND NOT other.silent;
