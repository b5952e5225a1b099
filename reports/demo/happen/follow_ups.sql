-- Half a year and a year after they counted nine in ten were asked within a month whether they still trade.
SELECT set_config('okoce.reason', 'follow-up recorded', true);

INSERT INTO participants_followup (id, participant_id, months, due_on, asked_on, outcome, recorded_by_id, recorded_at)
SELECT md5(concat('demo follow-up ', months, ' ', source_id))::uuid, person.id, months, due_on, asked_on,
       CASE WHEN luck < 0.06 + 0.006 * months THEN 'closed' WHEN luck >= 0.82 THEN 'unreachable' ELSE 'trading' END,
       person.facilitator_id, asked_on + time '15:00'
FROM (
    SELECT counted.*, months, due_on,
           due_on + floor(pg_temp.dice('asked ' || months, ('x' || left(md5(source_id::text), 7))::bit(28)::int) * 30)::int AS asked_on,
           pg_temp.dice('survives', ('x' || left(md5(source_id::text), 7))::bit(28)::int) AS luck
    FROM (
        SELECT source_id, month FROM reports_ledger
        WHERE source_kind = 'participant' AND metric = 'new_entrepreneurs'
        GROUP BY source_id, month
        HAVING sum(delta) > 0
    ) counted
    CROSS JOIN (VALUES (6), (12)) mark (months)
    CROSS JOIN LATERAL (SELECT (month + make_interval(months => months + 1))::date AS due_on) due
) asked
JOIN participants_participant person ON person.id = source_id
WHERE luck < 0.9 AND asked_on < jakarta_now()::date;
