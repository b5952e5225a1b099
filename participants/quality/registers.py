"""Where official lists say otherwise than what is recorded here, and what still counts by a line that is taken back."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from okoce.accounts.roles import Power
from participants.quality.detector import AT_HOME, PEOPLE, Detector, day

OTHERWISE = f"""
WITH said AS (
    SELECT coalesce(named.merged_into_id, named.id) AS key, line.id AS line, name_agrees, line.birth_date,
           named.birth_date AS born
    FROM participants_match match
    JOIN participants_listline line ON line.id = match.line_id
    JOIN participants_officiallist list ON list.id = line.list_id AND list.kind = 'civil'
    JOIN participants_participant named ON named.id = match.participant_id
    WHERE match.state = 'confirmed' AND {PEOPLE.format(key="coalesce(named.merged_into_id, named.id)")}
),
differs AS (
    SELECT key, line, name_agrees IS FALSE AS otherwise,
           coalesce(said.birth_date <> coalesce(person.birth_date, born), false) AS birth
    FROM said JOIN participants_participant person ON person.id = key
)
SELECT person.id::text, kecamatan, person.facilitator_id,
       jsonb_build_array(jsonb_build_array('participant', person.id)),
       jsonb_build_object('name', bool_or(otherwise), 'birth', bool_or(birth)),
       string_agg(concat_ws(' ', line, otherwise, birth), ', ' ORDER BY line)
FROM differs
JOIN participants_participant person ON person.id = key
CROSS JOIN {AT_HOME}
WHERE otherwise OR birth
GROUP BY person.id, kecamatan
"""

# A licence by its number, of which a confirmed line of the licensing office has another day.
ANOTHER_DAY = f"""
WITH said AS (
    SELECT coalesce(named.merged_into_id, named.id) AS key, line.id AS line, line.day, line.licence_number
    FROM participants_match match
    JOIN participants_listline line ON line.id = match.line_id AND line.licence_number <> ''
    JOIN participants_officiallist list ON list.id = line.list_id AND list.kind = 'licences'
    JOIN participants_participant named ON named.id = match.participant_id
    WHERE match.state = 'confirmed' AND {PEOPLE.format(key="coalesce(named.merged_into_id, named.id)")}
)
SELECT milestone.id::text, kecamatan, person.facilitator_id,
       jsonb_build_array(jsonb_build_array('milestone', milestone.id), jsonb_build_array('participant', person.id)),
       jsonb_build_object('recorded', completed_on, 'listed', min(said.day)),
       string_agg(concat_ws(' ', line, said.day, completed_on), ', ' ORDER BY line)
FROM said
JOIN participants_participant person ON person.id = said.key
JOIN participants_participant named ON coalesce(named.merged_into_id, named.id) = person.id
JOIN participants_milestone milestone ON milestone.participant_id = named.id
    AND milestone.kind = 'licence' AND milestone.own_name AND milestone.state <> 'revoked'
    AND upper(translate(milestone.number, ' .-', '')) = said.licence_number AND milestone.completed_on <> said.day
CROSS JOIN {AT_HOME}
GROUP BY milestone.id, person.id, kecamatan
"""

# Verified by the confirmation of a line that holds no more, and shown by no other one: whoever took that back could not
# make the record void.
STILL_VERIFIED = f"""
SELECT milestone.id::text, kecamatan, NULL::bigint,
       jsonb_build_array(jsonb_build_array('milestone', milestone.id), jsonb_build_array('participant', person.id)),
       jsonb_build_object(), max(approval.id)::text
FROM participants_match match
JOIN participants_verification approval ON approval.batch = match.id AND approval.decision = 'approved'
JOIN participants_milestone milestone ON milestone.id = approval.milestone_id AND milestone.state = 'verified'
JOIN participants_participant named ON named.id = milestone.participant_id
JOIN participants_participant person ON person.id = coalesce(named.merged_into_id, named.id)
CROSS JOIN {AT_HOME}
WHERE match.state <> 'confirmed' AND {PEOPLE.format(key="person.id")}
  AND approval.id = (SELECT id FROM standing_decision('milestone_id', milestone.id))
  AND NOT EXISTS (SELECT FROM participants_match other WHERE other.milestone_id = milestone.id AND other.state = 'confirmed')
GROUP BY milestone.id, person.id, kecamatan
"""


def otherwise(facts):
    if facts["name"] and facts["birth"]:
        return gettext("The civil registry writes the name otherwise, and has another date of birth.")
    if facts["name"]:
        return gettext("The civil registry writes the name otherwise.")
    return gettext("The civil registry has another date of birth.")


def another_day(facts):
    return gettext("The licence is recorded as issued on %(recorded)s; the licensing office says %(listed)s.") % {
        "recorded": day(facts["recorded"]),
        "listed": day(facts["listed"]),
    }


def still_verified(_facts):
    return gettext("It was verified by a line of an official list that was taken back, and counts still.")


UNSHOWN = Detector(
    "unshown",
    _("Verified by a line that was taken back"),
    still_verified,
    _(
        "Look at the record: send it back or revoke it, unless something else shows that it is right; then say what does."
    ),
    STILL_VERIFIED,
    asks_facilitator=False,
    answered_with=Power.VERIFY,
    asks_vouching=False,
)
DETECTORS = [
    Detector(
        "registry",
        _("The civil registry says otherwise"),
        otherwise,
        _(
            "Look at the identity card again, and correct what was mistyped. If the card says what stands here, a verifier"
            " takes the confirmation of the line back, or says how it comes to be so."
        ),
        OTHERWISE,
    ),
    Detector(
        "another-day",
        _("The licensing office has another day of issue"),
        another_day,
        _(
            "Compare the licence with its photo, and correct the day that was mistyped. If the licence says what stands here, a"
            " verifier takes the confirmation of the line back, or says how it comes to be so."
        ),
        ANOTHER_DAY,
    ),
    UNSHOWN,
]
