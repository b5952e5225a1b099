"""What the next training of somebody is likely to be: the hours, places and topics of those they logged last."""

import datetime
from collections.abc import Iterable, Sequence

from programs.models import Curriculum, Kecamatan, TrainingSession
from programs.trainings import SHORTEST

# So many of each are a tap away.
AT_HAND = 4
# Who comes so much before a session, or opens the form so much after it, means that one.
AROUND = datetime.timedelta(hours=1)
USUAL = datetime.timedelta(hours=3)
QUARTER = 15


def places(sessions: Iterable[TrainingSession], kecamatan: Kecamatan) -> list[str]:
    """The places of the sessions there, the last first; where there was none, the centre of the kecamatan."""
    there = [one.training.place for one in sessions if one.training.kecamatan_id == kecamatan.pk]
    return _at_hand(there or [kecamatan.centre.name])


def topics(sessions: Iterable[TrainingSession], curricula: Iterable[Curriculum]) -> list[Curriculum]:
    """What was taught at the sessions, the last first; then what else there is."""
    return _at_hand([*(one.training.curriculum for one in sessions), *curricula])


def hours(
    sessions: Sequence[TrainingSession], at: datetime.datetime, *, known: Iterable[TrainingSession]
) -> tuple[datetime.time, datetime.time]:
    """When a group meets whose training is logged now.

    At the hours of one of the sessions, the last first, if it would be under way; else at those of one that would be
    over, because lists are often typed in afterwards. Else the group has just met: from the last quarter of an hour on.
    The hours of a session that is known and was today are not meant again.
    """
    taken = [_span(one, at) for one in known if one.held_on == at.date()]
    spans = [_span(one, at) for one in sessions]
    free = [span for span in spans if not any(_overlap(span, other) for other in taken)]
    under_way = [(begins, ends) for begins, ends in free if begins - AROUND <= at <= ends + AROUND]
    over = [(begins, ends) for begins, ends in free if ends < at]
    begins, ends = next(iter(under_way + over), None) or from_now(at, _length(sessions))
    return begins.time(), ends.time()


def from_now(at: datetime.datetime, length: datetime.timedelta) -> tuple[datetime.datetime, datetime.datetime]:
    """From the last quarter of an hour on, for that long; the session ends on its day, and lasts as long as one must."""
    midnight = at.replace(hour=23, minute=59, second=0, microsecond=0)
    quarter = at.replace(minute=at.minute // QUARTER * QUARTER, second=0, microsecond=0)
    begins = min(quarter, midnight.replace(minute=30))
    return begins, min(begins + max(length, SHORTEST), midnight)


def _length(sessions: Sequence[TrainingSession]) -> datetime.timedelta:
    """How long the last one was."""
    return datetime.timedelta(minutes=sessions[0].minutes) if sessions else USUAL


def _span(session: TrainingSession, at: datetime.datetime) -> tuple[datetime.datetime, datetime.datetime]:
    """The session's hours, on the day of that moment."""
    begins, ends = (
        datetime.datetime.combine(at.date(), time, at.tzinfo) for time in (session.starts_at, session.ends_at)
    )
    return begins, ends


def _overlap(
    one: tuple[datetime.datetime, datetime.datetime], other: tuple[datetime.datetime, datetime.datetime]
) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _at_hand(things: Iterable) -> list:
    """The first few that differ."""
    return list(dict.fromkeys(things))[:AT_HAND]
