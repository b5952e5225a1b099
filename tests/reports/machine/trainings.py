"""What happens to trainings and their rosters."""

import datetime
import uuid

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from okoce.core.months import now, today
from participants import rosters
from participants.models import Participant
from programs import trainings as trainings_verbs
from programs.models import Kecamatan, TrainingSession
from programs.models import Training as TrainingRow
from tests.factories import ELSEWHERE, HOME
from tests.reports.machine.memory import Memory
from tests.reports.machine.stage import DAYS, HOURS, LENGTHS, STATUSES, Act
from tests.reports.recount import Session, Training


class Trainings(Memory):
    def meeting(self, on, hour, minutes, training=None):
        """At that hour of the day, or at the first half hour at which the training does not meet yet."""
        begins = [
            datetime.datetime.combine(on, datetime.time(start // 2, start % 2 * 30)) for start in [hour * 2, *range(44)]
        ]
        hours = [(begin.time(), (begin + datetime.timedelta(minutes=minutes)).time()) for begin in begins]
        sessions = TrainingSession.objects.filter(training=training, held_on=on).exclude(state="cancelled")
        taken = list(sessions.values_list("starts_at", "ends_at"))
        free = ((start, end) for start, end in hours if all(end <= begun or start >= ended for begun, ended in taken))
        return trainings_verbs.Meeting(on, *next(free))

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
            today=today(),
        )
        sessions = {training.sessions.get().pk: Session(first[0], first[2])}
        self.trainings[key], self.states[key] = Training(place, sessions, self.stage.facilitator.pk), "draft"
        for other in others:
            self.adds(key, *other)

    def adds(self, key, on, hour, minutes):
        facts = {"training": TrainingRow.objects.get(pk=key), "meeting": self.meeting(on, hour, minutes, key)}
        row = trainings_verbs.add_session(by=self.stage.facilitator, today=today(), **facts)
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

        facts = {"session": self.row(key), "meeting": self.meeting(on, hour, minutes, training), "at": now()}
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

    def trainings_of_the_free(self, *states):
        """Where their people are found changes along, so they wait for whoever writes about one of them."""
        return [
            key
            for key in self.trainings_in(*states)
            for people in [set().union(*(session.marks for session in self.trainings[key].sessions.values()))]
            if people == set(self.free(people))
        ]

    @precondition(lambda self: self.trainings_of_the_free("submitted", "returned", "verified"))
    @rule(data=st.data(), place=st.sampled_from([HOME, ELSEWHERE]))
    def was_somewhere_else(self, data, place):
        key = self.some(data, self.trainings_of_the_free("submitted", "returned", "verified"), "training")
        row = TrainingRow.objects.get(pk=key)
        said = {"kecamatan": Kecamatan(place), "curriculum": row.curriculum, "agency": row.agency, "place": row.place}
        trainings_verbs.change_training(by=self.stage.facilitator, training=row, **said)
        if place != self.trainings[key].kecamatan:
            self.trainings[key].kecamatan = place
            self.loses_its_approval(key)

    @precondition(lambda self: self.trainings_in("draft", "submitted", "returned", "verified"))
    @rule(data=st.data())
    def was_led_by_another(self, data):
        """By hand."""
        key = self.some(data, self.trainings_in("draft", "submitted", "returned", "verified"), "training")
        by = self.some(data, self.stage.facilitators, "facilitator")
        TrainingRow.objects.filter(pk=key).update(led_by=by)
        if by.pk != self.trainings[key].led_by:
            self.trainings[key].led_by = by.pk
            self.loses_its_approval(key)

    @precondition(lambda self: self.trainings_of_the_free("draft"))
    @rule(data=st.data())
    def is_thrown_away(self, data):
        key = self.some(data, self.trainings_of_the_free("draft"), "training")
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
