"""Two rows of one person, for tests of what a merged row is elsewhere than in the counts."""

import uuid

from okoce.accounts.roles import Role
from okoce.core.months import now
from participants import merging
from participants.models import Merge, Participant
from tests.factories import user


def merged(kept: Participant, folded: Participant) -> Merge:
    kept, folded = (Participant.objects.get(pk=one.pk) for one in (kept, folded))
    by, key = user(Role.VERIFIER, name="Vera"), uuid.uuid4()
    return merging.merge(by=by, id=key, kept=kept, folded=folded, because="Kartunya sama", at=now())


def one_of_two(kept: Participant, folded: Participant) -> tuple[Participant, Participant]:
    """The same rows as they are once they tell of one person."""
    merged(kept, folded)
    one, other = (Participant.objects.get(pk=one.pk) for one in (kept, folded))
    return one, other
