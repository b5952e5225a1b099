"""What is wrong in the made-up city, looked for as each night: some of it is answered, and some is late."""

import datetime
from collections.abc import Iterable

from okoce.accounts.models import User
from participants.correction import Corrected, correct
from participants.models import Finding, Participant
from participants.quality import answering, looking
from participants.quality.detectors import DETECTORS

# What is found early, so that it is answered by now, or late.
EARLY = ("phone", "same-list", "hurried")
# What is said of one finding of its kind.
WORDS = {
    "phone": "Satu keluarga memakai satu telepon.",
    "same-list": "Kelompok yang sama mengikuti dua pelatihan.",
    "hurried": "Ketiganya berjualan di satu pasar.",
}
# With one number less it is not found any more; somebody turned out to have a phone of their own.
FEWEST, OWN = 4, "089912340000"


def look(*, at: datetime.datetime, names: Iterable[str] = tuple(DETECTORS)) -> None:
    """Look for findings as of that moment."""
    looking.look(clock=lambda: at, names=names)


def answer(*, at: datetime.datetime) -> None:
    """Some of what was found so far is explained or mended."""
    verifier = User.objects.get(username="verifikator")
    waiting = Finding.objects.filter(state=Finding.State.OPEN)
    said: set[str] = set()
    for finding in waiting.select_related("owner").order_by("detector", "kecamatan", "found_at", "due_on"):
        by = finding.owner or verifier
        if finding.detector not in said and (word := WORDS.get(finding.detector)):
            said.add(finding.detector)
            answering.explain(by=by, finding=finding, because=word, at=at)
        elif finding.detector == "phone" and len(finding.subjects) == FEWEST:
            _asked_for_another_phone(finding, by, at)
            answering.mend(by=by, finding=finding, at=at)


def _asked_for_another_phone(finding: Finding, by: User, at: datetime.datetime) -> None:
    one = Participant.objects.get(pk=finding.subjects[0][1])
    correct(by=by, participant=one, said=Corrected(name=one.name, phone=OWN), reason="", today=at.date())
