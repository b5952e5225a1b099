-- What a person is worth (docs/counting.md, “What is counted”): each rung in the cell of its day, and the visits.
WITH stood AS (
    {days}
),
dated AS (
    SELECT * FROM stood WHERE split_part(metric, '@', 1) NOT IN ('helped', 'proof', 'not_new', 'met')
),
asked AS (
    SELECT visit.id, whole.source_id AS participant_id, visit.facilitator_id, visit.held_on, visit.kecamatan_id, visit.state
    FROM (
        {whole}
    ) whole
    JOIN participants_visit visit ON visit.participant_id = whole.participant_id
),
visit AS (
    {visits}
)
SELECT dated.source_id,
       dated.metric,
       month_of(dated.day) AS month,
       coalesce(home.kecamatan_id, 'LUAR') AS kecamatan,
       person.sex AS gender,
       age_band(dated.day, person.birth_year) AS age_band,
       sum(dated.value)::bigint AS value
FROM dated
JOIN participants_participant person ON person.id = dated.source_id
CROSS JOIN LATERAL (
    {home}
) home
GROUP BY dated.source_id, dated.metric, month_of(dated.day), coalesce(home.kecamatan_id, 'LUAR'), person.sex,
         age_band(dated.day, person.birth_year)
UNION ALL
SELECT participant_id, 'mentoring_visits', month_of(held_on), kecamatan_id, '-', '-', count(*)
FROM visit
GROUP BY participant_id, month_of(held_on), kecamatan_id
