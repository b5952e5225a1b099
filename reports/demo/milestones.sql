-- Of a hundred registered 52 are licensed, 16 have sold at a market, 12 keep books and two got capital.
CREATE TEMP TABLE achieved AS
SELECT p, id, by_id, kind, completed_on, m,
       CASE WHEN completed_on > jakarta_now()::date - 10 THEN (ARRAY['submitted', 'draft'])[1 + mod(p + m, 2)]
            WHEN mod(p + m, 50) = 21 THEN 'returned'
            ELSE 'verified' END AS state
FROM (
    SELECT p, id, by_id, 'licence' AS kind, 0 AS m, pg_temp.later('licence day', p, day, 120) AS completed_on
    FROM person WHERE known AND licences < 0.645
    UNION ALL
    SELECT p, id, by_id, 'market', 1, pg_temp.later('market day', p, day, 200) FROM person WHERE known AND markets < 0.169
    UNION ALL
    SELECT p, id, by_id, 'books', 2, pg_temp.later('books day', p, day + 31, 200)
    FROM person WHERE known AND keeps < 0.137 AND day < jakarta_now()::date - 45
    UNION ALL
    SELECT p, id, by_id, 'capital', 3, pg_temp.later('capital day', p, day, 300)
    FROM person WHERE known AND borrows < 0.0245 AND day < jakarta_now()::date - 10
    UNION ALL
    -- Applied for, and not paid out.
    SELECT p, id, by_id, 'capital', 3, NULL FROM person WHERE known AND borrows BETWEEN 0.0245 AND 0.05
    UNION ALL
    -- A licence from before the registration: whoever has one is not new.
    SELECT p, id, by_id, 'licence', 4, day - 100 FROM person WHERE known AND baseline >= 0.93
) each_one;
UPDATE achieved SET state = 'draft' WHERE completed_on IS NULL;

INSERT INTO participants_business (id, name, sector, kecamatan_id, kelurahan, started_on, recorded_by_id, recorded_at)
SELECT pg_temp.key('business', p),
       (ARRAY['Warung', 'Katering', 'Keripik', 'Jahit', 'Batik', 'Salon', 'Bengkel', 'Kopi'])[1 + mod(p, 8)] || ' '
       || split_part(name, ' ', 1) || ' ' || p,
       (ARRAY['I', 'I', 'C', 'C', 'C', 'S', 'G', 'I'])[1 + mod(p, 8)], registered_in, 'Kelurahan ' || 1 + mod(p, 6), day,
       by_id, day + time '11:00'
FROM person
WHERE known AND (licences < 0.645 OR baseline >= 0.74);

INSERT INTO participants_business_owners (business_id, participant_id)
SELECT pg_temp.key('business', p), id FROM person WHERE known AND (licences < 0.645 OR baseline >= 0.74);

INSERT INTO participants_milestone
    (id, participant_id, kind, business_id, entered_on, completed_on, name, licence_type, number, own_name, lapses_on,
     month, amount, has_evidence, state, version, submitted_by_id, submitted_at, recorded_at)
SELECT pg_temp.key('milestone', p * 5 + m), id, kind, NULL,
       CASE kind WHEN 'books' THEN date_trunc('month', completed_on - 31)::date
                 ELSE coalesce(completed_on, jakarta_now()::date - 5) END,
       CASE kind WHEN 'books' THEN greatest(completed_on, (date_trunc('month', completed_on - 31) + interval '1 month - 1 day')::date)
                 ELSE completed_on END,
       CASE kind WHEN 'market' THEN (ARRAY['Bazar kecamatan', 'Jakarta Fair', 'Pasar Minggu UMKM'])[1 + mod(p, 3)]
                 WHEN 'capital' THEN (ARRAY['Bank DKI', 'Koperasi', 'KUR'])[1 + mod(p, 3)] ELSE '' END,
       CASE WHEN kind <> 'licence' THEN '' ELSE (ARRAY['NIB', 'NIB', 'NIB', 'IUMK', 'NIB', 'NIB', 'NIB', 'NIB', 'NIB', 'PIRT'])[1 + mod(p, 10)] END,
       CASE WHEN kind = 'licence' THEN lpad((p * 5 + m)::text, 13, '9') ELSE '' END,
       kind = 'licence' AND mod(p, 60) <> 7, NULL,
       CASE WHEN kind = 'books' THEN date_trunc('month', completed_on - 31)::date END,
       CASE WHEN kind = 'capital' THEN 2500000 * (1 + mod(p, 8)) END,
       state <> 'draft', CASE WHEN state = 'draft' THEN 'draft' ELSE 'submitted' END, 1,
       CASE WHEN state <> 'draft' THEN by_id END, CASE WHEN state <> 'draft' THEN completed_on + time '17:00' END,
       coalesce(completed_on, jakarta_now()::date - 5) + time '17:00'
FROM achieved;

INSERT INTO participants_milestone_makers (milestone_id, user_id)
SELECT pg_temp.key('milestone', p * 5 + m), by_id FROM achieved;

-- One in nine pays somebody, and some pay fewer later.
INSERT INTO participants_jobreport
    (id, participant_id, reported_on, full_time, part_time, state, version, submitted_by_id, submitted_at, recorded_at)
SELECT pg_temp.key('jobs', p * 2 + n), id, pg_temp.later('jobs day', p * 2 + n, day, 150 + 100 * n), mod(p, 3), 1 + mod(p + n, 2),
       'submitted', 1, by_id, now(), now()
FROM person, generate_series(0, 1) n
WHERE known AND pays < 0.11;

INSERT INTO participants_jobreport_makers (jobreport_id, user_id)
SELECT pg_temp.key('jobs', p * 2 + n), by_id FROM person, generate_series(0, 1) n WHERE known AND pays < 0.11;
