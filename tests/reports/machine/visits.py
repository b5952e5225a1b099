"""Visits: made, changed, made by somebody else; one that confirms trading goes to the verifier."""

import uuid

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from okoce.core.months import now
from participants import mentoring
from participants.models import Participant
from participants.models import Visit as VisitRow
from programs.models import Kecamatan
from tests.factories import ELSEWHERE, HOME, photo
from tests.reports.machine.records import STANDING, Records
from tests.reports.machine.stage import DAYS, Act
from tests.reports.recount import Visit

# With one fewer neither a facilitator nor a centre was active.
ROUNDS = [7, 8]


class Visits(Records):
    def said(self, place, on, trades):
        mode = "in_person" if trades else "phone"
        facts = {"kecamatan": Kecamatan(place), "held_on": on, "minutes": 60, "topic": "Usaha"}
        return mentoring.VisitFacts(mode=mode, confirms_trading=trades, **facts)

    def visiting(self, person, by, place, on, *, trades=False):
        key = uuid.uuid4()
        visit = Visit(by.pk, place, on, trades, "submitted" if trades else "draft")
        facts = {"participant": Participant(pk=person), "said": self.said(place, on, trades), "at": now()}
        picture = photo() if trades else None
        return Act(
            lambda: mentoring.record_visit(by=by, id=key, photo=picture, **facts),
            lambda: self.people[person].visits.update({key: visit}),
            {person},
        )

    @precondition(lambda self: self.free(self.people))
    @rule(data=st.data(), place=st.sampled_from([HOME, ELSEWHERE]), on=st.sampled_from(DAYS), trades=st.booleans())
    def is_visited(self, data, place, on, trades):
        person = self.some(data, self.free(self.people), "person")
        by = self.some(data, self.stage.facilitators, "facilitator")
        self.perform(self.visiting(person, by, place, on, trades=trades))

    @precondition(lambda self: len(self.free(self.people)) >= max(ROUNDS))
    @rule(
        data=st.data(),
        place=st.sampled_from([HOME, ELSEWHERE]),
        on=st.sampled_from(DAYS),
        number=st.sampled_from(ROUNDS),
    )
    def makes_a_round(self, data, place, on, number):
        by = self.some(data, self.stage.facilitators, "facilitator")
        for person in self.free(self.people)[:number]:
            self.perform(self.visiting(person, by, place, on))

    def visits(self, *states):
        return self.records(*states, kinds=("visits",))

    @precondition(lambda self: self.visits(*STANDING))
    @rule(
        data=st.data(),
        place=st.sampled_from([HOME, ELSEWHERE]),
        on=st.sampled_from(DAYS),
        trades=st.booleans(),
        shows=st.booleans(),
    )
    def a_visit_changes(self, data, place, on, trades, shows):
        where = self.some(data, self.visits(*STANDING), "visit")
        visit = self.record(where)
        # An approval that somebody trades is taken back by a verifier only.
        trades = trades or visit.state == "verified"
        # With another photo it is another one than the checker saw.
        picture = photo() if trades and (shows or not visit.confirms_trading) else None
        by, said = self.stage.facilitators[0], self.said(place, on, trades)
        mentoring.change_visit(by=by, visit=self.row_of(where), said=said, at=now(), photo=picture)
        self.changing(visit, kecamatan=place, held_on=on, confirms_trading=trades)()
        if not trades:
            visit.state = "draft"
        elif picture or visit.state != "verified":
            visit.state = "submitted"

    @precondition(lambda self: self.visits(*STANDING))
    @rule(data=st.data())
    def a_visit_was_made_by_another(self, data):
        """By hand."""
        where = self.some(data, self.visits(*STANDING), "visit")
        by = self.some(data, self.stage.facilitators, "facilitator")
        VisitRow.objects.filter(pk=where[2]).update(facilitator=by)
        self.changing(self.record(where), facilitator=by.pk)()
