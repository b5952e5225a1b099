"""A link for the chat that shows how many came to a training: counts, and nothing about anybody."""

import datetime
import hmac
import re
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.utils.crypto import salted_hmac

from participants.models import PERSON, Participant
from participants.rosters import attended
from programs.models import Training

LIFETIME = datetime.timedelta(days=30)
# Fewer than this of one kind could be told who they are.
SMALLEST = 5
# A link is in a chat, so it is short: 16 bytes of the training, 2 of the day, counted from the first one, 18 that sign them.
_KEY, _DAY, _SIGNED = 16, 2, 18
_FIRST = datetime.date(2017, 12, 1)
_SHAPE = re.compile(r"[A-Za-z0-9_-]{48}", re.ASCII)


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
    until = (on + LIFETIME - _FIRST).days
    content = training.pk.bytes + until.to_bytes(_DAY)
    return urlsafe_b64encode(content + _signature(content)).decode()


def read(token: str) -> Shared | None:
    """What the link with this token was made for, over or not; None for one that was never made."""
    if not _SHAPE.fullmatch(token):
        return None
    whole = urlsafe_b64decode(token)
    content = whole[:-_SIGNED]
    if not hmac.compare_digest(whole[-_SIGNED:], _signature(content)):
        return None
    until = _FIRST + datetime.timedelta(days=int.from_bytes(content[_KEY:]))
    return Shared(uuid.UUID(bytes=content[:_KEY]), until)


def _signature(content: bytes) -> bytes:
    return salted_hmac("okoce.participants.sharing", content, algorithm="sha256").digest()[:_SIGNED]


def shown(shared: Shared) -> Training | None:
    """The training that the link is about; None when it is no more."""
    return Training.objects.select_related("curriculum", "kecamatan__city").filter(pk=shared.training).first()


def numbers(training: Training) -> Numbers:
    """Of everybody who was present at one session or more that was not cancelled."""
    came = attended(training).alias(sex=Coalesce("participant__merged_into__sex", "participant__sex"))
    sexes = {sex: Count(PERSON, distinct=True, filter=Q(sex=sex)) for sex in Participant.Sex.values}
    counted = came.aggregate(came=Count(PERSON, distinct=True), **sexes)
    women, men, unknown = (counted[sex] for sex in ("female", "male", "unknown"))
    # Who is told of by no word would be told by what is left of the whole.
    told = min(women, men) >= SMALLEST and not 0 < unknown < SMALLEST
    return Numbers(counted["came"], women, men) if told else Numbers(counted["came"])


def days(training: Training) -> list[datetime.date]:
    """The days on which the training met, or will."""
    going = training.sessions.exclude(state="cancelled")
    return sorted(set(going.values_list("held_on", flat=True)))
