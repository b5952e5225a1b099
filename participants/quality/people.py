"""What people's particulars say: one phone for many, and identity numbers that were rather thought of than read.

Of an identity number its last four digits are kept in the clear, the serial; what stands before them is a place and the
date of birth. No seal is opened here.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from okoce.accounts.roles import Power
from participants.quality.detector import AT_HOME, PEOPLE, USERS, Detector

SHARING = 4
# In a row: of one birth date, where the serial counts on; and of any, in the order in which they were entered.
OF_A_DATE, IN_ORDER = 3, 6
# Of so many, this many standard deviations above one in ten.
OF_MANY, ABOVE = 40, 5

PHONES = f"""
WITH called AS (
    SELECT DISTINCT phone, coalesce(merged_into_id, id) AS key
    FROM participants_participant
    WHERE phone <> '' AND {PEOPLE.format(key="coalesce(merged_into_id, id)")}
),
shared AS (
    SELECT phone, jsonb_agg(jsonb_build_array('participant', key) ORDER BY key) AS subjects, array_agg(key) AS keys
    FROM called
    GROUP BY phone
    HAVING count(*) >= %(sharing)s
)
SELECT shared.phone, kecamatan, mode() WITHIN GROUP (ORDER BY person.facilitator_id), subjects,
       jsonb_build_object('here', count(*), 'elsewhere', count(*) < cardinality(keys)),
       string_agg(person.id::text, ' ' ORDER BY person.id)
FROM shared
JOIN participants_participant person ON person.id = ANY (keys)
CROSS JOIN {AT_HOME}
GROUP BY shared.phone, subjects, keys, kecamatan
"""

SERIALS = f"""
WITH known AS (
    SELECT id, registered_in_id, registered_by_id, birth_date, sex, nik_tail::int AS serial, created_at
    FROM participants_participant
    WHERE nik_tail ~ '^[0-9]{{4}}$' AND merged_into_id IS NULL AND {PEOPLE.format(key="id")}
),
of_a_date AS (
    SELECT *, serial - dense_rank() OVER (PARTITION BY registered_in_id, birth_date, sex ORDER BY serial) AS run
    FROM known
    WHERE birth_date IS NOT NULL
),
one_on AS (
    SELECT *, serial = 1 + lag(serial) OVER entered AS goes_on
    FROM known
    WINDOW entered AS (PARTITION BY registered_in_id, registered_by_id ORDER BY created_at, id)
),
in_order AS (
    SELECT *, count(*) FILTER (WHERE goes_on IS NOT TRUE) OVER entered AS run
    FROM one_on
    WINDOW entered AS (PARTITION BY registered_in_id, registered_by_id ORDER BY created_at, id)
),
run AS (
    SELECT 'date' AS how, registered_in_id, array_agg(id ORDER BY id) AS keys, min(registered_by_id) AS by_id
    FROM of_a_date
    GROUP BY registered_in_id, birth_date, sex, run
    HAVING count(DISTINCT serial) >= %(of_a_date)s
    UNION ALL
    SELECT 'order', registered_in_id, array_agg(id ORDER BY id), registered_by_id
    FROM in_order
    GROUP BY registered_in_id, registered_by_id, run
    HAVING count(*) >= %(in_order)s
)
SELECT how || ' ' || keys[1], registered_in_id, by_id,
       (SELECT jsonb_agg(jsonb_build_array('participant', key)) FROM unnest(keys) key)
       -- Whoever entered them does not answer it.
       || (SELECT jsonb_agg(DISTINCT jsonb_build_array('user', registered_by_id)) FROM known WHERE id = ANY (keys)),
       jsonb_build_object('people', cardinality(keys), 'how', how), array_to_string(keys, ' ')
FROM run
"""

ROUND = f"""
WITH known AS (
    SELECT id, registered_in_id, registered_by_id, right(nik_tail, 1) = '0' AS is_round
    FROM participants_participant
    WHERE nik_tail <> '' AND merged_into_id IS NULL AND {USERS.format(key="registered_by_id")}
)
SELECT registered_by_id::text, registered_in_id, registered_by_id,
       jsonb_build_array(jsonb_build_array('user', registered_by_id))
       || jsonb_agg(jsonb_build_array('participant', id) ORDER BY id) FILTER (WHERE is_round),
       jsonb_build_object('round', count(*) FILTER (WHERE is_round), 'of', count(*)),
       -- Explained, it holds until ten more have come.
       (count(*) FILTER (WHERE is_round) / 10)::text
FROM known
GROUP BY registered_by_id, registered_in_id
HAVING count(*) >= %(of_many)s
   AND count(*) FILTER (WHERE is_round) > count(*) * 0.1 + %(above)s * sqrt(count(*) * 0.09)
"""


def shared_phone(facts):
    many = facts["here"]
    if facts["elsewhere"]:
        sentence = ngettext(
            "The phone number of %(many)s person here is that of people elsewhere too.",
            "The phone number of %(many)s people here is that of people elsewhere too.",
            many,
        )
    else:
        sentence = ngettext("%(many)s person has one phone number.", "%(many)s people have one phone number.", many)
    return sentence % {"many": many}


def consecutive(facts):
    many = facts["people"]
    if facts["how"] == "date":
        sentence = ngettext(
            "%(many)s person of one date of birth has an identity number that counts on.",
            "%(many)s people of one date of birth have identity numbers that count on from one to the next.",
            many,
        )
    else:
        sentence = ngettext(
            "%(many)s person was entered with an identity number that counts on.",
            "%(many)s people were entered one after the other with serials that count on from one to the next.",
            many,
        )
    return sentence % {"many": many}


def round_numbers(facts):
    sentence = ngettext(
        "Of %(many)s identity number that one person entered, %(round)s end in 0: by chance it would be one in ten.",
        "Of %(many)s identity numbers that one person entered, %(round)s end in 0: by chance it would be one in ten.",
        facts["of"],
    )
    return sentence % {"many": facts["of"], "round": facts["round"]}


DETECTORS = [
    Detector(
        "phone",
        _("One phone for many"),
        shared_phone,
        _("Ask each of them for their own number and correct it. A family that shares one phone is explained."),
        PHONES,
        {"sharing": SHARING},
    ),
    Detector(
        "serials",
        _("Identity numbers in a row"),
        consecutive,
        _("Look at the identity cards. A number that was not on a card is corrected, with the reason."),
        SERIALS,
        {"of_a_date": OF_A_DATE, "in_order": IN_ORDER},
        asks_facilitator=False,
        answered_with=Power.VERIFY,
    ),
    Detector(
        "round",
        _("Identity numbers that end in 0"),
        round_numbers,
        _("Look at some of the identity cards. A number that was not on a card is corrected, with the reason."),
        ROUND,
        {"of_many": OF_MANY, "above": ABOVE},
        asks_facilitator=False,
        answered_with=Power.VERIFY,
    ),
]
