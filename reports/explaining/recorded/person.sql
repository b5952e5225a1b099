-- Of what was recorded about people, each counted as whom they were merged into: at which condition each record falls out,
-- and which one of a person counts. Whether somebody counts, in which month and where, is what the ledger holds by the
-- rules; only what falls out is told apart here.
WITH recorded AS (
    {recorded}
),
scope AS (
    SELECT DISTINCT coalesce(merged_into_id, id) AS source_id
    FROM participants_participant
    WHERE id IN (SELECT participant_id FROM recorded)
),
counted AS MATERIALIZED (
    SELECT source_id, month AS counted_in, kecamatan AS counted_at
    FROM scope
    JOIN reports_ledger USING (source_id)
    WHERE metric = %(metric)s AND month <= %(last)s
    GROUP BY source_id, month, kecamatan
    HAVING sum(delta) <> 0
),
whole AS (
    {whole}
),
judged AS (
    SELECT whole.source_id, recorded.record, recorded.day, recorded.rank, person.registered_in_id,
           coalesce(
               CASE recorded.state WHEN 'draft' THEN 'not_handed_in' WHEN 'submitted' THEN 'waits'
                                   WHEN 'returned' THEN 'returned' WHEN 'revoked' THEN 'revoked' END,
               CASE WHEN NOT whole.identified THEN 'no_identity' WHEN NOT whole.housed THEN 'no_home' END,
               recorded.reason,
               CASE WHEN NOT recorded.since_registration THEN NULL
                    WHEN whole.registered_on IS NULL THEN 'no_registration'
                    WHEN recorded.day < whole.registered_on THEN 'before' END
           ) AS reason
    FROM recorded
    JOIN whole USING (participant_id)
    JOIN participants_participant person ON person.id = whole.source_id
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
