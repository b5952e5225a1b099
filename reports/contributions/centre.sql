-- Whether a centre was active in a month (docs/counting.md, “What is counted”). A source is a kecamatan and a month.
WITH centre AS (
    SELECT source_id, kecamatan_of(source_id) AS kecamatan_id, month_in(source_id) AS month FROM scope
),
asked AS (
    SELECT DISTINCT visit.participant_id, visit.facilitator_id, visit.held_on
    FROM centre
    JOIN participants_visit visit ON visit.kecamatan_id = centre.kecamatan_id
        AND visit.held_on >= centre.month AND visit.held_on < centre.month + interval '1 month'
),
visit AS (
    {visits}
),
given AS (
    SELECT DISTINCT training.id AS source_id
    FROM centre
    JOIN programs_training training ON training.kecamatan_id = centre.kecamatan_id
    JOIN programs_trainingsession session ON session.training_id = training.id
        AND session.held_on >= centre.month AND session.held_on < centre.month + interval '1 month'
),
training AS (
    WITH scope AS (TABLE given)
    SELECT * FROM (
        {training}
    ) counted WHERE metric = 'trainings'
)
-- C14 active_centres: a counted training, or eight visits, in the month.
SELECT centre.source_id, 'active_centres' AS metric, centre.month, centre.kecamatan_id AS kecamatan, '-' AS gender,
       '-' AS age_band, 1::bigint AS value
FROM centre
WHERE EXISTS (
        SELECT FROM training WHERE training.kecamatan = centre.kecamatan_id AND training.month = centre.month)
   OR 8 <= (
        SELECT count(*) FROM visit
        WHERE visit.kecamatan_id = centre.kecamatan_id AND month_of(visit.held_on) = centre.month)
