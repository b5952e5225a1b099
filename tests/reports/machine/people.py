"""What happens to people: they register, complete, are corrected and deleted."""

import datetime
import uuid

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from okoce.core.months import today
from participants import registration
from participants.models import Attendance, JobReport, Milestone, Participant, Visit
from programs.models import Kecamatan
from tests.factories import HOME, nik
from tests.reports.machine.memory import Memory
from tests.reports.machine.stage import BASELINES, BIRTH_YEARS, DAYS, HOMES, SEXES, Act
from tests.reports.recount import Person


class People(Memory):
    @rule(
        identified=st.sampled_from(["nik", "ktp", ""]),
        consented=st.booleans(),
        home=st.sampled_from(HOMES),
        on=st.sampled_from(DAYS),
        sex=st.sampled_from(SEXES),
        year=st.sampled_from(BIRTH_YEARS),
        baseline=st.sampled_from(BASELINES),
    )
    def registers(self, identified, consented, home, on, sex, year, baseline="no_business"):
        key, born = uuid.uuid4(), datetime.date(year or BIRTH_YEARS[0], 6, 1)
        workers = 2 if consented and baseline == "unlicensed" else 0
        number = nik(born=born, sex=sex) if identified == "nik" else ""
        said = registration.Particulars(
            name="Warga",
            nik=number,
            ktp_seen=identified == "ktp",
            sex=sex if identified else "",
            birth_date=born if identified else None,
            consented=consented,
            baseline=baseline if consented else "",
            baseline_workers=workers,
            lives_in=Kecamatan(home) if home else None,
        )
        facts = {"kecamatan": Kecamatan(HOME), "said": said, "on": on, "today": today()}
        registration.register(by=self.stage.facilitator, id=key, **facts)
        known = (sex, year, True) if identified else ("unknown", None, False)
        start = (on, {on: home}, baseline, workers) if consented else (None, {on: home})
        self.people[key] = Person(*known, *start)
        if number:
            self.numbers[key] = number

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
        number = nik(born=datetime.date(BIRTH_YEARS[0], 6, 1), sex="male") if shows else ""
        said = registration.Particulars(
            name="Warga",
            nik=number,
            consented=person.registered_on is None and not shows,
            baseline="no_business",
        )

        def means():
            if shows:
                person.identified, self.numbers[key] = True, number
                person.sex = "male" if person.sex == "unknown" else person.sex
                person.birth_year = person.birth_year or BIRTH_YEARS[0]
            else:
                person.registered_on, person.baseline = on, "no_business"

        facts = {"participant": Participant(pk=key), "said": said, "on": on, "today": today()}
        return Act(lambda: registration.complete(by=self.stage.facilitator, **facts), means, {key})

    @precondition(lambda self: self.known())
    @rule(data=st.data())
    def is_corrected(self, data):
        self.perform(self.correction(data))

    def known(self):
        return self.free(key for key, one in self.people.items() if one.birth_year and one.registered_on)

    def correction(self, data, key=None):
        """Other particulars: the sex, the year of birth, the day of registration, or what was there at the start."""
        key = key or self.some(data, self.known(), "person")
        person = self.people[key]
        name, value = data.draw(
            st.sampled_from(
                [("sex", next(sex for sex in SEXES if sex != person.sex))]
                + [("birth_year", year) for year in BIRTH_YEARS if year != person.birth_year]
                + [("registered_on", day) for day in DAYS if day != person.registered_on]
                + [("baseline", word) for word in BASELINES if word != person.baseline]
                + [("baseline_workers", number) for number in (1, 3) if person.baseline != "no_business"]
            ),
            label="correction",
        )
        meant = {name: value} | ({"baseline_workers": 0} if value == "no_business" else {})
        fields = meant | ({"birth_date": datetime.date(value, 6, 1)} if name == "birth_year" else {})
        return Act(
            lambda: Participant.objects.filter(pk=key).update(**fields), lambda: vars(person).update(meant), {key}
        )

    def forgettable(self):
        """Whom no decision is about; what was revoked stays as it is, with everybody on its list."""
        revoked = {
            person
            for key, one in self.trainings.items()
            if self.states[key] == "revoked"
            for s in one.sessions.values()
            for person in s.marks
        }
        return [
            key
            for key in self.free(self.people)
            if key not in revoked | self.named_by_files | self.ever_merged | self.ever_matched | self.ever_moved
            and not self.people[key].case
            and self.decided.isdisjoint(
                {*self.people[key].visits, *self.people[key].milestones, *self.people[key].job_reports}
            )
        ]

    @precondition(lambda self: self.forgettable())
    @rule(data=st.data())
    def is_deleted(self, data):
        key = self.some(data, self.forgettable(), "person")
        attended = [
            one for one, training in self.trainings.items() for s in training.sessions.values() if key in s.marks
        ]
        if set(attended) == set(self.free(attended)):
            facts = [Attendance, Visit, Milestone, JobReport]
            self.by_hand(
                lambda: (
                    *(fact.objects.filter(participant=key).delete() for fact in facts),
                    Participant(pk=key).delete(),
                )
            )
            for training in attended:
                self.loses_its_approval(training)
                for session in self.trainings[training].sessions.values():
                    session.marks.pop(key, None)
            del self.people[key]
            self.numbers.pop(key, None)
