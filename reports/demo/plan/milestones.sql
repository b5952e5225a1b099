-- Of a hundred registered 52 are licensed, 16 have sold at a market, 12 keep books and two got capital.
CREATE TEMP TABLE achieved AS
SELECT pg_temp.key('milestone', p * 5 + m) AS milestone_id, p, id, day, by_id, kind, completed_on, m,
       CASE WHEN kind = 'licence' THEN '9' || lpad((p * 5 + m)::text, 12, '0') ELSE '' END AS number,
       CASE WHEN completed_on > jakarta_now()::date - 10 THEN (ARRAY['submitted', 'draft'])[1 + mod(p + m, 2)]
            WHEN mod(p + m, 50) = 21 THEN 'returned'
            ELSE 'verified' END AS state
FROM (
    SELECT p, id, day, by_id, 'licence' AS kind, 0 AS m, pg_temp.later('licence day', p, day, 120) AS completed_on
    FROM person WHERE known AND licences < 0.645
    UNION ALL
    SELECT p, id, day, by_id, 'market', 1, pg_temp.later('market day', p, day, 200) FROM person WHERE known AND markets < 0.169
    UNION ALL
    SELECT p, id, day, by_id, 'books', 2, pg_temp.later('books day', p, day + 31, 200)
    FROM person WHERE known AND keeps < 0.137 AND day < jakarta_now()::date - 45
    UNION ALL
    SELECT p, id, day, by_id, 'capital', 3, pg_temp.later('capital day', p, day, 300)
    FROM person WHERE known AND borrows < 0.0245 AND day < jakarta_now()::date - 10
    UNION ALL
    -- Applied for, and not paid out.
    SELECT p, id, day, by_id, 'capital', 3, NULL FROM person WHERE known AND borrows BETWEEN 0.0245 AND 0.05
    UNION ALL
    -- A licence from before the registration: whoever has one is not new.
    SELECT p, id, day, by_id, 'licence', 4, day - 100 FROM person WHERE known AND baseline >= 0.93
) each_one;
UPDATE achieved SET state = 'draft' WHERE completed_on IS NULL;

-- Whom two agencies trained has their licence after both.
UPDATE achieved
SET completed_on = trained.day
FROM (
    SELECT p, max(planned.day) + 7 AS day FROM sits JOIN planned USING (t)
    WHERE p IN (SELECT p FROM sits WHERE again = 1)
    GROUP BY p
) trained
WHERE achieved.p = trained.p AND m = 0 AND completed_on < trained.day AND trained.day < jakarta_now()::date - 11;

-- For data quality: three licences from before a registration that says that there was none, and three numbers of a licence
-- that stand with a second person too.
INSERT INTO achieved
SELECT pg_temp.key('early', p), p, id, day, by_id, 'licence', day - 40, 6, '9' || lpad((p * 5)::text, 12, '1'), 'verified'
FROM (SELECT * FROM person WHERE known AND baseline < 0.74 AND licences >= 0.645 ORDER BY md5(p::text) LIMIT 3) early;

UPDATE achieved
SET number = other.number
FROM (SELECT milestone_id, number, row_number() OVER (ORDER BY md5(p::text)) AS nth
      FROM achieved WHERE kind = 'licence' AND m = 0 AND state = 'verified' AND mod(p, 60) <> 7) one
JOIN (SELECT number, row_number() OVER (ORDER BY md5(p::text)) AS nth
      FROM achieved WHERE kind = 'licence' AND m = 0 AND state = 'verified' AND mod(p, 60) <> 7) other
    ON other.nth = one.nth - 1
WHERE one.milestone_id = achieved.milestone_id AND one.nth IN (2, 4, 6);

ALTER TABLE achieved ADD COLUMN entered timestamp, ADD COLUMN moment timestamp;
UPDATE achieved SET entered = greatest(coalesce(completed_on, jakarta_now()::date - 5), day) + time '17:00';
UPDATE achieved SET moment = CASE WHEN state IN ('verified', 'returned') THEN entered::date + 2 + time '10:00' ELSE entered END;

-- One in nine pays somebody, and some pay fewer later.
CREATE TEMP TABLE job AS
SELECT pg_temp.key('jobs', p * 2 + n) AS job_id, p, n, id, by_id, reported_on,
       reported_on + CASE WHEN reported_on < jakarta_now()::date - 8 THEN 2 ELSE 0 END + time '17:00' AS moment
FROM (SELECT *, pg_temp.later('jobs day', p * 2 + n, day, 150 + 100 * n) AS reported_on
      FROM person, generate_series(0, 1) n WHERE known AND pays < 0.11) paid;

DELETE FROM achieved USING facilitator WHERE facilitator.id = by_id AND silent AND entered::date > jakarta_now()::date - 35;
DELETE FROM job USING facilitator WHERE facilitator.id = by_id AND silent AND reported_on > jakarta_now()::date - 35;
