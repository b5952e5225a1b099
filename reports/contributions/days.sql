-- On which day each person of the scope stands on which rung, and the steps that lead to a new entrepreneur
-- (docs/counting.md, “The rules”). Rows of (source_id, metric, day, value); a set of thresholds other than the first
-- makes series of its own, named by its suffix. Only people with a verified identity and a known home climb a rung.
WITH person AS (
    SELECT p.id AS source_id, p.registered_on, p.baseline, p.baseline_workers
    FROM scope
    JOIN participants_participant p ON p.id = scope.source_id
    WHERE p.identity_verified AND EXISTS (SELECT FROM participants_residence home WHERE home.participant_id = p.id)
),
threshold AS (
    SELECT suffix, attendance_percent, visit_days, licence_types FROM reports_thresholds
),
-- C2 trained: present for at least 75 % of the minutes of a verified training; dated its last session.
attended AS (
    SELECT person.source_id, session.training_id,
           sum(session.minutes) FILTER (WHERE a.status IN ('present', 'late')) AS minutes
    FROM person
    JOIN participants_attendance a ON a.participant_id = person.source_id
    JOIN programs_trainingsession session ON session.id = a.session_id AND session.state = 'held'
    GROUP BY person.source_id, session.training_id
),
given AS (
    SELECT training.id AS training_id, sum(session.minutes) AS minutes, max(session.held_on) AS last_day
    FROM programs_training training
    JOIN programs_trainingsession session ON session.training_id = training.id AND session.state = 'held'
    WHERE training.state = 'verified' AND training.id IN (SELECT training_id FROM attended)
    GROUP BY training.id
),
trained AS (
    SELECT attended.source_id, threshold.suffix, min(given.last_day) AS day
    FROM attended
    JOIN given USING (training_id)
    -- Three quarters of nothing is nothing: a training without a minute trains nobody.
    JOIN threshold ON given.minutes > 0 AND attended.minutes * 100 >= given.minutes * threshold.attendance_percent
    GROUP BY attended.source_id, threshold.suffix
),
-- C6 mentored: visited on two different days; dated the second.
visited AS (
    SELECT source_id, held_on, row_number() OVER (PARTITION BY source_id ORDER BY held_on) AS nth
    FROM (
        SELECT DISTINCT person.source_id, visit.held_on
        FROM person
        JOIN participants_visit visit ON visit.participant_id = person.source_id AND visit.state <> 'revoked'
    ) each_day
),
mentored AS (
    SELECT visited.source_id, threshold.suffix, visited.held_on AS day
    FROM visited
    JOIN threshold ON visited.nth = threshold.visit_days
),
milestone AS (
    SELECT person.source_id, m.kind, m.completed_on AS day, m.licence_type, m.own_name,
           m.completed_on >= person.registered_on AS since_registration
    FROM person
    JOIN participants_milestone m ON m.participant_id = person.source_id AND m.state = 'verified'
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
           report.reported_on >= person.registered_on AS since_registration
    FROM person
    JOIN participants_jobreport report ON report.participant_id = person.source_id AND report.state = 'verified'
    GROUP BY person.source_id, report.reported_on, person.registered_on
),
-- C9 jobs_created: verified workers above the highest number before, the baseline included; dated the report.
jobs AS (
    SELECT source_id, day, since_registration,
           number - greatest(baseline_workers, coalesce(max(number) OVER earlier, 0)) AS more
    FROM workers
    JOIN person USING (source_id)
    WINDOW earlier AS (PARTITION BY source_id ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),
proof AS (
    SELECT source_id, day FROM milestone WHERE kind IN ('books', 'capital') AND since_registration
    UNION
    SELECT source_id, day FROM workers WHERE number > 0 AND since_registration
    UNION
    SELECT person.source_id, visit.held_on
    FROM person
    JOIN participants_visit visit ON visit.participant_id = person.source_id
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
-- New are those who had no business and no licence, of whatever type, when they registered.
not_new AS (
    SELECT source_id, registered_on AS day
    FROM person
    WHERE registered_on IS NOT NULL
      AND (baseline <> 'no_business' OR source_id IN (
          SELECT source_id FROM milestone WHERE kind = 'licence' AND own_name AND NOT since_registration))
),
-- C10 new_entrepreneurs: the first day of a licence or a proof on which there is a licence, a proof, and help before.
met AS (
    SELECT ready.source_id, ready.suffix, min(candidate.day) AS day
    FROM (
        SELECT source_id, suffix, greatest(licensed.day, first_proof.day, helped.day) AS day
        FROM licensed
        JOIN first_proof USING (source_id)
        JOIN helped USING (source_id, suffix)
    ) ready
    JOIN (
        SELECT source_id, suffix, day FROM licence WHERE since_registration
        UNION ALL
        SELECT source_id, suffix, day FROM proof CROSS JOIN threshold
    ) candidate ON candidate.source_id = ready.source_id AND candidate.suffix = ready.suffix
        AND candidate.day >= ready.day
    WHERE ready.source_id NOT IN (SELECT source_id FROM not_new)
    GROUP BY ready.source_id, ready.suffix
)
-- C1 registered: consent and baseline taken, and where the person lives is known; dated the day they were taken.
SELECT source_id, 'registered' AS metric, registered_on AS day, 1 AS value FROM person WHERE registered_on IS NOT NULL
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
JOIN participants_entrepreneur approved ON approved.participant_id = source_id AND approved.state = 'verified'
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
