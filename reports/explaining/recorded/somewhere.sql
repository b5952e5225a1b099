-- Where the person lived on the day of the record; whose home nobody knows is told where they were registered.
SELECT verdict,
       CASE WHEN verdict = 'counts' THEN counted_at
            WHEN verdict = 'no_home' THEN registered_in_id
            ELSE coalesce(home.kecamatan_id, 'LUAR') END AS kecamatan
FROM dated
LEFT JOIN LATERAL (
    {home}
) home ON true
