"""The door of a session, at which people put themselves down by phone: from a QR, or by six digits from the wall."""

import datetime
import ipaddress
import secrets
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import segno
import structlog
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.core.addresses import Address
from okoce.core.verbs import verb
from participants.models import Door
from programs.models import Training, TrainingSession
from programs.trainings import hold

EARLY, LATE = datetime.timedelta(minutes=60), datetime.timedelta(hours=2)
# 128 bits, as 22 signs of an address.
_BYTES, _DIGITS = 16, 6
# So often a free code is looked for: a million are there, and those of sessions that are over are free.
_TRIES = 20
# Wrong codes in a minute: of everybody, and of an address while everybody's are used up. A hall is one address, where many
# mistype and one may play: it is never told to wait for that alone. A code that is guessed is what a photo of the wall is.
WRONG_IN_ALL, FEW = 600, 20
MINUTE = 60

log = structlog.get_logger(__name__)


class State(StrEnum):
    """What whoever stands before a door is told."""

    OPEN = "open"
    EARLY = "early"
    OVER = "over"
    CANCELLED = "cancelled"
    SHUT = "shut"


@dataclass(frozen=True)
class Hours:
    """From when until when a session can be checked in to."""

    opens_at: datetime.datetime
    closes_at: datetime.datetime


def hours(session: TrainingSession, zone: datetime.tzinfo | None) -> Hours:
    begins, ends = (datetime.datetime.combine(session.held_on, at, zone) for at in (session.starts_at, session.ends_at))
    return Hours(begins - EARLY, ends + LATE)


def state(door: Door, at: datetime.datetime) -> State:
    session, open_from = door.session, hours(door.session, at.tzinfo)
    if is_off(session):
        return State.CANCELLED
    if at >= open_from.closes_at:
        return State.OVER
    if door.shut_at:
        return State.SHUT
    return State.EARLY if at < open_from.opens_at else State.OPEN


def is_off(session: TrainingSession) -> bool:
    return session.state == TrainingSession.State.CANCELLED or session.training.state == Training.State.REVOKED


def of(session: TrainingSession) -> Door | None:
    """The session's own door, as the session is now."""
    door = Door.objects.filter(session=session).first()
    if door:
        door.session = session
    return door


def by_token(token: str) -> Door | None:
    """The door whose QR says this, with what its page says."""
    return _known().filter(token=token).first()


def by_code(digits: str) -> Door | None:
    return _known().filter(code=digits).first()


def _known() -> QuerySet[Door]:
    return Door.objects.select_related("session__training__curriculum", "session__training__kecamatan")


@verb("check-in opened")
def open_door(*, by: User, session: TrainingSession, at: datetime.datetime) -> Door:
    """The session's door, with a code. Opened again it is the one that there was, under the same token and code."""
    _hold_going(session, at)
    door = Door.objects.filter(session=session).first() or Door(session=session, token=_token())
    if door.pk and door.code and not door.shut_at:
        return door
    door.opened_by, door.opened_at, door.shut_at = by, at, None
    return _save_with_code(door, door.code, at)


@verb("check-in renewed")
def renew_door(*, by: User, session: TrainingSession, at: datetime.datetime) -> Door:
    """The door under another token and code; who has the old ones stands before a door that is not there."""
    door = open_door(by=by, session=session, at=at)
    door.token, door.opened_by, door.opened_at = _token(), by, at
    return _save_with_code(door, None, at)


@verb("check-in shut")
def shut_door(*, by: User, session: TrainingSession, at: datetime.datetime) -> None:
    """Nobody checks in any more until somebody opens it again."""
    hold(session.training_id)
    Door.objects.filter(session=session, shut_at=None).update(shut_at=at, opened_by=by)


def may_try(address: Address | None, at: datetime.datetime) -> bool:
    """Whether whoever asks from there may try another code; counts nothing."""
    mine, everybodys = (cache.get(_key(whose, at), 0) for whose in (address, "all"))
    return mine < FEW or everybodys < WRONG_IN_ALL


def count_wrong(address: Address | None, at: datetime.datetime) -> None:
    count_one(_key(address, at))
    if count_one(_key("all", at)) == WRONG_IN_ALL:
        log.warning("wrong codes limit reached")


def count_one(key: str) -> int:
    """How many that are, under a key that names the minute."""
    shared: Any = cache
    return shared.add_up(key, 1, 2 * MINUTE)


def _key(whose: Address | str | None, at: datetime.datetime) -> str:
    # Who has one address of the newer kind has all that begin alike.
    of = ipaddress.ip_network((whose, 64), strict=False) if isinstance(whose, ipaddress.IPv6Address) else whose
    return f"wrong-codes:{of}:{int(at.timestamp()) // MINUTE}"


def let_go_of_codes(at: datetime.datetime) -> int:
    """Codes of sessions on which nobody can be put down any more are free for others; how many that are."""
    over = Q(session__held_on__lt=(at - LATE).date()) | Q(session__state=TrainingSession.State.CANCELLED)
    return Door.objects.filter(over, code__isnull=False).update(code=None)


def why_not(session: TrainingSession, at: datetime.datetime) -> str:
    """Why nobody can check in to the session, now or later; nothing when somebody can."""
    if is_off(session):
        return _("This session was cancelled: nobody can check in to it.")
    if at >= hours(session, at.tzinfo).closes_at:
        return _("This session is over: nobody can check in to it any more.")
    return ""


def picture(link: str) -> str:
    """The QR of an address: dark on white in every theme, because cameras read no other."""
    drawn = segno.make(link, error="m", micro=False).svg_inline(
        border=4, omitsize=True, light="#fff", svgclass=None, lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308 - lines and squares; the address itself is not in it


def _hold_going(session: TrainingSession, at: datetime.datetime) -> None:
    session.training.state = hold(session.training_id).state
    session.refresh_from_db(fields=["held_on", "starts_at", "ends_at", "state"])
    if refusal := why_not(session, at):
        raise ValidationError(refusal, "wrong_state")


def _save_with_code(door: Door, code: str | None, at: datetime.datetime) -> Door:
    let_go_of_codes(at)
    for _try in range(_TRIES):
        door.code = code or f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
        with suppress(IntegrityError), transaction.atomic():
            door.save()
            return door
        # Somebody else's, who may have come to it in this moment.
        code = None
    raise ValidationError(_("No code is free at this moment: try again in a minute."))


def _token() -> str:
    return secrets.token_urlsafe(_BYTES)
