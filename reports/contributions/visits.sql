-- C12 mentoring_visits: one a person, facilitator and day, where it happened: of several places the lowest code. Of
-- those `asked` for, which are all of a person's or all of a facilitator's.
SELECT participant_id, facilitator_id, held_on, min(kecamatan_id) AS kecamatan_id
FROM asked
WHERE state <> 'revoked'
GROUP BY participant_id, facilitator_id, held_on
