"""A city in which a thousand things look wrong, and as many nearly so: each planted, so that what is found can be told apart.

Numbers below count people and facilitators as `benchmarks/data.py` made them; nobody of them exists. What that made
alike for everybody is first made uneven, as it is among people.
"""

# Names, days and numbers as they are among people: sessions that never meet, visits with time between, small serials.
UNEVEN = """
CREATE FUNCTION pg_temp.dice(number bigint, what bigint) RETURNS float LANGUAGE sql IMMUTABLE AS
$$ SELECT (hashint8extended(number, what) & 1073741823) / 1073741824.0 $$;
CREATE FUNCTION pg_temp.one(start int, number int, step int, member int, members int) RETURNS bigint LANGUAGE sql IMMUTABLE AS
$$ SELECT start + 20 * mod(number, step / 20) + step * (member + members * (number / (step / 20))) $$;

CREATE TEMP TABLE somebody AS SELECT pg_temp.key('person', p) AS id, p, mod(p, 44)::int AS place, mod(p, %(facilitators)s)::int AS f
FROM generate_series(0::bigint, %(people)s - 1) p;
CREATE UNIQUE INDEX ON somebody (id);
CREATE UNIQUE INDEX ON somebody (p);
CREATE TABLE planted (detector text, subject text, moment text, near boolean);

UPDATE accounts_user SET is_active = false
WHERE id IN (SELECT id FROM facilitator WHERE facilitator >= %(facilitators)s);

UPDATE participants_participant person
SET phone = CASE WHEN pg_temp.dice(p, 1) < 0.8 THEN '0899' || lpad(p::text, 8, '0') ELSE '' END,
    birth_date = make_date(birth_year, 1 + floor(12 * pg_temp.dice(p, 2))::int, 1 + floor(28 * pg_temp.dice(p, 3))::int),
    nik_tail = CASE WHEN nik_tail = '' THEN '' ELSE
                    lpad((1 + floor(-12 * ln(1 - pg_temp.dice(p, 4))))::text, 4, '0') END,
    created_at = created_at + interval '8 hours' + pg_temp.dice(p, 5) * interval '8 hours'
FROM somebody WHERE somebody.id = person.id;

UPDATE participants_milestone SET number = '9120' || lpad(number, 9, '0') WHERE kind = 'licence';
UPDATE programs_training SET place = name FROM programs_centre centre
WHERE centre.kecamatan_id = programs_training.kecamatan_id AND place IN ('Aula 1', 'Aula 3', 'Aula 5')
  AND NOT EXISTS (SELECT FROM planned WHERE people > 25 AND pg_temp.key('training', t) = programs_training.id);
UPDATE programs_centre SET seats = 40;

UPDATE programs_trainingsession session
SET starts_at = time '06:00' + number * interval '110 minutes', ends_at = time '06:00' + (number + 1) * interval '110 minutes'
FROM (SELECT session.id, row_number() OVER (PARTITION BY kecamatan_id, held_on ORDER BY session.id) - 1 AS number
      FROM programs_trainingsession session JOIN programs_training training ON training.id = training_id) numbered
WHERE numbered.id = session.id;

TRUNCATE participants_visit CASCADE;
INSERT INTO participants_visit
    (id, participant_id, facilitator_id, kecamatan_id, held_on, mode, minutes, topic, finding, next_action,
     confirms_trading, has_evidence, state, version, recorded_at)
SELECT pg_temp.key('visit', p * 3 + n), id, by_id, code, day, 'in_person', 60, 'Usaha', '', '', false, false, 'draft', 1,
       (day + time '08:00' + (row_number() OVER (PARTITION BY by_id, day ORDER BY p) - 1) * interval '70 minutes'
        + pg_temp.dice(p, 6) * interval '15 minutes') AT TIME ZONE 'Asia/Jakarta'
FROM (SELECT somebody.id, p, n, facilitator.id AS by_id, code,
             least(%(today)s - 1, %(first)s::date + (p * (%(days)s - 1) / %(people)s)::int
                   + 5 + floor(60 * pg_temp.dice(p, 10 + n))::int) AS day
      FROM somebody JOIN place USING (place) JOIN facilitator ON facilitator = f CROSS JOIN generate_series(0, 2) n
      WHERE pg_temp.dice(p, 20 + n) < 0.5 AND p < %(people)s * 0.99) visited;
"""

PEOPLE = """
-- One phone for four, and for three.
WITH made AS (
    SELECT near, c, pg_temp.one(CASE WHEN near THEN 10000 ELSE 0 END, c, 220, k, 4) AS p
    FROM (VALUES (false, 4), (true, 3)) kinds (near, many), generate_series(0, 119) c, generate_series(0, 3) k WHERE k < many
), called AS (
    UPDATE participants_participant person SET phone = '08997' || near::int || lpad(c::text, 6, '0')
    FROM made JOIN somebody USING (p) WHERE somebody.id = person.id
)
INSERT INTO planted SELECT 'phone', pg_temp.key('person', min(p)), '', near FROM made GROUP BY near, c;

-- One licence for two; and one that is in another's name. One issued before the registration, and one on its day.
WITH made AS (
    SELECT 'licence' AS detector, near, c, k, pg_temp.one(CASE WHEN near THEN 25000 ELSE 20000 END, c, 220, k, 2) AS p,
           60 AS after, NOT (near AND k = 1) AS own, '8' || near::int || lpad(c::text, 9, '0') AS number
    FROM (VALUES (false), (true)) kinds (near), generate_series(0, 119) c, generate_series(0, 1) k
    UNION ALL
    SELECT 'early', near, c, 0, pg_temp.one(CASE WHEN near THEN 33000 ELSE 30000 END, c, 220, 0, 1),
           CASE WHEN near THEN 0 ELSE -30 END, true, '7' || near::int || lpad(c::text, 9, '0')
    FROM (VALUES (false), (true)) kinds (near), generate_series(0, 119) c
), new AS (
    UPDATE participants_participant person SET baseline = 'no_business'
    FROM made JOIN somebody USING (p) WHERE somebody.id = person.id
), issued AS (
    INSERT INTO participants_milestone
        (id, participant_id, kind, entered_on, completed_on, name, licence_type, number, own_name, has_evidence, state,
         version, submitted_by_id, submitted_at, recorded_at)
    SELECT pg_temp.key('planted', p), person.id, 'licence', registered_on + after, registered_on + after, '', 'NIB', number,
           own, true, 'verified', 1, facilitator_id, registered_on, registered_on
    FROM made JOIN somebody USING (p) JOIN participants_participant person ON person.id = somebody.id
)
INSERT INTO planted SELECT detector, pg_temp.key('planted', p), '', near FROM made WHERE k = 0;

-- Serials in a row: three of a date, and two with a gap; six in the order in which they were entered, and five.
WITH made AS (
    SELECT near, 'date' AS how, c, k, pg_temp.one(CASE WHEN near THEN 44000 ELSE 40000 END, c, 220, k, 3) AS p, 3 AS many,
           200 + 5 * c + k + (near AND k = 2)::int AS serial
    FROM (VALUES (false), (true)) kinds (near), generate_series(0, 49) c, generate_series(0, 2) k
    UNION ALL
    SELECT near, 'order', c, k, pg_temp.one(CASE WHEN near THEN 62000 ELSE 50000 END, c, 880, k, 6), many, 500 + 7 * c + k
    FROM (VALUES (false, 6), (true, 5)) kinds (near, many), generate_series(0, 49) c, generate_series(0, 5) k WHERE k < many
), numbered AS (
    UPDATE participants_participant person
    SET nik_tail = lpad(serial::text, 4, '0'),
        sex = CASE how WHEN 'date' THEN 'female' ELSE sex END,
        birth_date = CASE how WHEN 'date' THEN make_date(1971, 1 + mod(c, 12), 1 + mod(c, 28)) ELSE birth_date END,
        birth_year = CASE how WHEN 'date' THEN 1971 ELSE birth_year END,
        created_at = CASE how WHEN 'order' THEN %(first)s::date + 300 + c + time '20:00' + k * interval '1 minute'
                              ELSE created_at END
    FROM made JOIN somebody USING (p) WHERE somebody.id = person.id
)
INSERT INTO planted SELECT 'serials', pg_temp.key('person', min(p)), '', near FROM made GROUP BY near, how, c;

-- Of one facilitator's numbers every fifth ends in 0, or a few more than chance.
WITH made AS (SELECT f, f >= 120 AS near FROM generate_series(80, 159) f),
rounded AS (
    UPDATE participants_participant person SET nik_tail = left(nik_tail, 3) || '0'
    FROM made JOIN somebody USING (f)
    WHERE somebody.id = person.id AND nik_tail <> '' AND p NOT BETWEEN 40000 AND 75000
      AND pg_temp.dice(p, 7) < CASE WHEN near THEN 0.05 ELSE 0.24 END
)
INSERT INTO planted SELECT 'round', id, '', near FROM made JOIN facilitator ON facilitator = f;

-- Somebody whom the civil registry names otherwise or with another date of birth; and one of whom it says the same.
INSERT INTO participants_officiallist
    (id, kind, issuer, as_of, licence_type, loaded_by_id, loaded_at, fingerprint, file, language, headings, columns, state,
     rows, passed, wrong, mistakes, refusal, sheet, read_at, because)
SELECT pg_temp.key('list', 1), 'civil', 'Dukcapil', %(today)s, '', min(id), %(today)s, '', '', 'id', '[]', '{}', 'read',
       200, 200, 0, '[]', '', '', %(today)s, '' FROM facilitator;
WITH made AS (
    SELECT near, c, 200 * near::int + c AS number, pg_temp.one(CASE WHEN near THEN 79000 ELSE 77000 END, c, 220, 0, 1) AS p
    FROM (VALUES (false), (true)) kinds (near), generate_series(0, 79) c
), whom AS (
    SELECT made.*, person.id AS person, birth_date, facilitator_id FROM made JOIN somebody USING (p)
    JOIN participants_participant person ON person.id = somebody.id
), line AS (
    INSERT INTO participants_listline (list_id, number, nik_tail, licence_number, licence_type, birth_date, name, pile)
    SELECT pg_temp.key('list', 1), number, '', '', '', birth_date + (NOT near AND mod(c, 2) = 0)::int, '', 'matched'
    FROM whom RETURNING id, number
), matched AS (
    INSERT INTO participants_match
        (id, line_id, participant_id, method, name_agrees, loaded_by_id, state, made_it, decided_by_id, decided_at, because)
    SELECT pg_temp.key('match', number), line.id, person, 'nik', near OR mod(c, 2) = 0,
           (SELECT loaded_by_id FROM participants_officiallist), 'confirmed', false,
           (SELECT max(id) FROM facilitator), %(today)s, ''
    FROM line JOIN whom USING (number)
)
INSERT INTO planted SELECT 'registry', person, '', near FROM whom;
"""

REGISTERS = """
-- A licence of which the licensing office has the next day, and one of which it has the same; one verified by a line that was
-- taken back, and one that another line shows still.
INSERT INTO participants_officiallist
    (id, kind, issuer, as_of, licence_type, loaded_by_id, loaded_at, fingerprint, file, language, headings, columns, state,
     rows, passed, wrong, mistakes, refusal, sheet, read_at, because)
SELECT pg_temp.key('list', 2), 'licences', 'DPMPTSP', %(today)s, '', min(id), %(today)s, '', '', 'id', '[]', '{}', 'read',
       400, 400, 0, '[]', '', '', %(today)s, '' FROM facilitator;
CREATE TEMP TABLE shown AS
SELECT detector, near, number, person.id AS person, pg_temp.key('shown', number) AS record, registered_on + 60 AS day,
       facilitator_id AS made_by, '6' || lpad(number::text, 10, '0') AS licence
FROM (SELECT detector, near, 1000 * kind + 200 * near::int + c AS number,
             pg_temp.one(CASE WHEN near THEN 83000 ELSE 81000 END + 4000 * (kind - 1), c, 220, 0, 1) AS p
      FROM (VALUES ('another-day', 1), ('unshown', 2)) detectors (detector, kind), (VALUES (false), (true)) nearly (near),
           generate_series(0, 79) c) made
JOIN somebody USING (p) JOIN participants_participant person ON person.id = somebody.id;
INSERT INTO participants_milestone
    (id, participant_id, kind, entered_on, completed_on, name, licence_type, number, own_name, has_evidence, state, version,
     submitted_by_id, submitted_at, recorded_at)
SELECT record, person, 'licence', day, day, '', 'NIB', licence, true, true, 'verified', 1, made_by, day, day FROM shown;
INSERT INTO participants_listline (list_id, number, nik_tail, licence_number, licence_type, day, name, pile)
SELECT pg_temp.key('list', 2), number + 100 * line, '', licence, 'NIB', day + (detector = 'another-day' AND NOT near)::int, '',
       'matched'
FROM shown, generate_series(0, 1) line WHERE line = 0 OR (detector = 'unshown' AND near);
INSERT INTO participants_match
    (id, line_id, participant_id, method, name_agrees, loaded_by_id, state, made_it, milestone_id, decided_by_id, decided_at,
     because)
SELECT pg_temp.key('shown by', line.number), line.id, person, 'number', true, loaded_by_id,
       CASE WHEN detector = 'unshown' AND line.number = shown.number THEN 'undone' ELSE 'confirmed' END, false, record,
       (SELECT max(id) FROM facilitator), %(today)s, 'Orangnya lain'
FROM shown JOIN participants_listline line ON licence_number = licence
JOIN participants_officiallist list ON list.id = line.list_id;
INSERT INTO participants_verification (milestone_id, version, decision, batch, reason, made_by_id, checked_by_id, checked_at)
SELECT record, 1, 'approved', pg_temp.key('shown by', number), '', made_by, (SELECT max(id) FROM facilitator), %(today)s
FROM shown WHERE detector = 'unshown';
INSERT INTO planted SELECT detector, record, '', near FROM shown;
"""

LISTS = """
-- In two places at once, and one after the other; a list like another, and one that two people less have; full halls.
CREATE TEMP TABLE copied AS
SELECT detector, near, c, pg_temp.key(detector || near, c) AS training, original.id AS original, session.id AS session, code,
       facilitator.id AS by_id,
       CASE detector WHEN 'same-list' THEN held_on + 200 ELSE held_on END AS held_on,
       CASE WHEN detector = 'two-places' AND NOT near THEN starts_at + interval '30 minutes' ELSE time '21:00' END AS starts_at
FROM (VALUES ('two-places', 120, 1000), ('same-list', 100, 9000)) detectors (detector, many, start),
     (VALUES (false, 0), (true, 20000)) kinds (near, beside), generate_series(0, 119) c,
     LATERAL (SELECT start + beside + 60 * c AS t) chosen,
     LATERAL (SELECT id, kecamatan_id FROM programs_training WHERE id = pg_temp.key('training', t)) original,
     LATERAL (SELECT * FROM programs_trainingsession WHERE id = pg_temp.key('session', t * 3)) session,
     place, facilitator
-- Every third one is given in the next kecamatan.
WHERE c < many AND place.place = mod(t + (mod(c, 3) = 0)::int, 44) AND facilitator.facilitator = place.place;
INSERT INTO copied
SELECT 'seats', near, c, pg_temp.key('seats' || near, c), NULL, NULL, code, facilitator.id, %(first)s::date + 400 + c, time '21:00'
FROM (VALUES (false), (true)) kinds (near), generate_series(0, 79) c, place, facilitator
WHERE place.place = mod(c, 44) AND facilitator.facilitator = place.place;

INSERT INTO programs_training
    (id, kecamatan_id, curriculum_id, agency_id, place, led_by_id, logged_by_id, logged_at, state, submitted_by_id,
     submitted_at, version)
SELECT training, code, (SELECT min(code) FROM programs_curriculum), (SELECT min(code) FROM programs_agency),
       CASE detector WHEN 'seats' THEN upper(name) ELSE 'Aula' END, by_id, by_id, held_on, 'submitted', by_id, held_on, 1
FROM copied JOIN programs_centre ON kecamatan_id = code;
INSERT INTO programs_trainingsession (id, training_id, held_on, starts_at, ends_at, state)
SELECT training, training, held_on, starts_at, starts_at + interval '100 minutes', 'held' FROM copied;
INSERT INTO participants_attendance (id, session_id, participant_id, status, recorded_by_id, recorded_at)
SELECT gen_random_uuid(), training, participant_id, 'present', by_id, held_on
FROM copied
CROSS JOIN LATERAL (
    SELECT participant_id, row_number() OVER (ORDER BY participant_id) AS number
    FROM participants_attendance WHERE session_id = session AND status IN ('present', 'late')
) came
WHERE CASE detector WHEN 'two-places' THEN number <= 1 + mod(c, 5) WHEN 'same-list' THEN
           number > CASE WHEN near THEN 2 ELSE mod(c, 2) END END
UNION ALL
SELECT gen_random_uuid(), training, somebody.id, 'present', by_id, held_on
FROM copied JOIN place USING (code)
JOIN somebody ON somebody.place = place.place AND somebody.p / 44 >= 100 + 300 * (c / 44) + near::int * 50
             AND somebody.p / 44 < 141 + 300 * (c / 44) + near::int * 49
WHERE detector = 'seats';
INSERT INTO planted SELECT detector, training, '', near FROM copied;
"""

WORK = """
-- Thirty visits on the last day of one month, and six; two of them five minutes apart, and eleven.
CREATE TEMP TABLE made AS
SELECT 'burst' AS detector, near, f, k, (date_trunc('month', %(first)s::date + CASE WHEN near THEN 700 ELSE 400 END)
       + interval '1 month - 1 day')::date AS day, time '12:00' + interval '1 day' * 0 AS moment, 1 AS later
FROM (VALUES (false, 30), (true, 6)) kinds (near, many), generate_series(0, 79) f, generate_series(0, 29) k WHERE k < many
UNION ALL
SELECT 'hurried', near, f, k, %(first)s::date + CASE WHEN near THEN 1001 ELSE 1000 END, time '16:00' + k * apart, 0
FROM (VALUES (false, interval '5 minutes'), (true, interval '11 minutes')) kinds (near, apart), generate_series(0, 79) f,
     generate_series(0, 1) k;
INSERT INTO participants_visit
    (id, participant_id, facilitator_id, kecamatan_id, held_on, mode, minutes, topic, finding, next_action,
     confirms_trading, has_evidence, state, version, recorded_at)
SELECT gen_random_uuid(), pg_temp.key('person', f + %(facilitators)s * k), facilitator.id, code, day, 'in_person', 60, 'Usaha',
       '', '', false, false, 'draft', 1, (day + later + moment) AT TIME ZONE 'Asia/Jakarta'
FROM made JOIN facilitator ON facilitator = f JOIN place ON place = mod(f, 44);
INSERT INTO planted
SELECT DISTINCT detector, id::text, CASE detector WHEN 'burst' THEN date_trunc('month', day)::date ELSE day END::text, near
FROM made JOIN facilitator ON facilitator = f;

-- Silent for fifteen days, and for nine.
CREATE TEMP TABLE quiet AS
SELECT quiet.id, other.id AS other_id, near, place, CASE WHEN near THEN 8 ELSE 15 END AS days
FROM (SELECT f, false AS near FROM generate_series(156, 175) f UNION ALL SELECT f, true FROM generate_series(0, 19) f) chosen
JOIN facilitator quiet ON quiet.facilitator = f
JOIN facilitator other ON other.facilitator = 44 + mod(f, 44)
JOIN place ON place.place = mod(f, 44);
UPDATE participants_participant SET registered_by_id = other_id, facilitator_id = other_id
FROM quiet WHERE registered_by_id = quiet.id AND created_at > %(today)s - days;
UPDATE participants_milestone SET submitted_by_id = other_id
FROM quiet WHERE submitted_by_id = quiet.id AND submitted_at > %(today)s - days;
DELETE FROM participants_visit USING quiet WHERE facilitator_id = quiet.id AND recorded_at > %(today)s - days;
INSERT INTO planted SELECT 'silent', id::text, '', near FROM quiet;

-- Not visited for thirty days, and for twenty-nine.
DELETE FROM participants_visit USING place
WHERE code = kecamatan_id AND held_on > %(today)s - CASE WHEN place < 20 THEN 30 ELSE 29 END AND place < 40;
INSERT INTO participants_visit
    (id, participant_id, facilitator_id, kecamatan_id, held_on, mode, minutes, topic, finding, next_action,
     confirms_trading, has_evidence, state, version, recorded_at)
SELECT gen_random_uuid(), pg_temp.key('person', place), quiet.id, code, %(today)s - 29, 'phone', 60, 'Usaha', '', '', false, false,
       'draft', 1, %(today)s - 29
FROM place JOIN facilitator quiet ON facilitator = place WHERE place BETWEEN 20 AND 39
UNION ALL
-- The last of what the nearly silent entered.
SELECT gen_random_uuid(), pg_temp.key('person', place), quiet.id, code, %(today)s - 40, 'phone', 60, 'Usaha', '', '', false, false,
       'draft', 1, (%(today)s - 9 + time '12:00') AT TIME ZONE 'Asia/Jakarta'
FROM quiet JOIN place USING (place) WHERE near;
INSERT INTO planted SELECT 'unvisited', code, '', place >= 20 FROM place WHERE place < 40;
"""

STEPS = {
    "unevenness": UNEVEN,
    "planted people": PEOPLE,
    "planted registers": REGISTERS,
    "planted lists": LISTS,
    "planted work": WORK,
}
