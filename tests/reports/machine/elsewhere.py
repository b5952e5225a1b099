"""What happens at the same time on other connections, whose transactions stay open while more happens here."""

import time
from contextlib import ExitStack

from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from okoce.core.months import Month, now
from participants.models import Attendance
from reports import closing, rollup
from tests.factories import HOME
from tests.reports.machine.checks import Checks
from tests.reports.machine.moves import Moves
from tests.reports.machine.official import Official
from tests.reports.machine.people import People
from tests.reports.machine.stage import DAYS, HOMES, PATIENCE


class Elsewhere(People, Moves, Checks, Official):
    def at(self, pool, act):
        return pool.submit(act).result(PATIENCE)

    def begins(self, act):
        """Do it elsewhere, and leave the transaction open."""

        def begin():
            with ExitStack() as stack:
                stack.enter_context(transaction.atomic())
                act()
                return stack.pop_all()

        self.open = self.at(self.stage.elsewhere, begin)

    def ends(self, *, commits: bool):
        def end():
            transaction.set_rollback(not commits)
            self.open.close()

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

    @precondition(lambda self: self.still_here())
    @rule(data=st.data(), on=st.sampled_from(DAYS), home=st.sampled_from(HOMES))
    def something_begins_elsewhere(self, data, on, home):
        kinds = {
            "completing": self.incomplete() and (lambda: self.completing(data, on, shows=True)),
            "moving house": self.whole_and_free() and (lambda: self.moving_house(data, home, on)),
            "correction": self.known() and (lambda: self.correction(data)),
            "rescheduling": self.sessions() and (lambda: self.rescheduling(data, on, 20, 90)),
            "marking": self.sessions()
            and self.people
            and (lambda: self.marking(*self.some(data, self.sessions(), "session"), self.a_few(data))),
            "approval": self.trainings_in("submitted")
            and (lambda: self.approval(self.some(data, self.trainings_in("submitted"), "training"))),
            "visiting": self.people
            and (lambda: self.visiting(self.some(data, list(self.people), "person"), self.stage.facilitator, HOME, on)),
            "deciding": self.records("submitted")
            and (lambda: self.deciding(data, "approve", self.records("submitted"))),
            "revoking": self.doubtful()["revoke"]
            and (lambda: self.deciding(data, "revoke", self.doubtful()["revoke"])),
            "deciding a case": self.undecided_cases()
            and (lambda: self.deciding_a_case(self.some(data, self.undecided_cases(), "case"), "approve")),
            "confirming": self.confirmable()
            and (lambda: self.confirming(self.some(data, self.confirmable(), "match"))),
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

    @precondition(lambda self: self.still_here() and self.may_be_closed())
    @rule(data=st.data())
    def a_closing_begins_elsewhere(self, data):
        month = self.some(data, self.may_be_closed(), "month")
        said = {"month": Month.of(month), "at": now(), "waiting": self.waiting(month)}
        self.begins(lambda: closing.close(by=self.stage.staff, **said))
        self.draining, self.closing = True, month

    @precondition(lambda self: self.draining)
    @rule(commits=st.booleans())
    def that_drain_ends(self, commits):
        """That drain or closing; or it is killed."""
        month, self.closing = self.closing, None
        self.ends(commits=commits)
        self.draining = False
        if month and commits:
            self.was_closed(month)

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
        facts["recorded_at"] = now()
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
