"""Whoever has two rows and is on a list: the row by which the list has them is the one that is marked there."""

import uuid
from collections import Counter
from collections.abc import Collection
from typing import Any

from django.db import connection

# Whoever was merged into somebody is on a list by that row, and is not put there by another one.
AS_LISTED = """
SELECT training, person, (array_agg(member ORDER BY member <> person, member))[1]
FROM unnest(%s::uuid[], %s::uuid[]) asked (training, person) CROSS JOIN LATERAL whole_of(person) member
WHERE EXISTS (
    SELECT FROM participants_enrolment WHERE training_id = training AND participant_id = member
) OR EXISTS (
    SELECT FROM participants_attendance JOIN programs_trainingsession session ON session.id = session_id
    WHERE training_id = training AND participant_id = member
)
GROUP BY training, person
HAVING bool_and(member <> person)
"""


def told_twice(people: Collection[Any]) -> list[Any]:
    """These rows of a list, each with whether it has the person `twice`: by another row too."""
    rows = Counter(person.kept_id for person in people)
    for person in people:
        person.twice = rows[person.kept_id] > 1
    return list(people)


def as_listed(asked: Collection[tuple[uuid.UUID, uuid.UUID]]) -> dict[tuple[uuid.UUID, uuid.UUID], uuid.UUID]:
    """Of these trainings and people: who is on the list by another row that tells of them, and that row alone."""
    trainings, people = [training for training, _person in asked], [person for _training, person in asked]
    with connection.cursor() as cursor:
        cursor.execute(AS_LISTED, [trainings, people])
        return {(training, person): row for training, person, row in cursor.fetchall()}
