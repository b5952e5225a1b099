-- C12 mentoring_visits: one a person, facilitator and day, where it happened. Of those `asked` for.
SELECT DISTINCT ON (visit.participant_id, visit.facilitator_id, visit.held_on)
       visit.participant_id, visit.facilitator_id, visit.held_on, visit.kecamatan_id
FROM asked
JOIN participants_visit visit USING (participant_id, facilitator_id, held_on)
WHERE visit.state <> 'revoked'
ORDER BY visit.participant_id, visit.facilitator_id, visit.held_on, visit.kecamatan_id
