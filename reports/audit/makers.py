"""Who made part of what was decided: of a new entrepreneur, of every fact of the person (docs/privacy.md, “Roles and powers”)."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection

# Of a case the facts are those that `entered_a_fact_of` asks of in the database.
MAKERS = """
WITH decided AS (
    SELECT decision.id, decision.training_id, decision.visit_id, decision.milestone_id, decision.job_report_id,
           decision.entrepreneur_id, entrepreneur.participant_id AS person
    FROM participants_verification decision
    LEFT JOIN participants_entrepreneur entrepreneur ON entrepreneur.id = decision.entrepreneur_id
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
# Whoever enters a fact later takes an approval of their own away: only one that stands says who made none of it.
STANDING = """
SELECT decision.id
FROM participants_verification decision
LEFT JOIN programs_training training ON training.id = decision.training_id
LEFT JOIN participants_visit visit ON visit.id = decision.visit_id
LEFT JOIN participants_milestone milestone ON milestone.id = decision.milestone_id
LEFT JOIN participants_jobreport report ON report.id = decision.job_report_id
LEFT JOIN participants_entrepreneur entrepreneur ON entrepreneur.id = decision.entrepreneur_id
WHERE decision.id = ANY (%s) AND decision.decision = 'approved'
  AND 'verified' IN (training.state, visit.state, milestone.state, report.state, entrepreneur.state)
  AND decision.version IN (training.version, visit.version, milestone.version, report.version, entrepreneur.version)
  AND NOT EXISTS (
      SELECT FROM participants_verification later
      WHERE later.id > decision.id AND later.decision <> 'undone'
        AND (later.training_id = decision.training_id OR later.visit_id = decision.visit_id
             OR later.milestone_id = decision.milestone_id OR later.job_report_id = decision.job_report_id
             OR later.entrepreneur_id = decision.entrepreneur_id)
        AND NOT EXISTS (SELECT FROM participants_verification back WHERE back.undoes_id = later.id))
  AND NOT EXISTS (SELECT FROM participants_verification back WHERE back.undoes_id = decision.id)
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
    """Those of them that are the approval by which their record is verified now."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [list(decisions)])
        return {key for (key,) in cursor.fetchall()}
