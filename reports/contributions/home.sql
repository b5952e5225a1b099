-- C3 where: the residence on that day, and before the first one known, the first. Nobody without one climbs a rung.
SELECT residence.kecamatan_id
FROM participants_residence residence
WHERE residence.participant_id = dated.source_id
ORDER BY residence.since <= dated.day DESC,
         CASE WHEN residence.since <= dated.day THEN residence.since END DESC,
         residence.since
LIMIT 1
