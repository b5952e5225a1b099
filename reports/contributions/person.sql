-- Who may climb a rung: a person with a verified identity and a known home, under each row that tells of them.
SELECT source_id, participant_id, registered_on, baseline, baseline_workers
FROM (
    {whole}
) whole
WHERE identified AND housed
