"""What happens to every record of a person: it is checked, sent back, revoked, taken away, or was somebody else's."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from participants import models, verification
from tests.reports.machine.memory import Memory
from tests.reports.machine.stage import Act

ROWS = {"visits": models.Visit, "milestones": models.Milestone, "job_reports": models.JobReport}
STANDING = ("draft", "submitted", "returned", "verified")


class Records(Memory):
    def records(self, *states, kinds=tuple(ROWS)):
        """Where they are: whose, of which kind, under which key."""
        return [
            (person, kind, key)
            for person in self.free(self.people)
            for kind in kinds
            for key, record in getattr(self.people[person], kind).items()
            if record.state in states
        ]

    def changeable(self, kind):
        """What stands, but for what a verifier approved of the time before the registration: nobody changes that alone."""
        return [where for where in self.records(*STANDING, kinds=(kind,)) if not self.is_settled(where)]

    def is_settled(self, where):
        record, registered_on = self.record(where), self.people[where[0]].registered_on
        if record.state != "verified" or not registered_on or where[1] == "visits":
            return False
        if where[1] == "job_reports":
            return record.reported_on < registered_on
        return record.kind == "licence" and record.completed_on < registered_on

    def record(self, where):
        person, kind, key = where
        return getattr(self.people[person], kind)[key]

    def row_of(self, where):
        return ROWS[where[1]].objects.get(pk=where[2])

    def changing(self, record, **fields):
        """What it means that these fields are others now: what was verified waits again."""

        def means():
            if record.state == "verified" and any(getattr(record, name) != value for name, value in fields.items()):
                record.state = "submitted"
            vars(record).update(fields)

        return means

    @precondition(lambda self: self.records("submitted"))
    @rule(data=st.data())
    def a_record_is_approved(self, data):
        self.perform(self.deciding(data, "approve", self.records("submitted")))

    def doubtful(self):
        """What a verifier may judge: a visit that confirms nothing, and all that waits or was approved."""
        plain = [one for one in self.records("draft", kinds=("visits",)) if not self.record(one).confirms_trading]
        return {
            "revoke": self.records("submitted", "verified") + plain,
            "send_back": self.records("submitted", "verified"),
        }

    @precondition(lambda self: self.doubtful()["revoke"])
    @rule(data=st.data(), how=st.sampled_from(["revoke", "send_back"]))
    def a_record_is_judged(self, data, how):
        if records := self.doubtful()[how]:
            self.perform(self.deciding(data, how, records))

    def deciding(self, data, how, records):
        return self.decision(self.some(data, records, "record"), how)

    def decision(self, where, how):
        person, _kind, key = where
        record, row = self.record(where), self.row_of(where)
        state, said = DECISIONS[how]

        def means():
            record.state = state
            self.decided.add(key)
            self.approved_by_lists.discard(key)

        decide = getattr(verification, how)
        return Act(lambda: decide(by=self.stage.verifier, record=row, version=row.version, **said), means, {person})

    def undecided(self):
        return [where for where in self.records(*STANDING) if where[2] not in self.decided]

    @precondition(lambda self: self.undecided())
    @rule(data=st.data())
    def a_record_is_taken_away(self, data):
        """By hand: what a verifier decided about can never be."""
        where = person, kind, key = self.some(data, self.undecided(), "record")
        self.by_hand(self.row_of(where).delete)
        del getattr(self.people[person], kind)[key]

    @precondition(lambda self: self.records(*STANDING))
    @rule(data=st.data())
    def a_record_was_of_somebody_else(self, data):
        """By hand, as when two rows turn out to be one person."""
        person, kind, key = self.some(data, self.records(*STANDING), "record")
        other = self.some(data, self.free(self.people), "other person")
        ROWS[kind].objects.filter(pk=key).update(participant=other)
        record = getattr(self.people[person], kind).pop(key)
        if other != person:
            self.named_by_files.add(person)
            record.state = "submitted" if record.state == "verified" else record.state
        getattr(self.people[other], kind)[key] = record


DECISIONS = {
    "approve": ("verified", {}),
    "send_back": ("returned", {"reason": "Foto belum ada"}),
    "revoke": ("revoked", {"reason": "Dokumen palsu"}),
}
