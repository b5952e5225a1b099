"""Who put themselves down at a session by phone, who that may be, and what the facilitator says to it.

Nothing is looked up when somebody arrives: whoever they are, the same is done and the same is said (docs/decisions/0029).
"""

import datetime
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from okoce.accounts.models import User
from okoce.core import sealing
from okoce.core.verbs import verb
from participants import lookups, pasting, registration, rosters
from participants import nik as niks
from participants.doors import MINUTE, count_one, let_go_of_codes
from participants.matching import one_holds_the_other, words_of
from participants.models import Arrival, Attendance, Door, Participant
from participants.registration import Particulars
from participants.twice import as_listed
from programs.models import TrainingSession
from programs.trainings import hold

# Who waits at one session: more than any hall holds, and who is answered waits no more: or somebody shuts it for all.
# From so many on the facilitator is told that it may be no hall.
MOST, MANY = 1000, 300
# So many are judged at once; the others come when these are answered.
AT_ONCE = 200
# Of one number at one session, in a minute.
TRIES = 6
KEPT_FOR = datetime.timedelta(days=7)


class FullError(ValidationError):
    """More came to the session than it takes."""


class TooOftenError(ValidationError):
    """One number was sent again and again."""


@dataclass(frozen=True)
class Said:
    """What somebody says of themselves: a name, and a phone or an identity number."""

    name: str
    phone: str = ""
    number: niks.Nik | None = None


@dataclass(frozen=True)
class Judged:
    """An arrival, and whom it may be; `sure` when it is one of them beyond doubt.

    `twice`: as another one that waits. `doubtful`: sure by the list and the name, and the phone is another.
    """

    arrival: Arrival
    people: list[Participant]
    sure: bool
    listed: bool
    twice: bool = False
    doubtful: bool = False

    @property
    def keys(self) -> list[str]:
        return [str(person.pk) for person in self.people]

    @property
    def kind(self) -> str:
        if self.sure:
            return "listed" if self.listed else "known"
        return "several" if self.people or self.twice else "unknown"


@dataclass(frozen=True)
class Answers:
    """Who each arrival is: somebody known, or somebody new; and which of them are nobody who is here."""

    known: Mapping[uuid.UUID, uuid.UUID]
    new: Collection[uuid.UUID] = ()
    nobody: Collection[uuid.UUID] = ()


def put_down(*, session: TrainingSession, said: Said, at: datetime.datetime) -> None:
    """Note that somebody says they are here; the same again changes nothing.

    Raises FullError and TooOftenError; whether the person is known, or was put down before, makes no difference.
    """
    count_try(session, said, at)
    if _waiting(session).count() >= MOST:
        raise FullError(_("Very many people have checked in here: ask the facilitator to put you on the list."))
    arrival = Arrival(
        session=session, claim=claim_of(session, said), name=said.name, phone=said.phone, arrived_at=at, **_kept(said)
    )
    with transaction.atomic(), connection.cursor() as cursor:
        Arrival.objects.bulk_create([arrival], ignore_conflicts=True)
        # Who is there already writes nothing, and what writes nothing is quicker: this is written either way.
        cursor.execute("SELECT pg_logical_emit_message(true, 'check-in', '')")


def count_try(session: TrainingSession, said: Said, at: datetime.datetime) -> None:
    key = f"check-in:{_fingerprint(session, _number(said)).hex()}:{int(at.timestamp()) // MINUTE}"
    if count_one(key) > TRIES:
        raise TooOftenError(_("This number was sent several times in a minute: wait a minute, then try again."))


def claim_of(session: TrainingSession, said: Said) -> bytes:
    """What two arrivals of one person have in common.

    A family may have one phone; and whoever wrote another's NIK first does not keep them out.
    """
    return _fingerprint(session, " ".join([_number(said), *sorted(words_of(said.name))]))


def arrived(session: TrainingSession) -> int:
    """How many put themselves down and were not sent away."""
    return Arrival.objects.filter(session=session).exclude(answer=Arrival.Answer.DISMISSED).count()


def seen_as(session: TrainingSession, at: datetime.datetime) -> str:
    """What is the same as long as nothing of the session's arrivals has changed."""
    there = Arrival.objects.filter(session=session).aggregate(
        all=Count("pk"),
        waiting=Count("pk", filter=Q(answer=Arrival.Answer.WAITING)),
        last=Max("arrived_at"),
        answered=Max("answered_at"),
    )
    moments = (int(there[name].timestamp() * 1000) if there[name] else 0 for name in ("last", "answered"))
    begun = rosters.has_begun(session, at)
    return "-".join(f"{one:d}" for one in (there["all"], there["waiting"], *moments, begun))


def judged(user: User, session: TrainingSession, *, on: datetime.date) -> list[Judged]:
    """Those who wait, in the order in which they came, each with the people of the user's area who it may be."""
    waiting = _within_limit(user, _waiting(session)[:AT_ONCE])
    listed = rosters.listed(session.training) if waiting else set()
    lines = [pasting.Line(one.name, one.phone, fingerprint=bytes(one.nik_fingerprint or b"")) for one in waiting]
    found = pasting.find(user, lines, listed=listed, on=on) if waiting else []
    return _told_twice([_judged(one, whom, listed) for one, whom in zip(waiting, found, strict=True)])


def waiting_in_all(session: TrainingSession) -> int:
    return _waiting(session).count()


@verb("arrivals confirmed")
def answer(*, by: User, session: TrainingSession, answers: Answers, at: datetime.datetime) -> dict[str, int]:
    """Everybody confirmed is present, the new ones registered first; each arrival once, however many answer it.

    Returns how many were `confirmed`, and how many `dismissed`.
    """
    # As everywhere: the training first and then its people, or two phones at one roster lock each other.
    hold(session.training_id)
    asked = {*answers.known, *answers.new, *answers.nobody}
    waiting = {one.pk: one for one in _waiting(session).filter(pk__in=asked).select_for_update()}
    people = {key: person for key, person in answers.known.items() if key in waiting}
    people |= _register(by, session, [waiting[key] for key in answers.new if key in waiting], at)
    if people:
        _mark(by, session, set(people.values()), at)
    for key, person in people.items():
        _close(waiting[key], Arrival.Answer.CONFIRMED, by, at, participant_id=person)
    nobody = [waiting[key] for key in answers.nobody if key in waiting]
    for arrival in nobody:
        # Whoever was sent away by mistake may come again.
        _close(arrival, Arrival.Answer.DISMISSED, by, at, claim=_fingerprint(session, f"dismissed {arrival.pk}"))
    return {"confirmed": len(people), "dismissed": len(nobody)}


def let_go(at: datetime.datetime) -> int:
    """Nothing is left of check-ins to sessions of more than seven days ago; how many arrivals that were."""
    old = Q(session__held_on__lt=(at - KEPT_FOR).date())
    let_go_of_codes(at)
    gone, _each = Arrival.objects.filter(old).delete()
    Door.objects.filter(old).delete()
    return gone


def _waiting(session: TrainingSession) -> QuerySet[Arrival]:
    return Arrival.objects.filter(session=session, answer=Arrival.Answer.WAITING)


def _within_limit(user: User, waiting: QuerySet[Arrival]) -> list[Arrival]:
    """Them; without those with an identity number while the user has had many compared. Each counts once."""
    keys = {f"arrival:{user.pk}:{one.pk}": one for one in waiting if one.nik_fingerprint}
    counted = cache.get_many(keys).keys()
    try:
        lookups.count_listed(user, len(keys.keys() - counted), lookups.Purpose.ARRIVED)
    except lookups.TooManyError:
        kept = [keys[key] for key in counted]
        return [one for one in waiting if not one.nik_fingerprint or one in kept]
    cache.set_many(dict.fromkeys(keys, True), KEPT_FOR.total_seconds())
    return list(waiting)


def _number(said: Said) -> str:
    return said.number.digits if said.number else said.phone


def _fingerprint(session: TrainingSession, text: str) -> bytes:
    return sealing.fingerprint(f"{session.pk} {text}", key=settings.NIK_HMAC_KEY, purpose="arrival")


def _kept(said: Said) -> dict[str, Any]:
    return registration.as_kept(said.number) if said.number else {}


def _judged(arrival: Arrival, found: pasting.Found, listed: Collection[uuid.UUID]) -> Judged:
    people = [person for person in found.people if not _is_another(arrival, person)]
    there = [person for person in people if person.pk in listed]
    # A number that is somebody's, and a name that is not at all: whose of the two they are, only a look tells.
    if people and not any(set(words_of(arrival.name)) & set(words_of(row.name)) for row in _rows(people)):
        return Judged(arrival, people, sure=False, listed=False)
    named = [person for person in people if _has_the_phone(arrival, person)]
    # On the list already, by this number, or alone of that name: in this order.
    for some in (
        there if found.sure else [],
        named,
        people if found.sure and not _is_doubtful(arrival, people) else [],
    ):
        if len(some) == 1:
            doubtful = _is_doubtful(arrival, some)
            return Judged(arrival, some, sure=True, listed=some[0].pk in listed, doubtful=doubtful)
    return Judged(arrival, people, sure=False, listed=False)


def _is_another(arrival: Arrival, person: Any) -> bool:
    """Whether both have an identity number, and not the same. A list shows none: there nobody compares."""
    ours = bytes(arrival.nik_fingerprint or b"")
    theirs = {bytes(row.nik_fingerprint) for row in _rows([person]) if row.nik_fingerprint}
    return bool(person.opens and ours and theirs and ours not in theirs)


def _has_the_phone(arrival: Arrival, person: Any) -> bool:
    """Whether it is the person's phone, and the name not another's: a family has one between them."""
    named_alike = any(one_holds_the_other(words_of(arrival.name), words_of(row.name)) for row in _rows([person]))
    return bool(person.opens and arrival.phone and named_alike) and _is_a_phone_of(arrival, person)


def _is_doubtful(arrival: Arrival, people: list[Any]) -> bool:
    """Whether somebody of that name has another phone than was said: in a kecamatan many are called alike."""
    return any(
        person.opens
        and arrival.phone
        and any(row.phone for row in _rows([person]))
        and not _is_a_phone_of(arrival, person)
        for person in people
    )


def _is_a_phone_of(arrival: Arrival, person: Any) -> bool:
    return any(row.phone == arrival.phone for row in _rows([person]))


def _rows(people: Iterable[Any]) -> list[Any]:
    """Every row by which they are known."""
    return [row for person in people for row in [person, *person.others]]


def _told_twice(rows: list[Judged]) -> list[Judged]:
    """The same, and who may be somebody unknown who came before is asked about."""
    told: list[Judged] = []
    for row in rows:
        before = [one.arrival for one in told if one.kind == "unknown"]
        again = any(_is_the_same(row.arrival, other) for other in before) and row.kind == "unknown"
        told.append(replace(row, twice=again))
    return told


def _is_the_same(one: Arrival, other: Arrival) -> bool:
    """Whether they may be one person who came twice. With two identity numbers they are two."""
    if one.nik_fingerprint and other.nik_fingerprint:
        return bytes(one.nik_fingerprint) == bytes(other.nik_fingerprint)
    ours, theirs = words_of(one.name), words_of(other.name)
    return sorted(ours) == sorted(theirs) or (one.phone == other.phone != "" and one_holds_the_other(ours, theirs))


def _register(
    by: User, session: TrainingSession, arrivals: Collection[Arrival], at: datetime.datetime
) -> dict[uuid.UUID, uuid.UUID]:
    """Each of them as a candidate, or as who has the number already: whoever that is, nothing of theirs is told."""
    place, on = session.training.kecamatan, min(session.held_on, at.date())
    numbers = {one.pk: niks.unsealed(bytes(one.nik_sealed)).digits for one in arrivals if one.nik_sealed}
    lookups.count_listed(by, len(numbers))
    people = {}
    # In one order for all: of two lists with the same new numbers one waits for the other.
    for one in sorted(arrivals, key=lambda arrival: (numbers.get(arrival.pk, ""), arrival.pk)):
        said = Particulars(name=one.name, phone=one.phone, nik=numbers.get(one.pk, ""), lives_in=place)
        person, _new = registration.register(by=by, id=one.pk, kecamatan=place, said=said, on=on, today=at.date())
        people[one.pk] = person.pk
    return people


def _mark(by: User, session: TrainingSession, people: set[uuid.UUID], at: datetime.datetime) -> None:
    """Present; late, whoever was marked as somebody who did not come."""
    there = as_listed([(session.training_id, person) for person in people])
    people = {there.get((session.training_id, person), person) for person in people}
    marks = rosters.marks_at(session)
    rosters.add(by=by, session=session, people=sorted(people - marks.keys()), present=True, at=at)
    late = {person for person in people & marks.keys() if marks[person] not in Attendance.CAME}
    if late:
        rosters.mark(by=by, session=session, statuses=dict.fromkeys(late, Attendance.Status.LATE), at=at)


def _close(arrival: Arrival, said: str, by: User, at: datetime.datetime, **also: Any) -> None:
    """Answered, it says nothing of anybody any more."""
    blank = {"name": "", "phone": "", "nik_tail": "", "nik_sealed": None, "nik_fingerprint": None}
    for name, value in (blank | {"answer": said, "answered_by": by, "answered_at": at} | also).items():
        setattr(arrival, name, value)
    arrival.save()
