"""People, trainings and users for tests, made by the verbs that make them in use.

Days are written "2018-03-05"; the programme's first month is 2017-12. Identity numbers are of province 99, which does
not exist. Whoever is not named by the test is made, or taken from what is there.
"""

import datetime
import itertools
import uuid

from okoce.accounts.models import User
from okoce.accounts.roles import Role
from okoce.core.months import Month, now, today
from participants import registration, rosters, submission, verification
from participants.models import Participant
from programs import expenses, trainings
from programs.assignments import create_user
from programs.models import Agency, Curriculum, Expense, Kecamatan, Training, TrainingSession

HOME = "31.74.01"
ELSEWHERE = "31.73.05"
OUTSIDE = None
DAY = "2018-03-05"
PASSWORD = "kopi tubruk tanpa gula"

_count = itertools.count(1)


def day(written: str | datetime.date) -> datetime.date:
    return written if isinstance(written, datetime.date) else datetime.date.fromisoformat(written)


def kecamatan(code: str = HOME) -> Kecamatan:
    return Kecamatan.objects.get(pk=code)


def user(*roles: str, kecamatan: tuple[str, ...] = (), since: str = "2017-12-01", name: str = "") -> User:
    """A new user with the roles, a facilitator unless told, assigned to the kecamatan since that day."""
    roles = roles or (Role.FACILITATOR,)
    return create_user(
        username=f"{roles[0]}-{next(_count)}",
        name=name,
        roles=list(roles),
        kecamatan=list(kecamatan),
        password=PASSWORD,
        on=day(since),
    )


def facilitator() -> User:
    return _somebody(Role.FACILITATOR) or user(Role.FACILITATOR, kecamatan=(HOME,))


def verifier() -> User:
    return _somebody(Role.VERIFIER) or user(Role.VERIFIER)


def _somebody(role: str) -> User | None:
    return User.objects.filter(roles=[role]).order_by("pk").first()


def nik(*, born: str | datetime.date = "1990-01-01", sex: str = "female") -> str:
    """A well-formed identity number that nobody has."""
    number, birth = next(_count), day(born)
    return f"99{number // 10_000:04}{birth.day + (40 if sex == 'female' else 0):02}{birth:%m%y}{number % 10_000:04}"


def person(
    *,
    by: User | None = None,
    lives_in: str | None = HOME,
    on: str = DAY,
    born: str = "1990-01-01",
    sex: str = "female",
    name: str = "",
    **said,
) -> Participant:
    """Somebody with a verified identity, who gave consent and answered the baseline on that day."""
    said = {"nik": nik(born=born, sex=sex), "consented": True, "baseline": "no_business"} | said
    return _registered(by, lives_in, on, name, said)


def calon(*, by: User | None = None, lives_in: str | None = HOME, on: str = DAY, name: str = "", **said) -> Participant:
    """A name on a roster: no identity, no consent, no baseline."""
    return _registered(by, lives_in, on, name, said)


def _registered(by: User | None, lives_in: str | None, on: str, name: str, said: dict) -> Participant:
    home = kecamatan(lives_in) if lives_in else None
    particulars = registration.Particulars(name=name or f"Orang {next(_count)}", lives_in=home, **said)
    somebody, _new = registration.register(
        by=by or facilitator(),
        id=uuid.uuid4(),
        kecamatan=home or kecamatan(),
        said=particulars,
        on=day(on),
        today=today(),
    )
    return somebody


def people(number: int, **said) -> list[Participant]:
    return [person(**said) for _ in range(number)]


def meeting(on: str = DAY, *, minutes: int = 180, starts: str = "09:00") -> trainings.Meeting:
    begin = datetime.datetime.combine(day(on), datetime.time.fromisoformat(starts))
    return trainings.Meeting(begin.date(), begin.time(), (begin + datetime.timedelta(minutes=minutes)).time())


def training(
    *meetings: trainings.Meeting, by: User | None = None, kecamatan: str = HOME, place: str = "Aula"
) -> Training:
    """A draft with those meetings; one of three hours on DAY unless told."""
    first, *others = meetings or (meeting(),)
    by = by or facilitator()
    draft = trainings.log_training(
        by=by,
        id=uuid.uuid4(),
        kecamatan=Kecamatan.objects.get(pk=kecamatan),
        curriculum=Curriculum.objects.first(),
        agency=Agency.objects.first(),
        place=place,
        meeting=first,
        today=today(),
    )
    for other in others:
        trainings.add_session(by=by, training=draft, meeting=other, today=today())
    return draft


def attend(where: Training | TrainingSession, *who: Participant, status: str = "present"):
    """Mark them at the session, or at every session of the training; returns where."""
    for session in where.sessions.all() if isinstance(where, Training) else [where]:
        rosters.mark(by=session.training.logged_by, session=session, statuses={one.pk: status for one in who}, at=now())
    return where


def submitted(training: Training) -> Training:
    return submission.submit_training(by=training.logged_by, training=training, at=now())


def verified(training: Training, *, by: User | None = None) -> Training:
    """Handed in if it was not, and approved."""
    handed_in = submitted(training)
    return verification.approve(by=by or verifier(), record=handed_in, version=handed_in.version)


def expense(
    *,
    by: User | None = None,
    month: Month | None = None,
    kecamatan: str = HOME,
    item: str = "rooms",
    rupiah: int = 1000,
) -> Expense:
    """Money spent in the month of DAY unless told, recorded by the city's staff."""
    said = expenses.ExpenseFacts(
        month=month or Month.of(day(DAY)), kecamatan=Kecamatan.objects.get(pk=kecamatan), item=item, rupiah=rupiah
    )
    return expenses.record_expense(
        by=by or _somebody(Role.STAFF) or user(Role.STAFF), id=uuid.uuid4(), said=said, today=today()
    )
