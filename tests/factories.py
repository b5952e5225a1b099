"""People, trainings and users for tests, made by the verbs that make them in use.

Days are written "2018-03-05"; the programme's first month is 2017-12. Identity numbers are of province 99, which does
not exist. Whoever is not named by the test is made, or taken from what is there.
"""

import datetime
import itertools
import os
import uuid

from django.core.files.uploadedfile import SimpleUploadedFile

from okoce.accounts.models import User
from okoce.accounts.roles import Role
from okoce.core.months import JAKARTA, Month, now, today
from participants import (
    businesses,
    entrepreneurs,
    jobs,
    mentoring,
    merging,
    milestones,
    registration,
    rosters,
    submission,
    transfers,
    verification,
)
from participants.models import (
    Business,
    Entrepreneur,
    Finding,
    JobReport,
    Likeness,
    Merge,
    Milestone,
    Participant,
    Residence,
    Transfer,
    Visit,
)
from programs import expenses, trainings
from programs.assignments import create_user
from programs.models import Agency, Curriculum, Expense, Kecamatan, Training, TrainingSession
from reports import definitions
from reports.models import Definition

HOME = "31.74.01"
ELSEWHERE = "31.73.05"
FAR = "31.71.01"
OUTSIDE = None
DAY = "2018-03-05"
PASSWORD = "kopi tubruk tanpa gula"
PIXEL = bytes.fromhex(
    f"ffd8 ffdb004300{64 * 'ff'} ffc2000b080001000101011100 ffc400141001{16 * '00'} ffda0008010100013f10 ffd9"
)

_count = itertools.count(int(os.environ.get("FACTORIES_COUNT_FROM", "1")))


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


def approver() -> User:
    """A verifier who has entered nothing about anybody."""
    return user(Role.VERIFIER)


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


def moved(somebody: Participant, *, to: str | None, since: str | datetime.date, by: User | None = None) -> Transfer:
    """Transferred by the first facilitator if they may, else by a verifier of the city."""
    if by is None:
        works = Participant.objects.worked_by(facilitator()).filter(pk=somebody.pk).exists()
        by = facilitator() if works and not transfers.settled_in(somebody, day(since)) else approver()
    home = kecamatan(to) if to else None
    said = {"to": home, "since": day(since), "because": "Pindah ikut keluarga"}
    return transfers.transfer(by=by, participant=somebody, at=now(), **said)


def moved_by_hand(somebody: Participant, *, by: User, since: str, to: str | None = OUTSIDE) -> Transfer:
    """A transfer and its home, written past the verb."""
    said = {"moved_from_id": None if to else HOME, "moved_to_id": to, "since": since, "because": "Pindah"}
    made = Transfer.objects.create(
        participant=somebody, looked_after_by=by, transferred_by=by, transferred_at=now(), **said
    )
    home_of(made)
    return made


def home_of(made: Transfer, **said) -> Residence:
    """What it brings the person, unless something else of it is said."""
    told = {"participant": made.participant, "kecamatan_id": made.moved_to_id, "since": made.since} | said
    return Residence.objects.create(**{"recorded_by": made.transferred_by, "transfer": made} | told)


def homeless(**said) -> Participant:
    """Somebody of whom no home is known."""
    somebody = Participant.objects.get(pk=person(**said).pk)
    somebody.delete()
    somebody.pk = uuid.uuid4()
    somebody.save(force_insert=True)
    somebody.makers.add(somebody.registered_by)
    return somebody


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
    return approved(training, by=by)


def photo() -> SimpleUploadedFile:
    """A picture of one pixel that no other is the same as, as a browser sends it."""
    number = next(_count)
    comment = b"\xff\xfe\x00\x06" + number.to_bytes(4, "big")
    return SimpleUploadedFile(f"foto-{number}.jpg", PIXEL[:2] + comment + PIXEL[2:], "image/jpeg")


def visit(
    person: Participant,
    *,
    on: str | datetime.date = DAY,
    by: User | None = None,
    confirms_trading: bool = False,
    kecamatan: str = HOME,
    mode: str = "in_person",
) -> Visit:
    """A visit; one that confirms trading has its photo and waits for a verifier."""
    said = mentoring.VisitFacts(
        kecamatan=Kecamatan.objects.get(pk=kecamatan),
        held_on=day(on),
        mode=mode,
        minutes=60,
        topic="Usaha",
        confirms_trading=confirms_trading,
    )
    picture = photo() if confirms_trading else None
    return mentoring.record_visit(
        by=by or facilitator(), id=uuid.uuid4(), participant=person, said=said, photo=picture, at=now()
    )


def licence(person: Participant, *, issued: str | None = DAY, licence_type: str = "NIB", **said) -> Milestone:
    """A licence in the person's own name; one with no day of issue is applied for only. Others likewise."""
    said = {"own_name": True, "number": f"{next(_count):013}"} | said
    return _milestone(person, "licence", issued, licence_type=licence_type, **said)


def market(person: Participant, *, on: str | None = DAY, name: str = "Bazar", **said) -> Milestone:
    return _milestone(person, "market", on, name=name, **said)


def books(person: Participant, *, month: str = "2018-04", on: str | None = "the last day of it", **said) -> Milestone:
    first = day(f"{month}-01")
    last = Month.of(first).days()[1] - datetime.timedelta(days=1)
    said = {"entered_on": first} | said
    return _milestone(person, "books", str(last) if on == "the last day of it" else on, month=first, **said)


def capital(person: Participant, *, on: str | None = DAY, amount: int = 1_000_000, **said) -> Milestone:
    return _milestone(person, "capital", on, **{"name": "Koperasi", "amount": amount} | said)


def _milestone(person: Participant, kind: str, completed: str | None, *, by: User | None = None, **said) -> Milestone:
    """A draft with a photo, begun on the day on which it was completed, and on DAY when it was not."""
    files = said.pop("files", (photo(),))
    said = {"completed_on": day(completed) if completed else None, "entered_on": day(completed or DAY)} | said
    said |= {name: day(said[name]) for name in ("entered_on", "lapses_on") if said.get(name)}
    return milestones.enter(
        by=by or facilitator(),
        id=uuid.uuid4(),
        participant=person,
        kind=kind,
        said=milestones.MilestoneFacts(**said),
        today=today(),
        files=files,
    )


def workers(
    person: Participant, *, on: str = DAY, full_time: int = 1, part_time: int = 0, by: User | None = None
) -> JobReport:
    """A report of paid workers, which waits for a verifier."""
    said = {"reported_on": day(on), "full_time": full_time, "part_time": part_time}
    return jobs.report_jobs(by=by or facilitator(), id=uuid.uuid4(), participant=person, **said, at=now())


def business(person: Participant, *, by: User | None = None, kecamatan: str = HOME, **said) -> Business:
    """A business of the person, in the trade of food."""
    said = {"name": f"Warung {next(_count)}", "sector": "I", "kelurahan": "Tebet Barat"} | said
    return businesses.record_business(
        by=by or facilitator(),
        id=uuid.uuid4(),
        owner=person,
        said=businesses.BusinessFacts(kecamatan=Kecamatan.objects.get(pk=kecamatan), **said),
        today=today(),
    )


def finding(*, kecamatan: str = HOME, detector: str = "unvisited", on: str = DAY, **said) -> Finding:
    """Something that looks wrong there, found in the night of that day, or now if it is still to come: unless told, trainings and no visit."""
    at = min(datetime.datetime.combine(day(on), datetime.time(3, 40), JAKARTA), now())
    told = {"subjects": [["kecamatan", kecamatan]], "facts": {"trainings": 2, "visited": None}, "basis": ""} | said
    return Finding.objects.create(
        detector=detector,
        key=uuid.uuid4(),
        kecamatan_id=kecamatan,
        due_on=day(on) + datetime.timedelta(days=7),
        found_at=at,
        seen_at=at,
        state_since=at,
        **told,
    )


def likeness(**said) -> Likeness:
    """Two people who look like one."""
    first, second = sorted(person.pk for person in people(2, **said))
    return Likeness.objects.create(first_id=first, second_id=second, how="birth", score=95, found_at=now())


def merge(**said) -> Merge:
    """Two people who were found to be one."""
    kept, folded = people(2, **said)
    return merging.merge(by=verifier(), id=uuid.uuid4(), kept=kept, folded=folded, because="Kartunya sama", at=now())


def transfer(*, to: str = HOME, **said) -> Transfer:
    """Somebody who was registered elsewhere and lives there from today on, whom nobody there looks after yet."""
    by = user(kecamatan=(FAR,))
    return moved(person(by=by, lives_in=FAR, **said), to=to, since=today(), by=by)


def taken_back(made: Transfer, *, by: User | None = None, because: str = "Salah orang") -> Transfer:
    """By whoever wrote it, unless told."""
    return transfers.take_back(by=by or made.transferred_by, transfer=made, because=because, at=now())


def case(person: Participant) -> Entrepreneur:
    """The person's case as a new entrepreneur, opened as the system opens it, whatever the facts are."""
    entrepreneurs.open_cases([person.pk], at=now())
    return Entrepreneur.objects.get(participant=person)


def handed_in(record):
    """The record as it is now, handed in by its maker when it was not."""
    if isinstance(record, Training):
        return submitted(record)
    if isinstance(record, Milestone):
        return milestones.hand_in(by=record.makers.first(), milestone=record, at=now())
    return type(record).objects.get(pk=record.pk)


def approved(record, *, by: User | None = None):
    """Any record that somebody checks: handed in if it was not, and approved by a verifier."""
    ready = handed_in(record)
    return verification.approve(by=by or verifier(), record=ready, version=ready.version)


def revoked(record, *, by: User | None = None, reason: str = "Dokumen palsu"):
    """What waited or was verified, void from the start; a visit that is never checked likewise."""
    there = type(record).objects.get(pk=record.pk)
    return verification.revoke(by=by or verifier(), record=there, version=there.version, reason=reason)


def expense(
    *,
    by: User | None = None,
    month: Month | None = None,
    kecamatan: str = HOME,
    item: str = "rooms",
    rupiah: int = 1000,
    stage: str = "paid",
) -> Expense:
    """Money spent in the month of DAY unless told, recorded by the city's staff."""
    said = expenses.ExpenseFacts(
        month=month or Month.of(day(DAY)),
        kecamatan=Kecamatan.objects.get(pk=kecamatan),
        item=item,
        rupiah=rupiah,
        stage=stage,
    )
    return expenses.record_expense(
        by=by or _somebody(Role.STAFF) or user(Role.STAFF), id=uuid.uuid4(), said=said, today=today()
    )


def definition(code: str = "2027.1", *, by: User | None = None, **said) -> Definition:
    """One with thresholds of its own: one day of visits in place of two, unless told."""
    said = {"attendance_percent": 75, "visit_days": 1, "licence_types": ["NIB", "IUMK"]} | said
    said = {"source": "a test", "reason": "To see what it would be"} | said
    staff = by or _somebody(Role.STAFF) or user(Role.STAFF)
    return definitions.add_definition(by=staff, said=definitions.NewDefinition(code=code, **said))


def returned(record, *, by: User | None = None, reason: str = "Foto belum ada"):
    """Back with its maker."""
    there = type(record).objects.get(pk=record.pk)
    return verification.send_back(by=by or verifier(), record=there, version=there.version, reason=reason)
