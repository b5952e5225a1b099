-- About Rp 80 billion a year for a whole city, less for a small one, in every kecamatan and month.
CREATE TEMP TABLE item (i, item, share) AS
VALUES (0, 'training', 0.35), (1, 'mentoring', 0.2), (2, 'facilitators', 0.25), (3, 'rooms', 0.12), (4, 'equipment', 0.08);

CREATE TEMP TABLE money AS
SELECT pg_temp.key('expense', (m * 44 + place) * 5 + i) AS id, month::date, code, item,
       round(share * 150000000 * %(share)s * (0.7 + 0.6 * pg_temp.dice('expense', (m * 44 + place) * 5 + i)) / 1000) * 1000 AS rupiah,
       'paid' AS stage,
       -- At its end, and of the month that goes on so far.
       least(month + interval '1 month - 5 hours', jakarta_now() - interval '1 hour') AS moment
FROM generate_series(%(first)s::timestamp, date_trunc('month', jakarta_now()), interval '1 month') WITH ORDINALITY months (month, m)
CROSS JOIN place
CROSS JOIN item;

-- What is still to come: contracts of facilitators and rooms bind this month and the next, the rest is a plan until the third.
INSERT INTO money
SELECT pg_temp.key('ahead', (m * 44 + place) * 5 + i), date_trunc('month', jakarta_now()) + m * interval '1 month', code, item,
       -- Of this month a quarter is left.
       greatest(1000, round(share * 150000000 * %(share)s * CASE m WHEN 0 THEN 0.25 ELSE 1 END / 1000) * 1000),
       CASE WHEN m < 2 AND item IN ('facilitators', 'rooms') THEN 'committed' ELSE 'planned' END,
       jakarta_now() - interval '1 hour'
FROM generate_series(0, 3) m
CROSS JOIN place
CROSS JOIN item;
