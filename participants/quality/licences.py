"""What licences say: one for two people, and one from before the registration of somebody who said there was none."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from participants.quality.detector import AT_HOME, PEOPLE, Detector, day

# Shorter ones are no numbers of licences: a dash, a word, the year.
SHORTEST = 5

SHARED = f"""
WITH licence AS (
    SELECT milestone.id, coalesce(merged_into_id, participant_id) AS key, upper(translate(number, ' .-', '')) AS bare
    FROM participants_milestone milestone
    JOIN participants_participant named ON named.id = participant_id
    WHERE kind = 'licence' AND own_name AND state <> 'revoked'
      AND {PEOPLE.format(key="coalesce(merged_into_id, participant_id)")}
),
shared AS (
    SELECT bare, array_agg(DISTINCT key) AS keys,
           jsonb_agg(jsonb_build_array('milestone', id) ORDER BY id) AS licences
    FROM licence
    WHERE length(bare) >= %(shortest)s
    GROUP BY bare
    HAVING count(DISTINCT key) > 1
)
SELECT bare, kecamatan, mode() WITHIN GROUP (ORDER BY person.facilitator_id),
       licences || (SELECT jsonb_agg(jsonb_build_array('participant', key)) FROM unnest(keys) key),
       jsonb_build_object('here', count(*), 'elsewhere', count(*) < cardinality(keys)),
       string_agg(person.id::text, ' ' ORDER BY person.id)
FROM shared
JOIN participants_participant person ON person.id = ANY (keys)
CROSS JOIN {AT_HOME}
GROUP BY bare, keys, licences, kecamatan
"""

EARLY = f"""
WITH whole AS (
    SELECT coalesce(merged_into_id, id) AS key, min(registered_on) AS registered_on
    FROM participants_participant
    WHERE registered_on IS NOT NULL AND {PEOPLE.format(key="coalesce(merged_into_id, id)")}
    GROUP BY 1
)
SELECT milestone.id::text, kecamatan, person.facilitator_id,
       jsonb_build_array(jsonb_build_array('milestone', milestone.id), jsonb_build_array('participant', person.id)),
       jsonb_build_object('issued', completed_on, 'registered', whole.registered_on), completed_on::text
FROM whole
JOIN participants_participant person ON person.id = whole.key
JOIN participants_participant named ON coalesce(named.merged_into_id, named.id) = whole.key
JOIN participants_milestone milestone ON milestone.participant_id = named.id
CROSS JOIN {AT_HOME}
WHERE kind = 'licence' AND own_name AND state <> 'revoked' AND completed_on < whole.registered_on
  AND person.baseline <> 'licensed'
"""


def shared_licence(facts):
    many = facts["here"]
    if facts["elsewhere"]:
        sentence = ngettext(
            "The licence of %(many)s person here has the number of a licence elsewhere.",
            "The licence of %(many)s people here has the number of a licence elsewhere.",
            many,
        )
    else:
        sentence = ngettext("%(many)s person has one licence.", "%(many)s people have one and the same licence.", many)
    return sentence % {"many": many}


def early_licence(facts):
    return gettext(
        "The licence is of %(issued)s, before the registration on %(registered)s, which says that there was none."
    ) % {"issued": day(facts["issued"]), "registered": day(facts["registered"])}


DETECTORS = [
    Detector(
        "licence",
        _("One licence for two people"),
        shared_licence,
        _(
            "Compare the licence with its photo: in whose name is it? Correct the number, or withdraw what is not theirs."
        ),
        SHARED,
        {"shortest": SHORTEST},
    ),
    Detector(
        "early",
        _("A licence before the registration"),
        early_licence,
        _("Correct the day of issue, or what the registration says of the business: who had a licence is not new."),
        EARLY,
    ),
]
