SELECT set_config('okoce.reason', 'business recorded', true);

INSERT INTO participants_business (id, name, sector, kecamatan_id, kelurahan, started_on, recorded_by_id, recorded_at)
SELECT pg_temp.key('business', p),
       (ARRAY['Warung', 'Katering', 'Keripik', 'Jahit', 'Batik', 'Salon', 'Bengkel', 'Kopi'])[1 + mod(p, 8)] || ' '
       || split_part(name, ' ', 1) || ' ' || p,
       (ARRAY['I', 'I', 'C', 'C', 'C', 'S', 'G', 'I'])[1 + mod(p, 8)], registered_in, 'Kelurahan ' || 1 + mod(p, 6), day,
       by_id, day + time '11:00'
FROM person
WHERE known AND (licences < 0.645 OR baseline >= 0.74) AND moment >= %(since)s AND moment < %(until)s;

INSERT INTO participants_business_owners (business_id, participant_id)
SELECT pg_temp.key('business', p), id FROM person
WHERE known AND (licences < 0.645 OR baseline >= 0.74) AND moment >= %(since)s AND moment < %(until)s;

CREATE TEMP TABLE reached ON COMMIT DROP AS SELECT * FROM achieved WHERE moment >= %(since)s AND moment < %(until)s;

SELECT set_config('okoce.reason', 'milestone handed in', true);

INSERT INTO participants_milestone
    (id, participant_id, kind, business_id, entered_on, completed_on, name, licence_type, number, own_name, lapses_on,
     month, amount, has_evidence, state, version, submitted_by_id, submitted_at, recorded_at)
SELECT milestone_id, id, kind, NULL,
       CASE kind WHEN 'books' THEN date_trunc('month', completed_on - 31)::date
                 ELSE coalesce(completed_on, jakarta_now()::date - 5) END,
       completed_on,
       CASE kind WHEN 'market' THEN (ARRAY['Bazar kecamatan', 'Jakarta Fair', 'Pasar Minggu UMKM'])[1 + mod(p, 3)]
                 WHEN 'capital' THEN (ARRAY['Bank DKI', 'Koperasi', 'KUR'])[1 + mod(p, 3)] ELSE '' END,
       CASE WHEN kind <> 'licence' THEN '' ELSE (ARRAY['NIB', 'NIB', 'NIB', 'IUMK', 'NIB', 'NIB', 'NIB', 'NIB', 'NIB', 'PIRT'])[1 + mod(p, 10)] END,
       number,
       kind = 'licence' AND mod(p, 60) <> 7, NULL,
       CASE WHEN kind = 'books' THEN date_trunc('month', completed_on - 31)::date END,
       CASE WHEN kind = 'capital' THEN 2500000 * (1 + mod(p, 8)) END,
       state <> 'draft', CASE WHEN state = 'draft' THEN 'draft' ELSE 'submitted' END, 1,
       CASE WHEN state <> 'draft' THEN by_id END, CASE WHEN state <> 'draft' THEN entered END, entered
FROM reached;

INSERT INTO participants_milestone_makers (milestone_id, user_id)
SELECT milestone_id, by_id FROM reached;

INSERT INTO participants_evidence
    (id, participant_id, milestone_id, file, thumbnail, content_type, size, sha256, uploaded_by_id, uploaded_at)
SELECT picture.id, reached.id, milestone_id, file, thumbnail, content_type, size, sha256, by_id, entered
FROM picture
JOIN reached ON milestone_id = picture.record_id;

SELECT set_config('okoce.reason', 'workers reported', true);

CREATE TEMP TABLE paid ON COMMIT DROP AS SELECT * FROM job WHERE moment >= %(since)s AND moment < %(until)s;

INSERT INTO participants_jobreport
    (id, participant_id, reported_on, full_time, part_time, state, version, submitted_by_id, submitted_at, recorded_at)
SELECT job_id, id, reported_on, mod(p, 3), 1 + mod(p + n, 2), 'submitted', 1, by_id, reported_on + time '17:00',
       reported_on + time '17:00'
FROM paid;

INSERT INTO participants_jobreport_makers (jobreport_id, user_id) SELECT job_id, by_id FROM paid;
