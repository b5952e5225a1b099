"""What the work of facilitators and centres looks like: bursts, visits that leave no time between, and silence."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from okoce.accounts.roles import Power
from participants.quality.detector import PLACES, USERS, Detector, day

# So many on the last two days of a month, and more than this share of the month's.
LATE, SHARE = 10, 0.5
# Less lies between two visits than this; less than that is a phone without a line that sends what it kept.
APART, SENT_TOGETHER = "10 minutes", "20 seconds"
# Whoever writes after this writes down the day.
EVENING = "17:00"
SILENT, UNVISITED = 10, 30

BURSTS = f"""
WITH act AS (
    SELECT facilitator_id AS by_id, kecamatan_id, held_on AS day
    FROM participants_visit
    WHERE state <> 'revoked' AND {USERS.format(key="facilitator_id")}
    UNION ALL
    SELECT submitted_by_id, registered_in_id, completed_on
    FROM participants_milestone milestone
    JOIN participants_participant person ON person.id = participant_id
    WHERE state <> 'revoked' AND completed_on IS NOT NULL AND submitted_by_id IS NOT NULL
      AND {USERS.format(key="submitted_by_id")}
),
dated AS (
    SELECT *, date_trunc('month', day)::date AS month, (date_trunc('month', day) + interval '1 month')::date AS after
    FROM act
)
SELECT by_id || ' ' || month, kecamatan_id, by_id, jsonb_build_array(jsonb_build_array('user', by_id)),
       jsonb_build_object('late', count(*) FILTER (WHERE day >= after - 2), 'of', count(*), 'month', month),
       (count(*) FILTER (WHERE day >= after - 2))::text
FROM dated
WHERE after <= %(today)s
GROUP BY by_id, kecamatan_id, month
HAVING count(*) FILTER (WHERE day >= after - 2) >= %(late)s
   AND count(*) FILTER (WHERE day >= after - 2) > count(*) * %(share)s
"""

# A visit has a day and no hour: what is known is when it was entered. Only those of the day itself say anything.
HURRIED = f"""
WITH entered AS (
    SELECT visit.id, visit.facilitator_id, kecamatan_id, held_on, minutes, coalesce(merged_into_id, participant_id) AS person,
           recorded_at AT TIME ZONE 'Asia/Jakarta' AS moment
    FROM participants_visit visit
    JOIN participants_participant named ON named.id = participant_id
    WHERE mode = 'in_person' AND state <> 'revoked' AND {USERS.format(key="visit.facilitator_id")}
      AND (recorded_at AT TIME ZONE 'Asia/Jakarta')::date = held_on
),
following AS (
    SELECT *, moment - lag(moment) OVER day AS apart, lag(person) OVER day AS other, lag(id) OVER day AS other_id
    FROM entered
    WINDOW day AS (PARTITION BY facilitator_id, held_on ORDER BY moment, id)
),
hurried AS (
    SELECT *, id AS visit
    FROM following
    WHERE other <> person AND apart > %(sent_together)s::interval AND apart < %(apart)s::interval
      AND apart < minutes * interval '1 minute' AND moment::time < %(evening)s
)
SELECT facilitator_id || ' ' || held_on, kecamatan_id, facilitator_id,
       jsonb_build_array(jsonb_build_array('user', facilitator_id))
       || (SELECT jsonb_agg(jsonb_build_array('visit', key) ORDER BY key)
           FROM (SELECT DISTINCT unnest(array_agg(visit) || array_agg(other_id)) AS key) both_of),
       jsonb_build_object('times', count(*), 'day', held_on, 'minutes', ceil(extract(epoch FROM min(apart)) / 60)::int),
       string_agg(visit::text, ' ' ORDER BY visit)
FROM hurried
GROUP BY facilitator_id, kecamatan_id, held_on
"""

# The day in Jakarta on which each user last entered something, as `last_act`.
LAST_ACT = """
act AS (
    SELECT facilitator_id AS by_id, max(recorded_at) AS at FROM participants_visit GROUP BY 1
    UNION ALL SELECT logged_by_id, max(logged_at) FROM programs_training GROUP BY 1
    UNION ALL SELECT recorded_by_id, max(recorded_at) FROM participants_attendance GROUP BY 1
    UNION ALL SELECT registered_by_id, max(created_at) FROM participants_participant GROUP BY 1
    UNION ALL SELECT submitted_by_id, max(submitted_at) FROM participants_milestone GROUP BY 1
),
last_act AS (
    SELECT by_id, (max(at) AT TIME ZONE 'Asia/Jakarta')::date AS day FROM act GROUP BY by_id
)
"""

SILENCE = f"""
WITH {LAST_ACT}
SELECT user_id::text, kecamatan_id, user_id, jsonb_build_array(jsonb_build_array('user', user_id)),
       jsonb_build_object('since', greatest(day, starts_on)), greatest(day, starts_on)::text
FROM programs_assignment assigned
JOIN accounts_user somebody ON somebody.id = user_id
LEFT JOIN last_act ON by_id = user_id
WHERE is_active AND roles && %(roles)s::varchar[] AND {USERS.format(key="user_id")}
  AND starts_on <= %(today)s AND (ends_on IS NULL OR ends_on > %(today)s)
  AND greatest(day, starts_on) <= %(today)s - %(silent)s
"""

UNVISITED_CENTRES = f"""
WITH trained AS (
    SELECT kecamatan_id, min(held_on) AS since, count(DISTINCT training_id) FILTER (
           WHERE held_on > %(today)s - %(unvisited)s) AS trainings
    FROM programs_trainingsession session
    JOIN programs_training training ON training.id = training_id
    WHERE session.state <> 'cancelled' AND training.state <> 'revoked' AND held_on <= %(today)s
      AND {PLACES.format(key="kecamatan_id")}
    GROUP BY kecamatan_id
),
visited AS (
    SELECT kecamatan_id, max(held_on) AS day FROM participants_visit WHERE state <> 'revoked' GROUP BY kecamatan_id
)
SELECT kecamatan_id, kecamatan_id, NULL::bigint, jsonb_build_array(jsonb_build_array('kecamatan', kecamatan_id)),
       jsonb_build_object('trainings', trainings, 'visited', day), coalesce(day::text, '')
FROM trained
LEFT JOIN visited USING (kecamatan_id)
WHERE trainings > 0 AND greatest(since, day) <= %(today)s - %(unvisited)s
"""


def burst(facts):
    return gettext("%(late)s of %(of)s visits and steps of the month %(month)s are of its last two days.") % {
        "late": facts["late"],
        "of": facts["of"],
        "month": day(facts["month"], "F Y"),
    }


def hurried(facts):
    sentence = ngettext(
        "On %(day)s %(times)s visit was entered less than ten minutes after another one, and is said to have taken longer.",
        "On %(day)s %(times)s visits were entered less than ten minutes after another one, and are said to have taken longer.",
        facts["times"],
    )
    return sentence % {"times": facts["times"], "day": day(facts["day"])}


def silent(facts):
    return gettext("Nothing was entered since %(since)s.") % {"since": day(facts["since"])}


def unvisited(facts):
    if facts["visited"]:
        sentence = ngettext(
            "%(many)s training within a month, and the last visit was on %(day)s.",
            "%(many)s trainings within a month, and the last visit was on %(day)s.",
            facts["trainings"],
        )
    else:
        sentence = ngettext(
            "%(many)s training within a month, and never a visit.",
            "%(many)s trainings within a month, and never a visit.",
            facts["trainings"],
        )
    return sentence % {"many": facts["trainings"], "day": facts["visited"] and day(facts["visited"])}


DETECTORS = [
    Detector(
        "burst",
        _("Much on a month's last two days"),
        burst,
        _(
            "Compare some of them with their evidence. Visits of earlier days that were entered late have the wrong day."
        ),
        BURSTS,
        {"late": LATE, "share": SHARE},
        asks_facilitator=False,
        answered_with=Power.VERIFY,
    ),
    Detector(
        "hurried",
        _("Visits with no time between"),
        hurried,
        _(
            "Correct the minutes or the day, or withdraw a visit that was none. Who enters them later in one go says so."
        ),
        HURRIED,
        {"apart": APART, "sent_together": SENT_TOGETHER, "evening": EVENING},
        asks_facilitator=False,
        answered_with=Power.VERIFY,
    ),
    Detector(
        "silent",
        _("A facilitator who is silent"),
        silent,
        _("Ask how they are. Whoever is ill or has left is replaced, and their people are handed over."),
        SILENCE,
        {"silent": SILENT},
        asks_facilitator=False,
        answered_with=Power.VERIFY,
    ),
    Detector(
        "unvisited",
        _("Trainings without visits"),
        unvisited,
        _("Whoever was trained there is visited: agree with the facilitators who goes where."),
        UNVISITED_CENTRES,
        {"unvisited": UNVISITED},
        asks_facilitator=False,
    ),
]
