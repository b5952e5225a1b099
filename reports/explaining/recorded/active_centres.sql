-- Centres: one in each kecamatan.
WITH counted AS (
    SELECT kecamatan
    FROM reports_ledger
    WHERE metric = %(metric)s AND month BETWEEN %(first)s AND %(last)s
    GROUP BY kecamatan
    HAVING sum(delta) <> 0
)
SELECT CASE WHEN counted.kecamatan IS NULL THEN 'too_little' ELSE 'counts' END, count(*), count(*)
FROM programs_kecamatan place
LEFT JOIN counted ON counted.kecamatan = place.code
WHERE %(place)s IN ('', place.code)
GROUP BY 1
