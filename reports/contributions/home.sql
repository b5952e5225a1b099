-- C3 where: the residence on that day, and before the first one known, the first. Nobody without one climbs a rung.
SELECT residence.kecamatan_id
FROM (
    SELECT participant_id, since, kecamatan_id FROM participants_residence WHERE participant_id = dated.source_id
    UNION ALL
    SELECT theirs.*
    FROM participants_participant folded
    -- Few rows of few people: never the whole table for each of them, whatever the statistics say.
    CROSS JOIN LATERAL (
        SELECT participant_id, since, kecamatan_id FROM participants_residence WHERE participant_id = folded.id OFFSET 0
    ) theirs
    WHERE folded.merged_into_id = dated.source_id
) residence
ORDER BY residence.since <= dated.day DESC,
         CASE WHEN residence.since <= dated.day THEN residence.since END DESC,
         residence.since, residence.participant_id <> dated.source_id, residence.participant_id
LIMIT 1
