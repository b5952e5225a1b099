-- Whose facts count for each person of the scope: their own, and those of whoever was merged into them; who was merged
-- into somebody else counts there alone. One registered twice has the earlier registration, with what was said then.
SELECT source_id, participant_id,
       first_value(registered_on) OVER earliest AS registered_on,
       first_value(baseline) OVER earliest AS baseline,
       first_value(baseline_workers) OVER earliest AS baseline_workers,
       bool_or(identity_verified) OVER together AS identified,
       bool_or(housed) OVER together AS housed
FROM (
    SELECT scope.source_id, p.id AS participant_id, p.registered_on, p.baseline, p.baseline_workers, p.identity_verified,
           EXISTS (SELECT FROM participants_residence home WHERE home.participant_id = p.id) AS housed
    FROM scope
    JOIN participants_participant p ON p.id = scope.source_id AND p.merged_into_id IS NULL
    UNION ALL
    SELECT scope.source_id, p.id, p.registered_on, p.baseline, p.baseline_workers, p.identity_verified,
           EXISTS (SELECT FROM participants_residence home WHERE home.participant_id = p.id)
    FROM scope
    JOIN participants_participant p ON p.merged_into_id = scope.source_id
) member
WINDOW together AS (PARTITION BY source_id),
       earliest AS (PARTITION BY source_id ORDER BY registered_on, participant_id <> source_id, participant_id)
