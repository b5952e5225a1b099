-- Whether somebody who was merged was marked present at a session where the same person, by another row, is present too. Of
-- several rows the one kept holds, and then the lowest key. From the few who were merged to the marks of their other rows:
-- by way of the session it would be everybody who sat there.
SELECT
FROM participants_participant folded
CROSS JOIN LATERAL (
    SELECT folded.merged_into_id AS id
    UNION ALL
    SELECT other.id FROM participants_participant other WHERE other.merged_into_id = folded.merged_into_id AND other.id < folded.id
) earlier
JOIN participants_attendance there ON there.participant_id = earlier.id AND there.status IN ('present', 'late')
WHERE folded.merged_into_id IS NOT NULL AND folded.id = a.participant_id AND there.session_id = a.session_id
