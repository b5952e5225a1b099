-- People of whom a licence or a proof of trading is dated in these months: one of these is the day that counts.
SELECT person.id AS source_id, person.id AS record, sign_of.day, 'verified' AS state,
       CASE WHEN person.registered_on IS NULL THEN 'no_registration'
            WHEN person.baseline <> 'no_business' OR EXISTS (
                SELECT FROM participants_milestone old
                WHERE old.participant_id = person.id AND old.kind = 'licence' AND old.state = 'verified'
                  AND old.own_name AND old.completed_on < person.registered_on) THEN 'not_new'
            WHEN licensed.source_id IS NULL THEN 'no_licence'
            WHEN helped.source_id IS NULL THEN 'no_help'
            WHEN opened.state IS NULL THEN 'no_proof'
            WHEN opened.state = 'returned' THEN 'case_returned'
            WHEN opened.state = 'revoked' THEN 'case_revoked'
            WHEN opened.state <> 'verified' THEN 'case_waits' END AS reason, 0 AS rank
FROM (
    SELECT participant_id, max(day) AS day
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
    GROUP BY participant_id
) sign_of
JOIN participants_participant person ON person.id = sign_of.participant_id
LEFT JOIN participants_entrepreneur opened ON opened.participant_id = person.id
LEFT JOIN (
    SELECT source_id FROM reports_ledger WHERE metric = %(licensed)s AND month <= %(last)s
    GROUP BY source_id HAVING sum(delta) <> 0
) licensed ON licensed.source_id = person.id
LEFT JOIN (
    SELECT source_id FROM reports_ledger WHERE metric = ANY (%(help)s) AND month <= %(last)s
    GROUP BY source_id HAVING sum(delta) <> 0
) helped ON helped.source_id = person.id
