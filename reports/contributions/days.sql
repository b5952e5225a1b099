-- On which day each person of the scope stands on which rung, and the steps that lead to a new entrepreneur
-- (docs/counting.md, “The rules”). Rows of (source_id, metric, day, value); a set of thresholds other than the first
-- makes series of its own, named by its suffix. Only people with a verified identity and a known home climb a rung.
WITH person AS (
    {person}
),
threshold AS (
    SELECT suffix, attendance_percent, visit_days, licence_types FROM reports_thresholds
),
-- C2 trained: present for at least 75 % of the minutes of a verified training; dated its last session.
finished AS (
    {finished}
),
trained AS (
    SELECT source_id, suffix, min(day) AS day FROM finished GROUP BY source_id, suffix
),
-- C6 mentored: visited on two different days; dated the second.
visited AS (
    SELECT source_id, held_on, row_number() OVER (PARTITION BY source_id ORDER BY held_on) AS nth
    FROM (
        SELECT DISTINCT person.source_id, visit.held_on
        FROM person
        JOIN participants_visit visit ON visit.participant_id = person.participant_id AND visit.state <> 'revoked'
    ) each_day
),
mentored AS (
    SELECT visited.source_id, threshold.suffix, visited.held_on AS day
    FROM visited
    JOIN threshold ON visited.nth = threshold.visit_days
),
milestone AS (
    SELECT person.source_id, person.registered_on, m.kind, m.completed_on AS day, m.licence_type, m.own_name,
           m.completed_on >= person.registered_on AS since_registration
    FROM person
    JOIN participants_milestone m ON m.participant_id = person.participant_id AND m.state = 'verified'
),
licence AS (
    SELECT milestone.source_id, threshold.suffix, milestone.day, milestone.since_registration
    FROM milestone
    JOIN threshold ON milestone.licence_type = ANY (threshold.licence_types)
    WHERE milestone.kind = 'licence' AND milestone.own_name
),
-- C7 licensed: an accepted licence in the own name, issued on the day of registration or later, verified; first issue.
licensed AS (
    SELECT source_id, suffix, min(day) AS day
    FROM licence
    WHERE since_registration
    GROUP BY source_id, suffix
),
workers AS (
    SELECT person.source_id, report.reported_on AS day, max(report.full_time + report.part_time) AS number,
           person.baseline_workers, report.reported_on >= person.registered_on AS since_registration
    FROM person
    JOIN participants_jobreport report ON report.participant_id = person.participant_id AND report.state = 'verified'
    GROUP BY person.source_id, report.reported_on, person.registered_on, person.baseline_workers
),
-- C9 jobs_created: verified workers above the highest number before, the baseline included; dated the report.
jobs AS (
    SELECT source_id, day, since_registration,
           number - greatest(baseline_workers, coalesce(max(number) OVER earlier, 0)) AS more
    FROM workers
    WINDOW earlier AS (PARTITION BY source_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),
proof AS (
    SELECT source_id, day FROM milestone WHERE kind IN ('books', 'capital') AND since_registration
    UNION
    SELECT source_id, day FROM workers WHERE number > 0 AND since_registration
    UNION
    SELECT person.source_id, visit.held_on
    FROM person
    JOIN participants_visit visit ON visit.participant_id = person.participant_id
        AND visit.state = 'verified' AND visit.confirms_trading AND visit.held_on >= person.registered_on
),
first_proof AS (
    SELECT source_id, min(day) AS day FROM proof GROUP BY source_id
),
helped AS (
    SELECT source_id, suffix, min(day) AS day
    FROM (TABLE trained UNION ALL TABLE mentored) help
    GROUP BY source_id, suffix
),
-- What the lists of licensing offices say of somebody, as far as it is confirmed to be theirs.
official AS (
    SELECT person.source_id, line.day, person.registered_on
    FROM person
    JOIN participants_match match ON match.participant_id = person.participant_id AND match.state = 'confirmed'
    JOIN participants_listline line ON line.id = match.line_id
    JOIN participants_officiallist list ON list.id = line.list_id AND list.kind = 'licences'
),
-- New are those who had no business and no licence, of whatever type, when they registered; nor does an official list say
-- that they had one.
not_new AS (
    SELECT source_id, registered_on AS day FROM person WHERE registered_on IS NOT NULL AND baseline <> 'no_business'
    UNION
    SELECT source_id, registered_on FROM milestone WHERE kind = 'licence' AND own_name AND NOT since_registration
    UNION
    SELECT source_id, registered_on FROM official WHERE day < registered_on
),
-- Of somebody with two cases, each opened before they were known to be one, no case may be void.
approved AS (
    SELECT person.source_id
    FROM person
    JOIN participants_entrepreneur opened ON opened.participant_id = person.participant_id
    GROUP BY person.source_id
    HAVING bool_or(opened.state = 'verified') AND NOT bool_or(opened.state = 'revoked')
),
-- C10 new_entrepreneurs: the first day of a licence or a proof on which there is a licence, a proof, and help before.
-- The steps are gathered, each once a person, and not joined: of so many joins the planner expects a row, and would read
-- everybody's proofs anew for each of thousands.
ready AS (
    SELECT source_id, suffix, max(day) AS day
    FROM (
        SELECT source_id, suffix, day, true AS is_new FROM licensed
        UNION ALL
        SELECT source_id, suffix, day, true FROM helped
        UNION ALL
        SELECT source_id, suffix, day, true FROM first_proof CROSS JOIN threshold
        UNION ALL
        SELECT source_id, suffix, day, false FROM not_new CROSS JOIN threshold
    ) step
    GROUP BY source_id, suffix
    HAVING count(*) = 3 AND bool_and(is_new)
),
met AS (
    SELECT ready.source_id, ready.suffix, min(candidate.day) AS day
    FROM ready
    JOIN (
        SELECT source_id, suffix, day FROM licence WHERE since_registration
        UNION ALL
        SELECT source_id, suffix, day FROM proof CROSS JOIN threshold
    ) candidate ON candidate.source_id = ready.source_id AND candidate.suffix = ready.suffix
        AND candidate.day >= ready.day
    GROUP BY ready.source_id, ready.suffix
)
-- C1 registered: consent and baseline taken, and where the person lives is known; dated the day they were taken.
SELECT DISTINCT source_id, 'registered' AS metric, registered_on AS day, 1 AS value
FROM person
WHERE registered_on IS NOT NULL
UNION ALL
SELECT source_id, 'trained' || suffix, day, 1 FROM trained
UNION ALL
SELECT source_id, 'mentored' || suffix, day, 1 FROM mentored
UNION ALL
SELECT source_id, 'licensed' || suffix, day, 1 FROM licensed
UNION ALL
-- C8 milestones: a market event, a month of books, capital paid out: completed and verified; dated the first.
SELECT source_id, CASE kind WHEN 'market' THEN 'marketed' WHEN 'books' THEN 'bookkeeping' ELSE 'funded' END, min(day), 1
FROM milestone
WHERE kind <> 'licence'
GROUP BY source_id, kind
UNION ALL
SELECT source_id, 'new_entrepreneurs' || suffix, day, 1
FROM met
JOIN approved USING (source_id)
UNION ALL
-- C11 level_up: licensed, and not new; dated as licensed.
SELECT source_id, 'level_up' || suffix, licensed.day, 1 FROM licensed JOIN not_new USING (source_id)
UNION ALL
SELECT source_id, 'jobs_created', day, more FROM jobs WHERE more > 0 AND since_registration
UNION ALL
-- The steps of C10, for the person's page and for opening a case; none of them is counted.
SELECT source_id, 'helped' || suffix, day, 1 FROM helped
UNION ALL
SELECT source_id, 'proof', day, 1 FROM first_proof
UNION ALL
SELECT source_id, 'not_new', day, 1 FROM not_new
UNION ALL
SELECT source_id, 'met' || suffix, day, 1 FROM met
