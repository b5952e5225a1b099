"""The rungs P4 to P7: entered, changed, handed in."""

import datetime
import uuid

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from okoce.core.months import now, today
from participants import milestones
from participants.models import Participant
from tests.factories import photo
from tests.reports.machine.records import Records
from tests.reports.machine.stage import DAYS, KINDS, LICENCE_TYPES, Act
from tests.reports.recount import Milestone

FINISHED = ("submitted", "verified")


class Milestones(Records):
    def facts(self, kind, on, licence_type, own_name):
        """What is said of one that was completed on the day, or not yet."""
        day = on or DAYS[0]
        # Books end with their month: the newest that was over.
        following = day + datetime.timedelta(days=1)
        month = following.replace(day=1) - datetime.timedelta(days=1)
        own = {
            "licence": {"licence_type": licence_type, "number": "1", "own_name": own_name},
            "market": {"name": "Bazar"},
            "books": {"month": month.replace(day=1)},
            "capital": {"name": "Koperasi", "amount": 1},
        }
        return milestones.MilestoneFacts(entered_on=day, completed_on=on, **own[kind])

    def remembered(self, kind, on, licence_type, own_name):
        licence = {"licence_type": licence_type, "own_name": own_name} if kind == "licence" else {}
        return {"kind": kind, "completed_on": on, **licence}

    def entering(self, key, person, kind, *said):
        facts = {"participant": Participant(pk=person), "kind": kind, "said": self.facts(kind, *said)}
        files = (photo(),)
        return Act(
            lambda: milestones.enter(by=self.stage.facilitator, id=key, today=today(), files=files, **facts),
            lambda: self.people[person].milestones.update({key: Milestone(**self.remembered(kind, *said))}),
            {person},
        )

    def completes_a_step(self, person, kind, on, licence_type="NIB", *, own_name=True):
        """Entered, handed in and approved; returns where it is."""
        where = (person, "milestones", uuid.uuid4())
        self.perform(self.entering(where[2], person, kind, on, licence_type, own_name))
        self.perform(self.handing_in_of(where))
        self.perform(self.decision(where, "approve"))
        return where

    @precondition(lambda self: self.free(self.people))
    @rule(
        data=st.data(),
        kind=st.sampled_from(KINDS),
        on=st.sampled_from([*DAYS, None]),
        licence_type=st.sampled_from(LICENCE_TYPES),
        own_name=st.sampled_from([True, True, False]),
        approved=st.booleans(),
    )
    def takes_a_step(self, data, kind, on, licence_type, own_name, approved):
        person = self.some(data, self.free(self.people), "person")
        if on and approved:
            self.completes_a_step(person, kind, on, licence_type, own_name=own_name)
        else:
            self.perform(self.entering(uuid.uuid4(), person, kind, on, licence_type, own_name))

    def steps(self, *states):
        return self.records(*states, kinds=("milestones",))

    def completed(self):
        return [where for where in self.steps("draft", "returned") if self.record(where).completed_on]

    @precondition(lambda self: self.completed())
    @rule(data=st.data())
    def a_step_is_handed_in(self, data):
        self.perform(self.handing_in_of(self.some(data, self.completed(), "milestone")))

    def handing_in_of(self, where):
        row, record = self.row_of(where), self.record(where)
        return Act(
            lambda: milestones.hand_in(by=self.stage.facilitator, milestone=row, at=now()),
            lambda: setattr(record, "state", "submitted"),
            {where[0]},
        )

    @precondition(lambda self: self.changeable("milestones"))
    @rule(
        data=st.data(),
        on=st.sampled_from([*DAYS, None]),
        licence_type=st.sampled_from(LICENCE_TYPES),
        own_name=st.booleans(),
    )
    def a_step_changes(self, data, on, licence_type, own_name):
        where = self.some(data, self.changeable("milestones"), "milestone")
        record = self.record(where)
        # What was handed in keeps a day on which it was completed.
        on = on or (record.completed_on if record.state in FINISHED else None)
        said = self.facts(record.kind, on, licence_type, own_name)
        milestones.change(by=self.stage.facilitator, milestone=self.row_of(where), said=said, today=today())
        self.changing(record, **self.remembered(record.kind, on, licence_type, own_name))()
