"""Whom the random audit found wrong and who still counts: a question of data quality to the verifiers at home.

The audit corrects nothing. Whoever mends the record, or says why it is right all the same, answers there.
"""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from okoce.accounts.roles import Power
from participants.quality.detector import AT_HOME, PEOPLE, Detector, day
from reports.sampling.models import Judgement

# By the newest judgement of each row; of a person who was merged since, the one that is kept. A case that was sent back or
# revoked counts nothing any more, though it takes some seconds until the ledger says so.
STILL_COUNTED = f"""
WITH judged AS (
    SELECT DISTINCT ON (row_id) row_id, id, verdict, failing, because FROM reports_judgement ORDER BY row_id, number DESC
),
wrong AS (
    SELECT row_id, judged.id AS judgement, failing, because, closing.month, entry.metric, coalesce(merged_into_id, named.id) AS person
    FROM judged
    JOIN reports_sampledrow sampled ON sampled.id = row_id
    JOIN reports_closing closing ON closing.number = sampled.sample_id
    JOIN reports_ledger entry ON entry.id = sampled.entry_id
    JOIN participants_participant named ON named.id = sampled.participant_id
    WHERE verdict = 'wrong'
)
SELECT row_id::text, kecamatan, NULL::bigint, jsonb_build_array(jsonb_build_array('participant', person.id)),
       jsonb_build_object('failing', failing, 'because', because, 'month', month), judgement::text
FROM wrong
JOIN participants_participant person ON person.id = wrong.person
CROSS JOIN {AT_HOME}
WHERE {PEOPLE.format(key="person.id")}
  AND 0 < (SELECT sum(delta) FROM reports_ledger
           WHERE source_kind = 'participant' AND source_id = person.id AND reports_ledger.metric = wrong.metric)
  AND (wrong.metric NOT LIKE 'new_entrepreneurs%%' OR NOT EXISTS (
           SELECT FROM participants_entrepreneur
           WHERE participant_id IN (SELECT whole_of(person.id)) AND state <> 'verified'))
"""


def told(facts):
    return gettext("The random audit of %(month)s says that somebody should not count: %(failing)s. “%(because)s”") % {
        "month": day(facts["month"], "F Y"),
        "failing": Judgement.Failing(facts["failing"]).label,
        "because": facts["because"],
    }


AUDITED = Detector(
    "audited",
    _("Found wrong by the audit"),
    told,
    _(
        "Look at everything behind this person. What is void is revoked, and what is mistaken is sent back or corrected; what is"
        " right all the same is explained. The error stays in the rate of the audit either way."
    ),
    STILL_COUNTED,
    asks_facilitator=False,
    answered_with=Power.VERIFY,
    asks_vouching=False,
)
