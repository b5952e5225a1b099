"""Every row of somebody, held by one writer at a time: merges, transfers and what decides about two people take turns."""

import uuid

from django.db import connection, transaction

from participants.models import Entrepreneur, Participant


def hold(*people: Participant) -> dict[uuid.UUID, Participant]:
    """Every row that tells of one of these people, as it is now and for this writer alone until the transaction ends.

    All who write hold them in one order, and let go of them again where a merge changed meanwhile which they are: so
    nobody waits for somebody who waits for them.
    """
    keys = [person.pk for person in people]
    while True:
        whole = _whole(keys)
        savepoint = transaction.savepoint()
        # No join: of a row that changed while this waited the other side stays what it was, and the row would be left out.
        rows = Participant.objects.select_for_update(no_key=True).order_by("pk").in_bulk(whole)
        if _whole(keys) == whole:
            transaction.savepoint_commit(savepoint)
            return rows
        transaction.savepoint_rollback(savepoint)


def hold_cases(person: Participant) -> None:
    """Nobody decides about a case of the person until the transaction ends."""
    cases = Entrepreneur.objects.select_for_update(no_key=True).filter(participant__in=_whole([person.pk]))
    list(cases.order_by("pk").values_list("pk"))


def _whole(keys: list[uuid.UUID]) -> set[uuid.UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT member FROM unnest(%s::uuid[]) person, whole_of(person) member", [keys])
        return {key for (key,) in cursor.fetchall()}
