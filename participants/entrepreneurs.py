"""Opening the case of somebody whose facts meet the rule of new entrepreneurs; whether they do is not known here."""

import datetime
import uuid
from collections.abc import Iterable

from okoce.accounts.models import User
from okoce.core.verbs import verb
from participants.models import Entrepreneur, Participant, State
from participants.records import hand_in_record, hold_record, refuse_revoked


@verb("entrepreneur opened")
def open_cases(people: Iterable[uuid.UUID], *, at: datetime.datetime) -> int:
    """One case a person waits for a verifier; who has one keeps it. Returns how many were opened."""
    new = dict.fromkeys(people)
    for person in Entrepreneur.objects.filter(participant__in=new).values_list("participant_id", flat=True):
        del new[person]
    cases = [Entrepreneur(participant_id=person, state=State.SUBMITTED, submitted_at=at) for person in new]
    Entrepreneur.objects.bulk_create(cases, ignore_conflicts=True)
    return len(cases)


def close_cases(people: Iterable[uuid.UUID], *, since: datetime.datetime) -> None:
    """Without the cases of these people that an approval of that moment or later opened, and nobody decided about.

    Whoever meets the rule all the same has it opened again as soon as they are counted.
    """
    whole = Participant.objects.rows_of(people).values("pk")
    opened = Entrepreneur.objects.filter(participant__in=whole, state=State.SUBMITTED, submitted_by=None)
    opened.filter(submitted_at__gte=since, verifications=None).delete()


@verb("entrepreneur handed in again")
def hand_in_again(*, by: User, entrepreneur: Entrepreneur, at: datetime.datetime) -> Entrepreneur:
    """A case that came back waits for a verifier again; a second tap changes nothing."""
    entrepreneur = hold_record(entrepreneur)
    refuse_revoked(entrepreneur)
    return hand_in_record(by, entrepreneur, at) if entrepreneur.state == State.RETURNED else entrepreneur
