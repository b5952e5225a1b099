-- Of a hundred registered 55 are visited on two days or more, and eight once.
CREATE TEMP TABLE visited AS
SELECT pg_temp.key('visit', p * 4 + n) AS visit_id, p, n, person.id, by_id, facilitator, registered_in, known, day,
       -- One after the other, never on the same day, and none in the future.
       least(day + 2 + floor((n + 1) * least(least(300, jakarta_now()::date - day - 3) / 5.0, 40 + mod(p, 30)))::int,
             jakarta_now()::date - 1) AS held_on,
       n = 2 AND pg_temp.dice('trading', p) < 0.8 AND licences < 0.65 AS trades,
       (ARRAY['in_person', 'in_person', 'phone', 'online'])[1 + mod(p + n, 4)] AS mode, 30 + 15 * mod(p, 4) AS minutes,
       time '16:00' AS hour
FROM person, generate_series(0, 3) n
WHERE n < CASE WHEN mentors < 0.55 THEN 2 + mod(p, 3) WHEN mentors < 0.63 THEN 1 ELSE 0 END;

-- Of those whose business was seen three in five are visited there once more nearly a year later.
INSERT INTO visited
SELECT pg_temp.key('later visit', p), p, 0, id, by_id, facilitator, registered_in, known, day, held_on + 240, true, mode, minutes, hour
FROM visited
WHERE trades AND held_on < jakarta_now()::date - 250 AND pg_temp.dice('again', p) < 0.6;

-- Each facilitator calls one of theirs every eight days, of late.
INSERT INTO visited
SELECT pg_temp.key('call', facilitator * 6 + ago), p, 0, id, by_id, facilitator, registered_in, known, day,
       jakarta_now()::date - 1 - mod(facilitator, 7) - 8 * ago, false, 'phone', 15, time '16:00'
FROM (
    SELECT DISTINCT ON (facilitator) * FROM person WHERE mentors < 0.55 AND day < jakarta_now()::date - 60 ORDER BY facilitator, p
) one
CROSS JOIN generate_series(0, 5) ago;

-- For data quality: nobody of one kecamatan was visited lately, and two facilitators entered nothing.
DELETE FROM visited
USING facilitator
WHERE facilitator.id = by_id AND (silent OR facilitator.place = 35) AND held_on > jakarta_now()::date - 35;

-- Of a month that is over one wrote nearly all on its last two days; and two visited three people within a quarter of an hour.
UPDATE visited
SET held_on = late.last - mod(p, 2)::int
FROM (SELECT (date_trunc('month', jakarta_now()) - interval '1 month' - interval '1 day')::date AS last) late
WHERE facilitator = 50 AND date_trunc('month', held_on) = date_trunc('month', late.last) AND day < late.last - 2;

INSERT INTO visited
SELECT pg_temp.key('burst', p * 2 + back), p, 0, id, by_id, facilitator, registered_in, known, day, last - back, false, 'phone', 30,
       time '16:00'
FROM (SELECT (date_trunc('month', jakarta_now()) - interval '1 month' - interval '1 day')::date AS last) late
CROSS JOIN LATERAL (SELECT * FROM person WHERE facilitator = 50 AND day < last - 2 ORDER BY p LIMIT 8) one
CROSS JOIN generate_series(0, 1) back;

INSERT INTO visited
SELECT pg_temp.key('hurry', p), p, 0, id, by_id, facilitator, registered_in, known, day, jakarta_now()::date - 25, false, 'in_person',
       45, time '10:00' + nth * interval '7 minutes'
FROM (
    SELECT *, row_number() OVER (PARTITION BY facilitator ORDER BY p) AS nth FROM person
    WHERE facilitator IN (12, 27) AND day < jakarta_now()::date - 25
) one
WHERE nth <= 3;

ALTER TABLE visited ADD COLUMN moment timestamp;
UPDATE visited SET moment = held_on + CASE WHEN trades AND held_on < jakarta_now()::date - 8 THEN 2 ELSE 0 END + hour;
