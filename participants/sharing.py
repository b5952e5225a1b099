"""A link for the chat that shows how many came to a training: counts, and nothing about anybody."""

import datetime
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from django.core import signing
from django.db.models import Count, Q

from participants.models import Attendance, Participant
from participants.submission import CAME
from programs.models import Training

LIFETIME = datetime.timedelta(days=30)
# Fewer than this of one kind could be told who they are.
SMALLEST = 5
# A link is in an address: of its few bytes 16 are the training's, 3 the day's.
_SIGNER = signing.Signer(sep=".", salt="okoce.participants.sharing")
_DAY = 3


@dataclass(frozen=True)
class Shared:
    """What a link opens, and the last day on which it does."""

    training: uuid.UUID
    until: datetime.date


@dataclass(frozen=True)
class Numbers:
    """How many came; how many of them women and men, where both are enough that nobody is told by them."""

    came: int
    women: int | None = None
    men: int | None = None


def token_of(training: Training, *, on: datetime.date) -> str:
    """What stands in the link: the training and the last day, signed. The same all day."""
    until = (on + LIFETIME).toordinal()
    content = training.pk.bytes + until.to_bytes(_DAY)
    return _SIGNER.sign(urlsafe_b64encode(content).decode().rstrip("="))


def read(token: str) -> Shared | None:
    """What the link with this token was made for, over or not; None for one that was never made."""
    try:
        text = _SIGNER.unsign(token)
    except signing.BadSignature:
        return None
    content = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    return Shared(uuid.UUID(bytes=content[:-_DAY]), datetime.date.fromordinal(int.from_bytes(content[-_DAY:])))


def shown(shared: Shared) -> Training | None:
    """The training that the link is about; None when it is no more."""
    return Training.objects.select_related("curriculum", "kecamatan__city").filter(pk=shared.training).first()


def numbers(training: Training) -> Numbers:
    """Of everybody who was present at one session or more that was not cancelled."""
    attended = Attendance.objects.filter(session__training=training, status__in=CAME).exclude(
        session__state="cancelled"
    )
    people = Count("participant", distinct=True)
    sexes = {sex: Count("participant", distinct=True, filter=Q(participant__sex=sex)) for sex in Participant.Sex.values}
    counted = attended.aggregate(came=people, **sexes)
    women, men, unknown = (counted[sex] for sex in ("female", "male", "unknown"))
    # Who is told of by no word would be told by what is left of the whole.
    told = min(women, men) >= SMALLEST and not 0 < unknown < SMALLEST
    return Numbers(counted["came"], women, men) if told else Numbers(counted["came"])


def days(training: Training) -> list[datetime.date]:
    """The days on which the training met, or will."""
    going = training.sessions.exclude(state="cancelled")
    return sorted(set(going.values_list("held_on", flat=True)))
