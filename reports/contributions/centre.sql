-- Whether a centre was active in a month (docs/counting.md, “What is counted”). A source is a kecamatan and a month; what
-- is asked is what has been counted there, so that nothing is active by a training that itself is not counted yet.
WITH centre AS (
    SELECT source_id, kecamatan_of(source_id) AS kecamatan, month_in(source_id) AS month FROM scope
),
seen AS (
    SELECT centre.source_id, rolled.metric, sum(rolled.value) AS value
    FROM centre
    JOIN reports_monthlycount rolled USING (kecamatan, month)
    WHERE rolled.metric IN ('trainings', 'mentoring_visits')
    GROUP BY centre.source_id, rolled.metric
)
-- C14 active_centres: a counted training, or eight visits, in the month.
SELECT source_id, 'active_centres' AS metric, month, kecamatan, '-' AS gender, '-' AS age_band, 1::bigint AS value
FROM centre
WHERE source_id IN (
    SELECT source_id FROM seen WHERE value >= CASE metric WHEN 'trainings' THEN 1 ELSE 8 END)
