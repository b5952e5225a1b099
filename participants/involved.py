"""Who had to do with a person: entered a fact of theirs, or decided about a record of theirs, whichever row it is of."""

import uuid
from collections.abc import Iterable

from django.db import connection

from okoce.accounts.models import User
from participants.models import Verification

Decision = Verification.Decision
INVOLVED = """
SELECT account FROM unnest(%(users)s::bigint[]) account WHERE involved_in(%(person)s, account, %(decisions)s::text[])
"""
MADE_ANY = "SELECT coalesce(bool_or(entered_a_fact_of(person, %s)), false) FROM unnest(%s::uuid[]) person"


def involved(person: uuid.UUID, users: Iterable[int], *, by: Iterable[Decision] = tuple(Decision)) -> set[int]:
    """Those of the users who entered a fact of the person, or decided so about any record of theirs."""
    said = {"person": person, "users": list(users), "decisions": [decision.value for decision in by]}
    with connection.cursor() as cursor:
        cursor.execute(INVOLVED, said)
        return {user for (user,) in cursor.fetchall()}


def vouching(person: uuid.UUID, users: Iterable[int]) -> set[int]:
    """Those of the users who entered a fact of the person or approved a record of theirs: they say that it is right."""
    return involved(person, users, by=[Decision.APPROVED])


def made_any(user: User, people: Iterable[uuid.UUID]) -> bool:
    """Whether the user entered a fact of one of these people, by any row that tells of them."""
    with connection.cursor() as cursor:
        cursor.execute(MADE_ANY, [user.pk, list(people)])
        ((made,),) = cursor.fetchall()
    return made
