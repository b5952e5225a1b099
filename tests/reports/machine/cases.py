"""New entrepreneurs: the system opens their cases, and somebody decides."""

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from okoce.core.months import now
from participants import entrepreneurs, verification
from participants.models import Entrepreneur
from reports import rollup
from tests.factories import HOME
from tests.reports.machine.milestones import Milestones
from tests.reports.machine.records import DECISIONS
from tests.reports.machine.stage import DAYS, PROOFS, Act
from tests.reports.machine.visits import Visits

# In which states of a case what may be done to it.
MAY = {
    "approve": ("submitted", "verified", "revoked"),
    "send_back": ("submitted", "verified"),
    "revoke": ("submitted", "verified"),
    "hand_in_again": ("returned",),
}


class Cases(Milestones, Visits):
    @invariant()
    def cases_are_as_remembered(self):
        """The system opens them; nobody else does anything to them that the memory does not know."""
        for person, state in Entrepreneur.objects.values_list("participant", "state"):
            if state == "submitted" and not self.people[person].case:
                self.people[person].case = state
            assert self.people[person].case == state

    def cases(self):
        return [person for person in self.free(self.people) if self.people[person].case]

    def undecided_cases(self):
        return [person for person in self.cases() if self.people[person].case == "submitted"]

    @precondition(lambda self: self.cases())
    @rule(data=st.data(), how=st.sampled_from(["approve", "approve", "send_back", "revoke", "hand_in_again"]))
    def a_case_is_decided(self, data, how):
        person = self.some(data, self.cases(), "person")
        if self.people[person].case in MAY[how]:
            self.perform(self.deciding_a_case(person, how))

    def deciding_a_case(self, person, how):
        row = Entrepreneur.objects.get(participant=person)
        state, said = DECISIONS.get(how, ("submitted", {}))

        def does():
            if how == "hand_in_again":
                return entrepreneurs.hand_in_again(by=self.stage.facilitator, entrepreneur=row, at=now())
            return getattr(verification, how)(by=self.stage.verifier, record=row, version=row.version, **said)

        return Act(does, lambda: setattr(self.people[person], "case", state), {person})

    def beginners(self):
        return [key for key in self.known() if self.people[key].baseline == "no_business"]

    @precondition(lambda self: self.still_here() and self.beginners())
    @rule(data=st.data(), days=st.permutations(DAYS), proof=st.sampled_from(PROOFS))
    def starts_a_business(self, data, days, proof):
        """All that makes somebody a new entrepreneur, on days in any order, and somebody who approves it if it did."""
        person = self.some(data, self.beginners(), "person")
        self.completes_a_step(person, "licence", days[0])
        self.completes_a_step(person, proof, days[1])
        for day in days[2:4]:
            self.perform(self.visiting(person, self.stage.facilitators[-1], HOME, day))
        rollup.drain()
        self.cases_are_as_remembered()
        if self.people[person].case == "submitted":
            self.perform(self.deciding_a_case(person, "approve"))
