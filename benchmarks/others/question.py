"""The questions that all of them answer, in the plainest SQL that answers as we do: PostgreSQL and DuckDB read the same text.

Nobody in the bench's data is merged into somebody else, and everybody's home is known by the day of registration: what
the rules say of those (docs/counting.md) is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass

# Months are grouped as days and written as texts afterwards: half the time.
REGISTERED = """
SELECT left(month::text, 7) AS month, kecamatan, value
FROM (
    SELECT date_trunc('month', registered_on) AS month, kecamatan_id AS kecamatan, count(*) AS value
    FROM (
        SELECT DISTINCT ON (person.id) person.registered_on, home.kecamatan_id
        FROM participants_participant person
        JOIN participants_residence home ON home.participant_id = person.id AND home.since <= person.registered_on
        WHERE person.identity_verified
        ORDER BY person.id, home.since DESC
    ) registration
    WHERE kecamatan_id IS NOT NULL
    GROUP BY 1, 2
) counted
ORDER BY month, kecamatan
"""
# docs/counting.md, C5
ATTENDANCES = """
SELECT left(month::text, 7) AS month, kecamatan, value
FROM (
    SELECT date_trunc('month', session.held_on) AS month, training.kecamatan_id AS kecamatan, count(*) AS value
    FROM participants_attendance attendance
    JOIN programs_trainingsession session ON session.id = attendance.session_id AND session.state = 'held'
    JOIN programs_training training ON training.id = session.training_id AND training.state = 'verified'
    WHERE attendance.status IN ('present', 'late')
    GROUP BY 1, 2
) counted
ORDER BY month, kecamatan
"""
COLUMNS = ("month", "kecamatan", "value")

# Tidy: a month as 2018-03, a kecamatan's dotted code, people.
Row = tuple[str, str, int]


@dataclass(frozen=True)
class Question:
    """A metric by month and kecamatan, what counts it, and the facts that it reads, with DuckDB's types of their columns."""

    metric: str
    sql: str
    facts: Mapping[str, Mapping[str, str]]


QUESTIONS = {
    question.metric: question
    for question in (
        Question(
            "registered",
            REGISTERED,
            {
                "participants_participant": {"id": "UUID", "registered_on": "DATE", "identity_verified": "BOOLEAN"},
                "participants_residence": {"participant_id": "UUID", "since": "DATE", "kecamatan_id": "VARCHAR"},
            },
        ),
        Question(
            "attendances",
            ATTENDANCES,
            {
                "participants_attendance": {"session_id": "UUID", "status": "VARCHAR"},
                "programs_trainingsession": {
                    "id": "UUID",
                    "training_id": "UUID",
                    "held_on": "DATE",
                    "state": "VARCHAR",
                },
                "programs_training": {"id": "UUID", "kecamatan_id": "VARCHAR", "state": "VARCHAR"},
            },
        ),
    )
}


def tidy(rows: list[dict]) -> list[Row]:
    """The rows of an answer in JSON."""
    return [tuple(row[name] for name in COLUMNS) for row in rows]
