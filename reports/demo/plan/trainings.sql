-- Of a hundred registered 62 finish a training that a verifier approves, and some leave after the first day.
CREATE TEMP TABLE seat AS
SELECT p, id, registered_in, known, trains,
       (row_number() OVER (PARTITION BY registered_in ORDER BY wish, p) - 1) / %(group)s AS turn, wish
FROM (SELECT *, pg_temp.later('wish', p, day, 40) AS wish FROM person WHERE trains < 0.74) wishing;

CREATE TEMP TABLE planned AS
SELECT t, pg_temp.key('training', t) AS id, registered_in, turn, by_id, day, agency, curriculum,
       CASE WHEN day > jakarta_now()::date - 12 THEN (ARRAY['submitted', 'draft', 'submitted'])[1 + mod(t, 3)]
            WHEN mod(t, 40) = 17 THEN 'returned'
            ELSE 'verified' END AS state,
       -- Of its last event: a draft of its second day, what was looked at of the day of the answer.
       CASE WHEN day > jakarta_now()::date - 12 THEN day + 1 + time '15:00' ELSE day + 3 + time '14:00' END AS moment
FROM (
    SELECT row_number() OVER (ORDER BY registered_in, turn) AS t, registered_in, turn,
           least(max(wish), jakarta_now()::date - 2) AS day
    FROM seat
    GROUP BY registered_in, turn
) groups
JOIN (SELECT code, min(id) AS by_id FROM facilitator GROUP BY code) led ON led.code = registered_in
CROSS JOIN LATERAL (SELECT code AS agency FROM programs_agency ORDER BY md5(code || t) LIMIT 1) pays
CROSS JOIN LATERAL (SELECT code AS curriculum FROM programs_curriculum ORDER BY md5(code || t) LIMIT 1) teaches;
CREATE INDEX ON planned (registered_in, turn);

-- One was lately where nobody is visited.
UPDATE planned
SET day = jakarta_now()::date - 8, state = 'submitted', moment = jakarta_now()::date - 7 + time '15:00'
WHERE t = (SELECT t FROM planned JOIN place ON code = registered_in WHERE place = 35 ORDER BY turn DESC LIMIT 1);

-- Who is on which list, the first time: some leave after the first day.
CREATE TEMP TABLE sits AS
SELECT t, p, seat.id, 0 AS again, trains >= 0.675 AS leaves FROM seat JOIN planned USING (registered_in, turn);

-- One in twenty finishes two trainings, that two agencies pay for.
INSERT INTO sits
SELECT other.t, p, seat.id, 1, false
FROM seat
JOIN planned USING (registered_in, turn)
JOIN person USING (p)
JOIN LATERAL (
    SELECT t FROM planned other
    WHERE other.day > person.day AND abs(other.day - planned.day) > 1 AND other.agency <> planned.agency AND other.state = 'verified'
    ORDER BY other.day > planned.day + 60, other.registered_in <> planned.registered_in, other.day, t
    LIMIT 1
) other ON true
WHERE mod(p, 20) = 8 AND seat.trains < 0.675 AND planned.state = 'verified';

-- For data quality: two lists that were handed in once more as those of another training, and two trainings at which some
-- of another one were in the same hours.
CREATE TEMP TABLE copied AS
SELECT planned.*, (SELECT max(t) FROM planned) + nth AS copy, nth <= 2 AS whole
FROM (
    SELECT planned.*, row_number() OVER (ORDER BY md5(t::text)) AS nth FROM planned
    WHERE state = 'verified' AND day < jakarta_now()::date - 60
      AND (SELECT count(*) FROM sits WHERE sits.t = planned.t AND again = 0) >= 12
) planned
WHERE nth <= 4;

INSERT INTO planned
SELECT copy, pg_temp.key('training', copy), registered_in, -nth, by_id, day + CASE WHEN whole THEN 14 ELSE 0 END, agency, curriculum,
       state, moment + CASE WHEN whole THEN 14 ELSE 0 END * interval '1 day'
FROM copied;

INSERT INTO sits SELECT copy, p, sits.id, 2, leaves FROM copied JOIN sits USING (t) WHERE whole AND again = 0;

INSERT INTO sits
SELECT copy, p, both_of.id, 3, false
FROM copied
CROSS JOIN LATERAL (
    (SELECT p, id FROM sits WHERE sits.t = copied.t AND again = 0 ORDER BY p LIMIT 3)
    UNION ALL
    (SELECT p, id FROM person
     WHERE person.registered_in = copied.registered_in AND person.day < copied.day
       AND NOT EXISTS (SELECT FROM sits WHERE sits.t = copied.t AND sits.p = person.p)
     ORDER BY md5(p::text) LIMIT 9)
) both_of
WHERE NOT whole;
CREATE INDEX ON sits (t);

-- The first kecamatan has a small room, which two groups are too many for. The others hold everybody.
CREATE TEMP TABLE hall AS
SELECT code, place = 0 AS small, CASE WHEN place = 0 THEN 10 ELSE greatest(40, %(group)s + 20) END AS seats FROM place;

SELECT set_config('okoce.reason', 'centre changed', true);

UPDATE programs_centre centre SET seats = hall.seats FROM hall WHERE code = kecamatan_id;
