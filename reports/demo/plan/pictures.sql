-- Which records have a file: of each kind four in five of those that waited longest, and some that were looked at lately.
SELECT record_id::text, kind, words
FROM (
    SELECT *, row_number() OVER (PARTITION BY kind, waits ORDER BY CASE WHEN waits THEN moment - now()::timestamp
                                                                        ELSE now()::timestamp - moment END, record_id) AS place
    FROM (
        SELECT milestone_id AS record_id, 'milestone' AS kind, 'Izin usaha' AS words, moment, state = 'submitted' AS waits, p AS nth
        FROM achieved WHERE kind = 'licence' AND state IN ('submitted', 'verified')
        UNION ALL
        SELECT visit_id, 'visit', 'Usaha berjalan', moment, held_on >= jakarta_now()::date - 8, p FROM visited WHERE trades
        UNION ALL
        SELECT id, 'training', 'Daftar hadir', moment, state = 'submitted', t FROM planned WHERE state IN ('submitted', 'verified')
    ) record
    WHERE CASE WHEN waits THEN mod(nth, 5) > 0 ELSE mod(nth, 7) < 2 END
) chosen
WHERE place <= CASE WHEN waits THEN %(waiting)s ELSE %(decided)s END
ORDER BY kind, waits DESC, place;
