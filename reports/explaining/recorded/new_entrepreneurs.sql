-- People of whom a licence or a proof of trading is dated in these months: one of these is the day that counts.
WITH sign_of AS (
    SELECT coalesce(folded.merged_into_id, participant_id) AS source_id, max(day) AS day
    FROM (
        SELECT participant_id, completed_on AS day
        FROM participants_milestone
        WHERE kind IN ('licence', 'books', 'capital') AND completed_on >= %(first)s AND completed_on < %(after)s
        UNION ALL
        SELECT participant_id, held_on
        FROM participants_visit
        WHERE confirms_trading AND held_on >= %(first)s AND held_on < %(after)s
        UNION ALL
        SELECT participant_id, reported_on
        FROM participants_jobreport
        WHERE full_time + part_time > 0 AND reported_on >= %(first)s AND reported_on < %(after)s
    ) each_one
    LEFT JOIN participants_participant folded ON folded.id = participant_id AND folded.merged_into_id IS NOT NULL
    GROUP BY coalesce(folded.merged_into_id, participant_id)
),
scope AS (
    SELECT source_id FROM sign_of
),
whole AS (
    {whole}
),
old AS (
    SELECT whole.source_id
    FROM whole
    JOIN participants_milestone m USING (participant_id)
    WHERE m.kind = 'licence' AND m.state = 'verified' AND m.own_name AND m.completed_on < whole.registered_on
    UNION
    SELECT whole.source_id
    FROM whole
    JOIN participants_match match ON match.participant_id = whole.participant_id AND match.state = 'confirmed'
    JOIN participants_listline line ON line.id = match.line_id AND line.day < whole.registered_on
    JOIN participants_officiallist list ON list.id = line.list_id AND list.kind = 'licences'
),
opened AS (
    SELECT whole.source_id, array_agg(one.state) AS states
    FROM whole
    JOIN participants_entrepreneur one USING (participant_id)
    GROUP BY whole.source_id
)
SELECT whole.participant_id, whole.source_id AS record, sign_of.day, 'verified' AS state,
       CASE WHEN whole.registered_on IS NULL THEN 'no_registration'
            WHEN whole.baseline <> 'no_business' OR whole.source_id IN (SELECT source_id FROM old) THEN 'not_new'
            WHEN licensed.source_id IS NULL THEN 'no_licence'
            WHEN helped.source_id IS NULL THEN 'no_help'
            WHEN opened.states IS NULL THEN 'no_proof'
            WHEN 'revoked' = ANY (opened.states) THEN 'case_revoked'
            WHEN 'verified' = ANY (opened.states) THEN NULL
            WHEN 'returned' = ALL (opened.states) THEN 'case_returned'
            ELSE 'case_waits' END AS reason, false AS since_registration, 0 AS rank
FROM sign_of
JOIN whole ON whole.source_id = sign_of.source_id AND whole.participant_id = sign_of.source_id
LEFT JOIN opened ON opened.source_id = sign_of.source_id
LEFT JOIN (
    SELECT source_id FROM reports_ledger WHERE metric = %(licensed)s AND month <= %(last)s
    GROUP BY source_id HAVING sum(delta) <> 0
) licensed ON licensed.source_id = sign_of.source_id
LEFT JOIN (
    SELECT source_id FROM reports_ledger WHERE metric = ANY (%(help)s) AND month <= %(last)s
    GROUP BY source_id HAVING sum(delta) <> 0
) helped ON helped.source_id = sign_of.source_id
