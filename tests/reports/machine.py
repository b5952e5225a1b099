"""Everything that can happen to the facts, in any order, while a plain memory of it says what must be counted.

Every rule is an act: what it does to the database, by a verb where one does it and by hand where a mistake could, and
what it means for the memory. An act can also be done *elsewhere*: on another connection whose transaction stays open
while more happens here. And a drain can stay open in the same way, with everything else going on.
"""

import contextlib
import copy
import datetime
import itertools
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from okoce.accounts.models import User
from okoce.core.months import Month, now, today
from participants import registration, rosters, submission, verification
from participants.models import Attendance, Participant, Residence
from programs import trainings as trainings_verbs
from programs.models import Agency, Curriculum, Kecamatan, TrainingSession
from programs.models import Training as TrainingRow
from reports import checking, ledger, rollup
from reports.contributions import GIVEN, SOURCES
from reports.models import CELL, LedgerEntry, MonthlyCount, Period, Revision
from reports.summary import Question, counts
from tests import factories, pristine
from tests.factories import ELSEWHERE, HOME, OUTSIDE, nik
from tests.reports.recount import Person, Session, Training, recount

# The borders of months, and one of a year for the ages.
DAYS = [
    datetime.date.fromisoformat(day)
    for day in ("2018-01-31", "2018-02-01", "2018-02-28", "2018-03-01", "2018-12-31", "2019-01-01")
]
MONTHS = sorted({day.replace(day=1) for day in DAYS})
HOMES = [HOME, ELSEWHERE, OUTSIDE]
# The first of them changes its age band with the year.
BIRTH_YEARS = [1994, 1970]
SEXES = ["female", "male"]
STATUSES = ["present", "late", "excused", "sick", "absent"]
HOURS = [6, 20]
LENGTHS = [30, 90, 120]
CELLS = ["metric", "month", "kecamatan", "gender", "age_band"]
PATIENCE = 30

FACTS_AND_COUNTS = [
    "participants_attendance",
    "participants_residence",
    "participants_verification",
    "participants_participantevent",
    "participants_participant",
    "programs_training_makers",
    "programs_trainingevent",
    "programs_trainingsessionevent",
    "programs_trainingsession",
    "programs_training",
    "reports_queue",
    "reports_ledger",
    "reports_monthlycount",
    "reports_revision",
    "reports_period",
    "reports_quarantine",
    "reports_check",
]


class Stage:
    """What all runs share: the two who act, the other connections, and a quick way back to the first scene."""

    def __init__(self, facilitator: User, verifier: User):
        self.facilitator, self.verifier = facilitator, verifier
        self.curriculum, self.agency = Curriculum.objects.first(), Agency.objects.first()
        self.runs = 0
        self._open = contextlib.ExitStack()
        self.elsewhere, self.phone = self._connection(), self._connection()
        superuser = self._open.enter_context(contextlib.closing(pristine.connect()))
        self._cursor = self._open.enter_context(superuser.cursor())
        self.keep({}, {}, {})
        self._cursor.execute("SET session_replication_role = replica; SET lock_timeout = '10s'")

    def _connection(self) -> ThreadPoolExecutor:
        # Django has a connection for each thread.
        pool = self._open.enter_context(ThreadPoolExecutor(1))
        self._open.callback(lambda: pool.submit(_leave).result(PATIENCE))
        return pool

    def keep(self, *memory):
        """What the database holds now, and the memory of it, is the first scene."""
        self.memory = copy.deepcopy(memory)
        self._statements = pristine.keep(FACTS_AND_COUNTS, "stage")

    def restore(self):
        self.runs += 1
        self._cursor.execute("; ".join(self._statements))
        return copy.deepcopy(self.memory)

    def close(self):
        self._open.close()


def _leave():
    # The thread's own: `connection` is another one in each.
    connection.close()


@dataclass
class Act:
    """What happens to the database, what it means, and the people and trainings that others leave alone meanwhile."""

    does: Callable[[], object]
    means: Callable[[], object]
    touches: set[uuid.UUID] = field(default_factory=set)


class Counting(RuleBasedStateMachine):
    def __init__(self, stage: Stage):
        super().__init__()
        self.stage = stage
        self.periods: dict[datetime.date, str] = {}
        self.published: dict[datetime.date, Counter] = {}
        self.pending: Act | None = None
        self.draining = False
        self.revision = self.entry = 0
        self.moments = 0
        self.second = itertools.count(len(stage.memory[1]) * 10)
        self.people, self.trainings, self.states = stage.restore()

    # What there is to act on.

    def free(self, keys) -> list[uuid.UUID]:
        """The keys that no act elsewhere holds."""
        return [key for key in keys if not (self.pending and key in self.pending.touches)]

    def some(self, data, keys, name):
        return data.draw(st.sampled_from(keys), label=name)

    def trainings_in(self, *states) -> list[uuid.UUID]:
        return self.free(key for key, state in self.states.items() if state in states)

    def sessions(self, *states) -> list[tuple[uuid.UUID, uuid.UUID]]:
        """Training and session, for those that were not cancelled."""
        return [
            (training, key)
            for training in self.trainings_in(*(states or ("draft", "submitted", "returned", "verified")))
            for key, session in self.trainings[training].sessions.items()
            if not session.cancelled
        ]

    def ready(self) -> list[uuid.UUID]:
        """What can be handed in: a session that was held, and somebody at each."""
        unfinished = self.trainings_in("draft", "returned")
        return [
            key for key in unfinished if self.trainings[key].held and all(s.present for s in self.trainings[key].held)
        ]

    def loses_its_approval(self, training):
        if self.states[training] == "verified":
            self.states[training] = "submitted"

    # Doing.

    def perform(self, act: Act):
        act.does()
        act.means()

    def by_hand(self, does):
        """Several statements of somebody who uses no verb, in one transaction."""
        with transaction.atomic():
            does()

    def at(self, pool, act):
        return pool.submit(act).result(PATIENCE)

    def begins(self, act):
        """Do it elsewhere, and leave the transaction open."""

        def begin():
            atomic = transaction.atomic()
            atomic.__enter__()
            act()
            return atomic

        self.atomic = self.at(self.stage.elsewhere, begin)

    def ends(self, *, commits: bool):
        def end():
            transaction.set_rollback(not commits)
            self.atomic.__exit__(None, None, None)

        self.at(self.stage.elsewhere, end)

    def until_it_waits(self, running):
        """Come back when what runs at another connection is done, or waits for a lock."""
        deadline = time.monotonic() + PATIENCE
        with connection.cursor() as cursor:
            while not running.done():
                cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
                if cursor.fetchone()[0]:
                    return
                assert time.monotonic() < deadline
                time.sleep(0.001)

    # The first scene.

    def first_scene(self):
        """Seventeen people, nine of them without identity; all but two have come to trainings at borders of months."""
        for year in (1994, 1994, 1970, 1970):
            for sex, home in ((SEXES[0], HOME), (SEXES[1], ELSEWHERE)):
                self.registers("nik", True, home, DAYS[0], sex, year)
        for _ in range(9):
            self.registers("", False, HOME, DAYS[0], SEXES[0], None)
        self.is_logged(HOME, [(DAYS[0], 20, 90), (DAYS[1], 6, 60)])
        self.is_logged(HOME, [(DAYS[3], 6, 120)])
        self.is_logged(ELSEWHERE, [(DAYS[4], 20, 120)])
        self.is_logged(HOME, [(DAYS[1], 6, 120)])
        _late, _later, *others = self.people
        for training, session in self.sessions():
            self.perform(self.marking(training, session, dict.fromkeys(others, "present")))
        first, second, third, _draft = self.trainings
        for training in (first, second, third):
            self.perform(self.handing_in(training))
        for training in (first, second):
            self.perform(self.approval(training))
        self.stage.keep(self.people, self.trainings, self.states)

    @initialize(drained=st.booleans())
    def begins_here(self, drained):
        if drained:
            rollup.drain()

    # People.

    @rule(
        identified=st.sampled_from(["nik", "ktp", ""]),
        consented=st.booleans(),
        home=st.sampled_from(HOMES),
        on=st.sampled_from(DAYS),
        sex=st.sampled_from(SEXES),
        year=st.sampled_from(BIRTH_YEARS),
    )
    def registers(self, identified, consented, home, on, sex, year):
        key, born = uuid.uuid4(), datetime.date(year or BIRTH_YEARS[0], 6, 1)
        said = registration.Particulars(
            name="Warga",
            nik=nik(born=born, sex=sex) if identified == "nik" else "",
            ktp_seen=identified == "ktp",
            sex=sex if identified else "",
            birth_date=born if identified else None,
            consented=consented,
            baseline="no_business" if consented else "",
            lives_in=Kecamatan(home) if home else None,
        )
        facts = {"kecamatan": Kecamatan(HOME), "said": said, "on": on, "today": today()}
        registration.register(by=self.stage.facilitator, id=key, **facts)
        known = (sex, year, True) if identified else ("unknown", None, False)
        self.people[key] = Person(*known, on if consented else None, {on: home})

    @precondition(lambda self: self.incomplete())
    @rule(data=st.data(), on=st.sampled_from(DAYS), shows=st.booleans())
    def completes(self, data, on, shows):
        self.perform(self.completing(data, on, shows))

    def incomplete(self):
        return self.free(key for key, one in self.people.items() if not (one.identified and one.registered_on))

    def completing(self, data, on, shows):
        key = self.some(data, self.incomplete(), "person")
        person = self.people[key]
        shows = not person.identified and (shows or person.registered_on is not None)
        said = registration.Particulars(
            name="Warga",
            nik=nik(born="1994-06-01", sex="male") if shows else "",
            consented=person.registered_on is None and not shows,
            baseline="no_business",
        )

        def means():
            if shows:
                person.identified = True
                person.sex = "male" if person.sex == "unknown" else person.sex
                person.birth_year = person.birth_year or 1994
            else:
                person.registered_on = person.registered_on or on

        facts = {"participant": Participant(pk=key), "said": said, "on": on, "today": today()}
        return Act(lambda: registration.complete(by=self.stage.facilitator, **facts), means, {key})

    @precondition(lambda self: self.free(self.people))
    @rule(data=st.data(), to=st.sampled_from(HOMES), since=st.sampled_from(DAYS))
    def moves_house(self, data, to, since):
        self.perform(self.moving_house(data, to, since))

    def moving_house(self, data, to, since):
        key = self.some(data, self.free(self.people), "person")
        facts = {"lives_in": Kecamatan(to) if to else None, "since": since, "today": today()}
        person = Participant.objects.get(pk=key)
        return Act(
            lambda: registration.record_move(by=self.stage.facilitator, participant=person, **facts),
            lambda: self.people[key].homes.update({since: to}),
            {key},
        )

    @precondition(lambda self: self.free(self.people))
    @rule(data=st.data())
    def a_home_is_struck_out(self, data):
        key = self.some(data, self.free(self.people), "person")
        if homes := self.people[key].homes:
            since = self.some(data, sorted(homes), "since")
            Residence.objects.filter(participant=key, since=since).delete()
            del homes[since]

    @precondition(lambda self: self.known())
    @rule(data=st.data())
    def is_corrected(self, data):
        self.perform(self.correction(data))

    def known(self):
        return self.free(key for key, one in self.people.items() if one.birth_year and one.registered_on)

    def correction(self, data, key=None):
        """Other particulars: the sex, the year of birth, or the day of registration."""
        key = key or self.some(data, self.known(), "person")
        person = self.people[key]
        name, value = data.draw(
            st.sampled_from(
                [("sex", next(sex for sex in SEXES if sex != person.sex))]
                + [("birth_year", year) for year in BIRTH_YEARS if year != person.birth_year]
                + [("registered_on", day) for day in DAYS if day != person.registered_on]
            ),
            label="correction",
        )
        fields = {name: value} | ({"birth_date": datetime.date(value, 6, 1)} if name == "birth_year" else {})
        return Act(
            lambda: Participant.objects.filter(pk=key).update(**fields), lambda: setattr(person, name, value), {key}
        )

    @precondition(lambda self: self.free(self.people))
    @rule(data=st.data())
    def is_deleted(self, data):
        key = self.some(data, self.free(self.people), "person")
        attended = [
            one for one, training in self.trainings.items() for s in training.sessions.values() if key in s.marks
        ]
        if set(attended) == set(self.free(attended)):
            self.by_hand(lambda: (Attendance.objects.filter(participant=key).delete(), Participant(pk=key).delete()))
            for training in attended:
                self.loses_its_approval(training)
                for session in self.trainings[training].sessions.values():
                    session.marks.pop(key, None)
            del self.people[key]

    # Trainings.

    def meeting(self, on, hour, minutes):
        # No two sessions of a training start in the same second.
        begin = datetime.datetime.combine(on, datetime.time(hour)) + datetime.timedelta(seconds=next(self.second))
        return trainings_verbs.Meeting(on, begin.time(), (begin + datetime.timedelta(minutes=minutes)).time())

    @rule(
        place=st.sampled_from([HOME, ELSEWHERE]),
        meetings=st.lists(
            st.tuples(st.sampled_from(DAYS), st.sampled_from(HOURS), st.sampled_from(LENGTHS)), min_size=1, max_size=3
        ),
    )
    def is_logged(self, place, meetings):
        key, (first, *others) = uuid.uuid4(), meetings
        training = trainings_verbs.log_training(
            by=self.stage.facilitator,
            id=key,
            kecamatan=Kecamatan(place),
            curriculum=self.stage.curriculum,
            agency=self.stage.agency,
            place="Aula",
            meeting=self.meeting(*first),
        )
        sessions = {training.sessions.get().pk: Session(first[0], first[2])}
        self.trainings[key], self.states[key] = Training(place, sessions), "draft"
        for other in others:
            self.adds(key, *other)

    def adds(self, key, on, hour, minutes):
        facts = {"training": TrainingRow.objects.get(pk=key), "meeting": self.meeting(on, hour, minutes)}
        row = trainings_verbs.add_session(by=self.stage.facilitator, **facts)
        self.trainings[key].sessions[row.pk] = Session(on, minutes)

    @precondition(lambda self: self.trainings_in("draft", "returned"))
    @rule(data=st.data(), on=st.sampled_from(DAYS), hour=st.sampled_from(HOURS), minutes=st.sampled_from(LENGTHS))
    def gets_another_session(self, data, on, hour, minutes):
        self.adds(self.some(data, self.trainings_in("draft", "returned"), "training"), on, hour, minutes)

    @precondition(lambda self: self.sessions())
    @rule(data=st.data(), on=st.sampled_from(DAYS), hour=st.sampled_from(HOURS), minutes=st.sampled_from(LENGTHS))
    def is_held_on_another_day(self, data, on, hour, minutes):
        self.perform(self.rescheduling(data, on, hour, minutes))

    def rescheduling(self, data, on, hour, minutes):
        training, key = self.some(data, self.sessions(), "session")
        session = self.trainings[training].sessions[key]

        def means():
            session.held_on, session.minutes = on, minutes
            self.loses_its_approval(training)

        facts = {"session": self.row(key), "meeting": self.meeting(on, hour, minutes), "at": now()}
        return Act(lambda: trainings_verbs.move_session(by=self.stage.facilitator, **facts), means, {training})

    def row(self, session):
        return TrainingSession.objects.select_related("training").get(pk=session)

    @precondition(lambda self: self.sessions())
    @rule(data=st.data())
    def is_cancelled(self, data):
        training, key = self.some(data, self.sessions(), "session")
        trainings_verbs.cancel_session(by=self.stage.facilitator, session=self.row(key))
        self.trainings[training].sessions[key].cancelled = True
        self.loses_its_approval(training)

    @precondition(lambda self: self.trainings_in("submitted", "returned", "verified"))
    @rule(data=st.data(), place=st.sampled_from([HOME, ELSEWHERE]))
    def was_somewhere_else(self, data, place):
        key = self.some(data, self.trainings_in("submitted", "returned", "verified"), "training")
        row = TrainingRow.objects.get(pk=key)
        said = {"kecamatan": Kecamatan(place), "curriculum": row.curriculum, "agency": row.agency, "place": row.place}
        trainings_verbs.change_training(by=self.stage.facilitator, training=row, **said)
        if place != self.trainings[key].kecamatan:
            self.trainings[key].kecamatan = place
            self.loses_its_approval(key)

    @precondition(lambda self: self.trainings_in("draft"))
    @rule(data=st.data())
    def is_thrown_away(self, data):
        key = self.some(data, self.trainings_in("draft"), "training")
        TrainingRow(pk=key).delete()
        del self.trainings[key], self.states[key]

    # The roster.

    def marking(self, training, key, statuses):
        marks = self.trainings[training].sessions[key].marks

        def means():
            if any(marks.get(person) != status for person, status in statuses.items()):
                marks.update(statuses)
                self.loses_its_approval(training)

        facts = {"session": self.row(key), "statuses": statuses, "at": now()}
        return Act(lambda: rosters.mark(by=self.stage.facilitator, **facts), means, {training, *statuses})

    def a_few(self, data):
        people = st.lists(st.sampled_from(self.free(self.people)), min_size=1, max_size=3, unique=True)
        return {one: self.some(data, STATUSES, "status") for one in data.draw(people, label="people")}

    @precondition(lambda self: self.sessions() and self.free(self.people))
    @rule(data=st.data())
    def some_are_marked(self, data):
        self.perform(self.marking(*self.some(data, self.sessions(), "session"), self.a_few(data)))

    @precondition(lambda self: self.sessions() and self.free(self.people))
    @rule(data=st.data())
    def all_come(self, data):
        session = self.some(data, self.sessions(), "session")
        self.perform(self.marking(*session, dict.fromkeys(self.free(self.people), "present")))

    @precondition(lambda self: self.sessions() and self.free(self.people))
    @rule(data=st.data())
    def joins(self, data):
        training, key = self.some(data, self.sessions(), "session")
        person = self.some(data, self.free(self.people), "person")
        facts = {"session": self.row(key), "participant": Participant(pk=person), "at": now()}
        rosters.join(by=self.stage.facilitator, **facts)
        marks = self.trainings[training].sessions[key].marks
        if person not in marks:
            marks[person] = "present"
            self.loses_its_approval(training)

    def listed(self):
        return [
            (training, key, person)
            for training, key in self.sessions()
            for person in self.free(self.trainings[training].sessions[key].marks)
        ]

    @precondition(lambda self: self.listed())
    @rule(data=st.data())
    def leaves(self, data):
        training, key, person = self.some(data, self.listed(), "mark")
        facts = {"session": self.row(key), "participant": Participant(pk=person)}
        rosters.leave(by=self.stage.facilitator, **facts)
        del self.trainings[training].sessions[key].marks[person]
        self.loses_its_approval(training)

    # Verification.

    @precondition(lambda self: self.ready())
    @rule(data=st.data())
    def is_handed_in(self, data):
        self.perform(self.handing_in(self.some(data, self.ready(), "training")))

    def handing_in(self, key):
        facts = {"training": TrainingRow(pk=key), "at": now()}
        return Act(
            lambda: submission.submit_training(by=self.stage.facilitator, **facts),
            lambda: self.states.update({key: "submitted"}),
            {key},
        )

    @precondition(lambda self: self.trainings_in("submitted"))
    @rule(data=st.data())
    def is_approved(self, data):
        self.perform(self.approval(self.some(data, self.trainings_in("submitted"), "training")))

    def approval(self, key):
        row = TrainingRow.objects.get(pk=key)
        return Act(
            lambda: verification.approve(by=self.stage.verifier, training=row, version=row.version),
            lambda: self.states.update({key: "verified"}),
            {key},
        )

    @precondition(lambda self: self.ready())
    @rule(data=st.data())
    def is_handed_in_and_approved(self, data):
        key = self.some(data, self.ready(), "training")
        self.perform(self.handing_in(key))
        self.perform(self.approval(key))

    @precondition(lambda self: self.trainings_in("submitted", "verified"))
    @rule(data=st.data())
    def is_sent_back(self, data):
        self.perform(self.sending_back(self.some(data, self.trainings_in("submitted", "verified"), "training")))

    def sending_back(self, key):
        row = TrainingRow.objects.get(pk=key)
        facts = {"training": row, "version": row.version, "reason": "Foto belum ada"}
        return Act(
            lambda: verification.send_back(by=self.stage.verifier, **facts),
            lambda: self.states.update({key: "returned"}),
            {key},
        )

    # At another connection.

    def still_here(self):
        return self.pending is None and not self.draining

    @precondition(lambda self: self.still_here())
    @rule(data=st.data(), on=st.sampled_from(DAYS), home=st.sampled_from(HOMES))
    def something_begins_elsewhere(self, data, on, home):
        kinds = {
            "completing": self.incomplete() and (lambda: self.completing(data, on, shows=True)),
            "moving house": self.people and (lambda: self.moving_house(data, home, on)),
            "correction": self.known() and (lambda: self.correction(data)),
            "rescheduling": self.sessions() and (lambda: self.rescheduling(data, on, 20, 90)),
            "marking": self.sessions()
            and self.people
            and (lambda: self.marking(*self.some(data, self.sessions(), "session"), self.a_few(data))),
            "approval": self.trainings_in("submitted")
            and (lambda: self.approval(self.some(data, self.trainings_in("submitted"), "training"))),
            "sending back": self.trainings_in("verified")
            and (lambda: self.sending_back(self.some(data, self.trainings_in("verified"), "training"))),
        }
        self.pending = kinds[self.some(data, [kind for kind, act in kinds.items() if act], "elsewhere")]()
        self.begins(self.pending.does)

    @precondition(lambda self: self.pending)
    @rule(commits=st.booleans())
    def it_ends(self, commits):
        act, self.pending = self.pending, None
        self.ends(commits=commits)
        if commits:
            act.means()

    @precondition(lambda self: self.still_here())
    @rule()
    def a_drain_begins_elsewhere(self):
        self.begins(rollup.post_batch)
        self.draining = True

    @precondition(lambda self: self.draining)
    @rule(commits=st.booleans())
    def that_drain_ends(self, commits):
        """Or is killed."""
        self.ends(commits=commits)
        self.draining = False

    @precondition(lambda self: self.still_here() and self.known())
    @rule(data=st.data())
    def a_change_commits_during_a_drain(self, data):
        key = self.some(data, self.known(), "person")
        self.perform(self.correction(data, key))
        self.pending = self.correction(data, key)
        self.begins(self.pending.does)
        rollup.drain()
        self.it_ends(commits=True)

    @precondition(lambda self: self.still_here() and self.trainings_in("submitted"))
    @rule(data=st.data())
    def an_approval_commits_during_a_drain(self, data):
        self.a_drain_begins_elsewhere()
        self.is_approved(data)
        self.that_drain_ends(commits=True)

    def late(self):
        """A submitted training, one of its sessions, and somebody who is not on its list."""
        return [
            (training, key, person)
            for training, key in self.sessions("submitted")
            for person in self.people
            if person not in self.trainings[training].sessions[key].marks
        ]

    @precondition(lambda self: self.still_here() and self.late())
    @rule(data=st.data(), by_hand=st.booleans())
    def a_late_attendee_commits_while_an_approval_is_open(self, data, by_hand):
        training, key, person = self.some(data, self.late(), "late attendee")
        approval, mark = self.approval(training), self.marking(training, key, {person: "present"})
        facts = {"session_id": key, "participant_id": person, "recorded_by": self.stage.facilitator}
        self.begins(approval.does)
        running = self.stage.phone.submit(
            (lambda: Attendance.objects.create(status="present", **facts)) if by_hand else mark.does
        )
        self.until_it_waits(running)
        rollup.drain()
        self.ends(commits=True)
        running.result(PATIENCE)
        approval.means()
        self.late_attendee_came(training, mark)

    def late_attendee_came(self, training, mark):
        """It waited for the approval, and takes it back: the checker did not see this person."""
        mark.means()

    # Counting.

    @precondition(lambda self: not self.draining)
    @rule()
    def is_drained(self):
        rollup.drain()

    @precondition(lambda self: not self.draining)
    @rule()
    def takes_the_oldest_change(self):
        batch, rollup.BATCH = rollup.BATCH, 1
        try:
            rollup.post_batch()
        finally:
            rollup.BATCH = batch

    @precondition(lambda self: self.still_here())
    @rule()
    def is_rebuilt(self):
        rollup.rebuild()

    @precondition(lambda self: not self.draining)
    @rule(month=st.sampled_from(MONTHS))
    def is_closed(self, month):
        rollup.drain()
        self.look_at_postings()
        self.stands(month, Period.Status.FINAL)
        self.published[month] = self.rolled("posting_month", posting_month=month)

    @precondition(lambda self: not self.draining and self.published)
    @rule(data=st.data())
    def is_reopened(self, data):
        month = self.some(data, sorted(self.published), "month")
        self.look_at_postings()
        self.stands(month, Period.Status.OPEN)
        del self.published[month]

    def stands(self, month, status):
        self.periods[month] = status
        Period.objects.update_or_create(month=month, defaults={"status": status, "first_closed_at": now()})

    # What holds at every moment.

    def truth(self) -> Counter:
        for key, training in self.trainings.items():
            training.approved = self.states[key] == "verified"
        return recount(self.people, list(self.trainings.values()))

    def rolled(self, month="month", **which) -> Counter:
        """The rollups by one of the two months, without zeros."""
        names = [name if name != "month" else month for name in CELLS]
        rows = MonthlyCount.objects.filter(**which).values_list(*names).annotate(count=Sum("value"))
        return Counter({tuple(cell): count for *cell, count in rows if count})

    def owed(self) -> Counter:
        """What the queue still holds: the differences of the sources that its keys mean."""
        late, counts = checking.queued(), Counter()
        with connection.cursor() as cursor:
            for source in SOURCES:
                if keys := late.get(source.kind):
                    cursor.execute(ledger.difference(source, GIVEN), [keys])
                    for _source, *cell, delta in cursor.fetchall():
                        counts[tuple(cell)] += delta
        return counts

    @invariant()
    def rollups_and_queue_are_the_recount(self):
        counted = self.rolled()
        counted.update(self.owed())
        assert {cell: count for cell, count in counted.items() if count} == dict(self.truth())

    @invariant()
    def postings_are_right(self):
        newest = Revision.objects.first()
        if newest and newest.number > self.revision:
            self.look_at_postings()

    def look_at_postings(self):
        """Revisions, months and sums, after something was posted."""
        self.revisions_are_gapless()
        self.entries_are_posted_in_their_month()
        self.rollups_are_the_sums_of_the_ledger()
        self.what_was_published_stands()

    def revisions_are_gapless(self):
        revisions = list(Revision.objects.order_by("number").values_list("number", "at"))
        assert [number for number, _at in revisions] == list(range(1, len(revisions) + 1))
        assert [at for _number, at in revisions] == sorted(at for _number, at in revisions)
        self.revision = len(revisions)

    def entries_are_posted_in_their_month(self):
        """In their own, or, where that one is final, in the first after it that was never closed."""
        new = LedgerEntry.objects.filter(pk__gt=self.entry).order_by("pk")
        for key, month, posting_month in new.values_list("pk", "month", "posting_month"):
            expected = Month.of(month)
            if self.periods.get(month) == Period.Status.FINAL:
                expected = next(
                    later for later in map(expected.__add__, range(1, 99)) if later.first not in self.periods
                )
            assert posting_month == expected.first
            self.entry = key

    def rollups_are_the_sums_of_the_ledger(self):
        sums = LedgerEntry.objects.values_list(*CELL).annotate(value=Sum("delta"))
        assert {row for row in sums if row[-1]} == set(
            MonthlyCount.objects.exclude(value=0).values_list(*CELL, "value")
        )

    def what_was_published_stands(self):
        for month, figures in self.published.items():
            assert self.rolled("posting_month", posting_month=month) == figures

    @invariant()
    def the_recount_of_the_product_finds_nothing(self):
        if not self.quiet():
            return
        differences, revision = checking.recount()
        assert differences == 0
        assert revision >= self.revision

    def quiet(self) -> bool:
        """Every fourth moment is enough: the recount reads everything there is."""
        self.moments += 1
        return self.moments % 4 == 0

    # At the end.

    def teardown(self):
        failed = sys.exc_info()[0] is not None
        if self.pending or self.draining:
            self.ends(commits=False)
            self.pending, self.draining = None, False
        if not failed:
            rollup.drain()
            assert self.rolled() == self.truth()
            self.look_at_postings()
            assert checking.recount()[0] == 0
            self.published_and_latest_are_the_same_in_the_end()

    def published_and_latest_are_the_same_in_the_end(self):
        """Over all months, what the two readings add up to."""
        metrics = tuple({metric for metric, *_cell in self.truth()})
        span = {"first": Month(2017, 12), "last": Month(2025, 12), "metrics": metrics, "by": (), "resident": "all"}
        latest = Counter({row["metric"]: row["value"] for row in counts(Question(**span))})
        published = Counter()
        for row in MonthlyCount.objects.values("posting_month", "metric").annotate(value=Sum("value")):
            published[row["metric"]] += row["value"]
        assert +published == +latest


def play(machine: type[Counting], *, examples: int, shrinks: bool = True) -> int:
    """Play that many runs of the machine, the same ones each time; returns how many there were."""
    stage = Stage(factories.facilitator(), factories.verifier())
    try:
        machine(stage).first_scene()
        stage.runs = 0
        with connection.cursor() as cursor:
            # Nobody here waits for another, least of all for a drain.
            cursor.execute("SET lock_timeout = '2s'")
        run_state_machine_as_test(
            lambda: machine(stage),
            settings=settings(
                max_examples=examples,
                stateful_step_count=30,
                deadline=None,
                database=None,
                derandomize=True,
                phases=[Phase.generate, Phase.shrink] if shrinks else [Phase.generate],
                report_multiple_bugs=False,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        stage.close()
    return stage.runs
