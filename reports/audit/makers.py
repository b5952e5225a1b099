"""Who made part of what was decided: of a new entrepreneur, of every fact of the person (docs/privacy.md, “Roles and powers”)."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F, OuterRef, Subquery

from participants.models import State, Verification
from participants.verification import COLUMNS

# Of a case the facts are those that `entered_a_fact_of` asks of in the database: a test holds the two against each other.
MAKERS = """
WITH decided AS (
    SELECT decision.id, decision.training_id, decision.visit_id, decision.milestone_id, decision.job_report_id,
           decision.entrepreneur_id, member AS person
    FROM participants_verification decision
    LEFT JOIN participants_entrepreneur entrepreneur ON entrepreneur.id = decision.entrepreneur_id
    LEFT JOIN LATERAL whole_of(entrepreneur.participant_id) member ON true
    WHERE decision.id = ANY (%s)
)
SELECT decided.id, 'training', maker.training_id, maker.user_id
FROM decided JOIN programs_training_makers maker USING (training_id)
UNION SELECT decided.id, 'visit', maker.visit_id, maker.user_id
FROM decided JOIN participants_visit_makers maker USING (visit_id)
UNION SELECT decided.id, 'milestone', maker.milestone_id, maker.user_id
FROM decided JOIN participants_milestone_makers maker USING (milestone_id)
UNION SELECT decided.id, 'job-report', maker.jobreport_id, maker.user_id
FROM decided JOIN participants_jobreport_makers maker ON maker.jobreport_id = decided.job_report_id
UNION SELECT decided.id, 'entrepreneur', maker.entrepreneur_id, maker.user_id
FROM decided JOIN participants_entrepreneur_makers maker USING (entrepreneur_id)
UNION SELECT decided.id, 'registration', person, participant.registered_by_id
FROM decided JOIN participants_participant participant ON participant.id = person
UNION SELECT decided.id, 'registration', person, maker.user_id
FROM decided JOIN participants_participant_makers maker ON maker.participant_id = person
UNION SELECT decided.id, 'residence', person, residence.recorded_by_id
FROM decided JOIN participants_residence residence ON residence.participant_id = person
UNION SELECT decided.id, 'visit', visit.id, visit.facilitator_id
FROM decided JOIN participants_visit visit ON visit.participant_id = person
UNION SELECT decided.id, 'visit', visit.id, maker.user_id
FROM decided JOIN participants_visit visit ON visit.participant_id = person
JOIN participants_visit_makers maker ON maker.visit_id = visit.id
UNION SELECT decided.id, 'milestone', milestone.id, maker.user_id
FROM decided JOIN participants_milestone milestone ON milestone.participant_id = person
JOIN participants_milestone_makers maker ON maker.milestone_id = milestone.id
UNION SELECT decided.id, 'job-report', report.id, maker.user_id
FROM decided JOIN participants_jobreport report ON report.participant_id = person
JOIN participants_jobreport_makers maker ON maker.jobreport_id = report.id
UNION SELECT decided.id, 'training', maker.training_id, maker.user_id
FROM decided JOIN participants_attendance attendance ON attendance.participant_id = person
JOIN programs_trainingsession session ON session.id = attendance.session_id
JOIN programs_training_makers maker ON maker.training_id = session.training_id
ORDER BY 1, 2, 3, 4
"""


class Made(NamedTuple):
    """Somebody who made part of what a decision is about."""

    decision_id: int
    fact_kind: str
    fact: uuid.UUID
    made_by_id: int


def makers_of(decisions: Iterable[int]) -> list[Made]:
    """Everybody who made part of their records, or of a fact behind a case, by decision."""
    with connection.cursor() as cursor:
        cursor.execute(MAKERS, [list(decisions)])
        return [Made(*row) for row in cursor.fetchall()]


def users_behind(decisions: Iterable[int]) -> dict[int, set[int]]:
    """The same as users alone."""
    found: dict[int, set[int]] = defaultdict(set)
    for made in makers_of(decisions):
        found[made.decision_id].add(made.made_by_id)
    return found


def standing(decisions: Iterable[int]) -> set[int]:
    """Those of them that are the approval by which their record is verified now.

    Whoever enters a fact later takes an approval of their own away: only one that stands says who made none of it.
    """
    keys, found = list(decisions), set()
    for column in COLUMNS.values():
        about: Any = Verification.objects.standing().filter(**{column: OuterRef(column)})
        verified = {f"{column}__state": State.VERIFIED, f"{column}__version": F("version")}
        approvals = Verification.objects.filter(pk__in=keys, decision=Verification.Decision.APPROVED, **verified)
        found |= set(approvals.filter(pk=Subquery(about.order_by("-pk").values("pk")[:1])).values_list("pk", flat=True))
    return found
