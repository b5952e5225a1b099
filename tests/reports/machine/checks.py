"""Trainings are handed in, approved, sent back, revoked."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from okoce.core.months import now
from participants import submission, verification
from programs.models import Training as TrainingRow
from tests.reports.machine.stage import Act
from tests.reports.machine.trainings import Trainings


class Checks(Trainings):
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
            lambda: verification.approve(by=self.stage.verifier, record=row, version=row.version),
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
        facts = {"record": row, "version": row.version, "reason": "Foto belum ada"}
        return Act(
            lambda: verification.send_back(by=self.stage.verifier, **facts),
            lambda: self.states.update({key: "returned"}),
            {key},
        )

    @precondition(lambda self: self.trainings_in("submitted", "verified"))
    @rule(data=st.data())
    def is_revoked(self, data):
        key = self.some(data, self.trainings_in("submitted", "verified"), "training")
        row = TrainingRow.objects.get(pk=key)
        verification.revoke(by=self.stage.verifier, record=row, version=row.version, reason="Tidak pernah diadakan")
        self.states[key] = "revoked"
