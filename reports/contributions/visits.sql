-- C12 mentoring_visits: one a person, facilitator and day, where it happened. Of those `asked` for, which are all of a
-- person's or all of a facilitator's.
SELECT DISTINCT ON (participant_id, facilitator_id, held_on) participant_id, facilitator_id, held_on, kecamatan_id
FROM asked
WHERE state <> 'revoked'
ORDER BY participant_id, facilitator_id, held_on, kecamatan_id
