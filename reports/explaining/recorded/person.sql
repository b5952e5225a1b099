-- Of what was recorded about people: at which condition each record falls out, and which one of a person counts. Whether
-- somebody counts, in which month and where, is what the ledger holds by the rules; only what falls out is told apart here.
WITH counted AS MATERIALIZED (
    SELECT source_id, month AS counted_in, kecamatan AS counted_at
    FROM reports_ledger
    WHERE metric = %(metric)s AND month <= %(last)s
    GROUP BY source_id, month, kecamatan
    HAVING sum(delta) <> 0
),
recorded AS (
    {recorded}
),
judged AS (
    SELECT recorded.source_id, recorded.record, recorded.day, recorded.rank, person.registered_in_id,
           coalesce(
               CASE recorded.state WHEN 'draft' THEN 'not_handed_in' WHEN 'submitted' THEN 'waits'
                                   WHEN 'returned' THEN 'returned' WHEN 'revoked' THEN 'revoked' END,
               CASE WHEN NOT person.identity_verified THEN 'no_identity'
                    WHEN NOT EXISTS (SELECT FROM participants_residence home WHERE home.participant_id = person.id)
                    THEN 'no_home' END,
               recorded.reason
           ) AS reason
    FROM recorded
    JOIN participants_participant person ON person.id = recorded.source_id
),
ranked AS (
    SELECT judged.*, counted.counted_in, counted.counted_at,
           row_number() OVER (
               PARTITION BY source_id, reason IS NULL AND {meets} ORDER BY rank DESC, day, record
           ) AS nth
    FROM judged
    LEFT JOIN counted USING (source_id)
),
dated AS (
    SELECT source_id, day, registered_in_id, counted_at,
           CASE
               WHEN reason IS NOT NULL THEN reason
               WHEN counted_in IS NULL OR counted_in > month_of(day) THEN %(late)s
               WHEN {meets} AND nth = 1 THEN 'counts'
               WHEN counted_in < %(first)s THEN 'earlier'
               ELSE 'again'
           END AS verdict
    FROM ranked
),
placed AS (
    {placed}
)
SELECT CASE WHEN verdict = 'counts' AND %(place)s = '' AND kecamatan = 'LUAR' THEN 'outside' ELSE verdict END,
       count(*), count(*)
FROM placed
WHERE %(place)s IN ('', kecamatan)
GROUP BY 1
