"""What lists of trainings say: somebody in two places at once, a list like another, more people than seats."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from participants.quality.detector import TRAININGS, Detector, day

# Of all who came to either, more than this share came to both; of shorter lists it says nothing.
ALIKE, SMALLEST = 0.95, 10

CAME = f"""
    SELECT coalesce(merged_into_id, participant_id) AS person, session.id AS session, training.id AS training, held_on,
           starts_at, ends_at
    FROM participants_attendance mark
    JOIN participants_participant named ON named.id = participant_id
    JOIN programs_trainingsession session ON session.id = session_id
    JOIN programs_training training ON training.id = training_id
    WHERE mark.status IN ('present', 'late') AND session.state <> 'cancelled' AND training.state <> 'revoked'
      AND {TRAININGS.format(key="training.id")}
"""
# One of two trainings, as its own kecamatan sees the pair.
SIDES = """
SELECT about, own.kecamatan_id, min(own.logged_by_id), subjects, told || jsonb_build_object('elsewhere', (
           SELECT count(DISTINCT kecamatan_id) > 1 FROM programs_training WHERE id IN (one, other))), basis
FROM pair
JOIN programs_training own ON own.id IN (one, other)
GROUP BY about, one, other, subjects, told, basis, own.kecamatan_id
"""

AT_ONCE = f"""
WITH mark AS MATERIALIZED ({CAME}),
often AS (
    SELECT person, held_on FROM mark GROUP BY person, held_on HAVING count(*) > 1
),
twice AS MATERIALIZED (
    SELECT mark.* FROM often JOIN mark USING (person, held_on)
),
met AS (
    SELECT one.training AS one, other.training AS other, held_on, array_agg(DISTINCT person) AS people
    FROM twice one
    JOIN twice other USING (person, held_on)
    WHERE one.training < other.training AND one.starts_at < other.ends_at AND other.starts_at < one.ends_at
    GROUP BY one.training, other.training, held_on
),
pair AS (
    SELECT one, other, concat_ws(' ', one, other, held_on) AS about,
           jsonb_build_array(jsonb_build_array('training', one), jsonb_build_array('training', other))
           || (SELECT jsonb_agg(jsonb_build_array('participant', person)) FROM unnest(people) person) AS subjects,
           jsonb_build_object('people', cardinality(people), 'day', held_on) AS told,
           array_to_string(people, ' ') AS basis
    FROM met
)
{SIDES}
"""

# Two lists that are so alike share one of the first few of each, in any one order of everybody: only such pairs are
# looked at more closely.
LIKE = f"""
WITH mark AS ({CAME}),
roster AS MATERIALIZED (
    SELECT training, min(held_on) AS day, array_agg(DISTINCT person ORDER BY person) AS people
    FROM mark
    GROUP BY training
    HAVING count(DISTINCT person) >= %(smallest)s
),
start AS (
    SELECT training, cardinality(people) AS size,
           unnest(people[1:cardinality(people) - ceil(cardinality(people) * %(alike)s)::int + 1]) AS person
    FROM roster
),
near AS (
    SELECT DISTINCT one.training AS one, other.training AS other
    FROM start one
    JOIN start other USING (person)
    WHERE one.training < other.training AND least(one.size, other.size) >= greatest(one.size, other.size) * %(alike)s
),
compared AS (
    SELECT one.training AS one, other.training AS other, one.day AS one_day, other.day AS other_day, both_came,
           cardinality(one.people) + cardinality(other.people) - both_came AS either
    FROM near
    JOIN roster one ON one.training = near.one
    JOIN roster other ON other.training = near.other
    CROSS JOIN LATERAL (SELECT count(*) AS both_came FROM unnest(one.people) a JOIN unnest(other.people) b ON a = b) shared
),
-- The later one beside the earlier one that it is most like.
likest AS (
    SELECT DISTINCT ON (later) later, CASE WHEN later = one THEN other ELSE one END AS earlier, both_came
    FROM compared
    CROSS JOIN LATERAL (SELECT CASE WHEN (one_day, one) > (other_day, other) THEN one ELSE other END AS later) said
    WHERE both_came > either * %(alike)s
    ORDER BY later, both_came::numeric / either DESC, least(one_day, other_day), earlier
),
pair AS (
    SELECT later AS one, earlier AS other, concat_ws(' ', later, earlier) AS about,
           jsonb_build_array(jsonb_build_array('training', later), jsonb_build_array('training', earlier)) AS subjects,
           jsonb_build_object('people', both_came) AS told, both_came::text AS basis
    FROM likest
)
{SIDES}
"""

# Words as different people write them: without capitals, and with one space between them and around them.
SPACED = "' ' || btrim(regexp_replace(lower({text}), '[^[:alnum:]]+', ' ', 'g')) || ' '"
# Of halls only the centres are known, each by its name, whoever meets there; a room of one holds no more than all of it.
SEATS = f"""
WITH mark AS ({CAME}),
full_room AS (
    SELECT training, session, held_on, count(*) AS people FROM mark GROUP BY training, session, held_on
),
hall AS MATERIALIZED (
    SELECT DISTINCT ON (place) place, seats
    FROM (SELECT DISTINCT place, {SPACED.format(text="place")} AS words FROM programs_training) said
    JOIN (SELECT seats, {SPACED.format(text="name")} AS words FROM programs_centre) centre
        ON position(centre.words IN said.words) > 0
    ORDER BY place, length(centre.words) DESC, seats DESC NULLS LAST
)
SELECT session::text, training.kecamatan_id, logged_by_id, jsonb_build_array(jsonb_build_array('training', training.id)),
       jsonb_build_object('people', people, 'seats', seats, 'day', held_on), people || ' of ' || seats
FROM full_room
JOIN programs_training training ON training.id = full_room.training
JOIN hall USING (place)
WHERE people > seats
"""


def at_once(facts):
    many = facts["people"]
    if facts["elsewhere"]:
        sentence = ngettext(
            "On %(day)s %(many)s person was at this training and, in the same hours, at one elsewhere.",
            "On %(day)s %(many)s people were at this training and, in the same hours, at one elsewhere.",
            many,
        )
    else:
        sentence = ngettext(
            "On %(day)s %(many)s person was at two trainings in the same hours.",
            "On %(day)s %(many)s people were at two trainings in the same hours.",
            many,
        )
    return sentence % {"many": many, "day": day(facts["day"])}


def like_another(facts):
    many = facts["people"]
    if facts["elsewhere"]:
        sentence = ngettext(
            "The list of this training is that of one elsewhere: %(many)s person came to both.",
            "The list of this training is that of one elsewhere: %(many)s people came to both.",
            many,
        )
    else:
        sentence = ngettext(
            "Two trainings have the same list: %(many)s person came to both, and hardly anybody to one alone.",
            "Two trainings have the same list: %(many)s people came to both, and hardly anybody to one alone.",
            many,
        )
    return sentence % {"many": many}


def full_room(facts):
    sentence = ngettext(
        "On %(day)s %(many)s person was present, and the centre has %(seats)s seats.",
        "On %(day)s %(many)s people were present, and the centre has %(seats)s seats.",
        facts["people"],
    )
    return sentence % {"many": facts["people"], "day": day(facts["day"]), "seats": facts["seats"]}


DETECTORS = [
    Detector(
        "two-places",
        _("In two places at once"),
        at_once,
        _("Look at the signed lists of both. Whoever was not there is marked absent."),
        AT_ONCE,
    ),
    Detector(
        "same-list",
        _("A list like another"),
        like_another,
        _("Look at the signed lists of both. One group that meets twice is explained; a copied list is returned."),
        LIKE,
        {"alike": ALIKE, "smallest": SMALLEST},
    ),
    Detector(
        "seats",
        _("More present than seats"),
        full_room,
        _("Look at the photo of the hall and the signed list. Where it was held elsewhere, correct the place."),
        SEATS,
    ),
]
