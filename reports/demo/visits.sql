-- Of a hundred registered 55 are visited on two days or more, and eight once.
CREATE TEMP TABLE visited AS
SELECT p, n, id, by_id, registered_in, known, day,
       -- One after the other, never on the same day, and none in the future.
       day + 2 + floor((n + 1) * least(least(300, jakarta_now()::date - day - 3) / 5.0, 40 + mod(p, 30)))::int AS held_on,
       n = 2 AND pg_temp.dice('trading', p) < 0.8 AND licences < 0.65 AS trades
FROM person, generate_series(0, 3) n
WHERE n < CASE WHEN mentors < 0.55 THEN 2 + mod(p, 3) WHEN mentors < 0.63 THEN 1 ELSE 0 END;

INSERT INTO participants_visit
    (id, participant_id, facilitator_id, kecamatan_id, held_on, mode, minutes, topic, finding, next_action,
     confirms_trading, has_evidence, state, version, submitted_by_id, submitted_at, recorded_at)
SELECT pg_temp.key('visit', p * 4 + n), id, by_id, registered_in, least(held_on, jakarta_now()::date - 1),
       CASE WHEN trades THEN 'in_person' ELSE (ARRAY['in_person', 'in_person', 'phone', 'online'])[1 + mod(p + n, 4)] END,
       30 + 15 * mod(p, 4),
       (ARRAY['Rencana usaha', 'Izin usaha', 'Pemasaran', 'Pembukuan', 'Produk'])[1 + mod(p + n, 5)],
       '', (ARRAY['Siapkan KTP untuk NIB', 'Foto produk', 'Catat kas harian', ''])[1 + mod(p + n, 4)],
       trades, trades, CASE WHEN trades THEN 'submitted' ELSE 'draft' END, 1,
       CASE WHEN trades THEN by_id END, CASE WHEN trades THEN held_on + time '16:00' END, held_on + time '16:00'
FROM visited;

INSERT INTO participants_visit_makers (visit_id, user_id) SELECT pg_temp.key('visit', p * 4 + n), by_id FROM visited;
