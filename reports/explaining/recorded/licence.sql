-- Licences by the day of issue.
SELECT m.participant_id, m.id AS record, m.completed_on AS day, m.state,
       CASE WHEN NOT m.own_name THEN 'other_name'
            WHEN NOT m.licence_type = ANY (threshold.licence_types) THEN 'other_type' END AS reason,
       true AS since_registration, 0 AS rank
FROM participants_milestone m
JOIN reports_thresholds threshold ON threshold.suffix = %(suffix)s
WHERE m.kind = 'licence' AND m.completed_on >= %(first)s AND m.completed_on < %(after)s
