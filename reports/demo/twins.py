"""Who was registered twice in the made-up city: some merged months ago, twins told apart, the others still to be answered."""

import datetime
import uuid

from okoce.accounts.models import User
from participants import merging
from participants.duplicates import answering, looking
from participants.models import Distinction, Likeness, Participant
from reports.demo.load import planned

DUE = "SELECT kept, id FROM twice WHERE merges AND day + after >= %(since)s::date AND day + after < %(until)s::date ORDER BY id"
APART = "SELECT kept, id FROM twice WHERE apart ORDER BY id"
BECAUSE = "Kartu dan nomor telepon yang sama; orangnya membenarkan."


def merge(since: datetime.datetime, until: datetime.datetime) -> None:
    """Those of whom a verifier found it out in that time."""
    by = User.objects.get(username="verifikator")
    pairs = planned(DUE, {"since": since, "until": until})
    people = Participant.objects.in_bulk([key for pair in pairs for key in pair])
    for kept, folded in pairs:
        key = uuid.uuid5(folded, "merge")
        merging.merge(by=by, id=key, kept=people[kept], folded=people[folded], because=BECAUSE, at=until)


def look(*, at: datetime.datetime) -> None:
    """All that look like one, as they are found each night; of real twins it is said."""
    looking.look(at=at)
    by = User.objects.get(username="verifikator")
    for first, second in planned(APART, {}):
        likeness = Likeness.objects.filter(first=min(first, second), second=max(first, second)).first()
        if likeness:
            answering.tell_apart(by=by, likeness=likeness, because=Distinction.Because.CARDS)
