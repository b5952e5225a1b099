"""What has happened so far, and what an act can be about."""

import datetime
import uuid
from contextlib import AbstractContextManager

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from tests.reports.machine.stage import Act, Stage
from tests.reports.recount import Thresholds


class Memory(RuleBasedStateMachine):
    def __init__(self, stage: Stage):
        super().__init__()
        self.stage = stage
        # How each month stands that was ever closed, what its closings said, and who asked to open it again.
        self.periods = {}
        self.links = []
        self.asked = {}
        self.reopened = []
        # Since which month the headline reads which definition.
        self.namings = {datetime.date(2017, 12, 1): "OKOCE-2026.1"}
        self.revision_times = {}
        # Each entry as it was posted, and each question as it was answered.
        self.ledger = []
        self.answered = []
        self.pending: Act | None = None
        self.draining = False
        self.closing = None
        self.revision = self.stood_at = self.asked_at = 0
        self.moments = 0
        self.definitions = [Thresholds()]
        # Who was merged into whom, for those that stand; and who ever was part of one.
        self.merges = {}
        self.ever_merged: set[uuid.UUID] = set()
        # Of those who showed their number.
        self.numbers: dict[uuid.UUID, str] = {}
        # Official lists that stand, in the order in which they came.
        self.lists = {}
        # Whose a line of them was ever thought to be: of them the match stays for good.
        self.ever_matched: set[uuid.UUID] = set()
        # Licences that were made of a line, and those that are approved because of one and of nothing else.
        self.made_by_lists: set[uuid.UUID] = set()
        self.approved_by_lists: set[uuid.UUID] = set()
        # Of whom a transfer was written, which stays for good.
        self.ever_moved: set[uuid.UUID] = set()
        # In which revision each later one came.
        self.came = {}
        # Records that a verifier decided about, which stay for good.
        self.decided: set[uuid.UUID] = set()
        # Who once had a record that is somebody else's by now: its files still name them.
        self.named_by_files: set[uuid.UUID] = set()
        vars(self).update(stage.restore())

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

    def still_here(self):
        return self.pending is None and not self.draining

    def loses_its_approval(self, training):
        if self.states[training] == "verified":
            self.states[training] = "submitted"

    def perform(self, act: Act):
        act.does()
        act.means()

    def refused(self) -> AbstractContextManager:
        return pytest.raises(ValidationError)

    def by_hand(self, does):
        """Several statements of somebody who uses no verb, in one transaction."""
        with transaction.atomic():
            does()
